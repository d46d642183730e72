/** What a tenant may write; about plans, see plan-request-texts.ts. `trade` is who a person would send it to. */
export interface TicketText {
  readonly trade: 'internet' | 'other';
  readonly name: string;
  readonly description: string;
  readonly category?: string;
  readonly isUrgent?: boolean;
}

export const TICKET_TEXTS: readonly TicketText[] = [
  { trade: 'internet', name: 'Wifi is down', description: 'No wifi since this morning. Restarting did not help.' },
  { trade: 'internet', name: 'Internet', description: 'The internet is slow again, every evening from 7 to 11.' },
  {
    trade: 'internet',
    name: 'No connection',
    description: 'The fiber box shows a red light and nothing is online. I work from home!',
    isUrgent: true,
  },
  { trade: 'internet', name: 'Drops', description: 'Video calls drop every ten minutes. The Wi‑Fi bars stay full.' },
  {
    trade: 'internet',
    name: 'wifi down and the sink leaks',
    description: 'Both since last night: the wifi is down, and the kitchen sink leaks on the floor.',
  },
  {
    trade: 'internet',
    name: 'Internet <b>DEAD</b> 😡📡',
    description:
      '<script>alert("wifi")</script>\r\nNo internet & no “wifi” since 8 pm…\r\n<img src=x onerror=alert(1)> 🙏',
  },
  {
    trade: 'internet',
    name: 'TV buffers',
    description: 'Streaming stops all the time, the internet is under 10 Mbps.',
  },
  { trade: 'internet', name: 'Outage?', description: 'Is there an outage? The router says "no internet".' },
  { trade: 'other', name: 'Slow drain', description: 'The shower drains very slowly.', category: 'Plumbing' },
  { trade: 'other', name: 'Dishwasher', description: 'It leaves everything dirty.', category: 'Appliance' },
  {
    trade: 'other',
    name: 'Power outage in the kitchen',
    description: 'Half of the sockets are dead.',
    category: 'Electrical',
    isUrgent: true,
  },
  { trade: 'other', name: 'AC is loud', description: 'It rattles when it starts.', category: 'AC' },
  { trade: 'other', name: 'Front door', description: 'The door does not close by itself any more.' },
];

/** What a tenant adds to a ticket later. */
export const SECOND_THOUGHTS: readonly string[] = [
  'PS: I am at home after 5 pm.',
  'PS: please call before you come, the dog is nervous.',
  'PS: it happened again last night.',
];

/** What the technician asks, and says when it is done. */
export const QUESTIONS: readonly string[] = [
  'Which lights are on at the fiber box, and which color do they have?',
  'Does it happen with a cable too, or on wifi only?',
  'Since when, and which devices are affected?',
];
export const LAST_WORDS: readonly string[] = [
  'The connector was dirty. It is clean now and the signal is good.',
  'We have restarted the port and measured the full speed.',
  'The power supply of the fiber box was replaced.',
];
export const PRIVATE_NOTE = 'Optical power is low: look at the splice next time.';
