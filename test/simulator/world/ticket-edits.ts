import { activeLeases } from './lease-state.ts';
import type { Random } from './random.ts';
import { markedUid } from './ticket-marker.ts';
import { TICKET_TEXTS } from './ticket-texts.ts';
import type { CrmTicket, MaintenanceTicket } from './ticket-things.ts';
import type { World } from './world.ts';

type InnagoEditKind = 'new-internet' | 'new-other' | 'text' | 'resolve' | 'reopen' | 'age' | 'urgent';
type UispEditKind = 'status' | 'reopen' | 'public-comment' | 'private-comment';

/** One edit, as a failing run prints it. `text` is what was written, or the status (UISP) or flag (Innago) that was set. */
export type TicketEditDone =
  | { readonly side: 'innago'; readonly kind: InnagoEditKind; readonly uid: string; readonly text?: string }
  | {
      readonly side: 'uisp';
      readonly kind: UispEditKind;
      readonly ticketId: number;
      readonly uid: string;
      readonly text?: string;
    };

/** A kind of edit that is possible now; it is chosen in proportion to its weight. */
interface Choice {
  readonly weight: number;
  edit(): TicketEditDone;
}

const INTERNET_WORDS: readonly string[] = [
  'The wifi is still bad.',
  'Now the internet is gone completely.',
  '“Wi‑Fi” drops at 8 pm…',
  '<b>No internet</b> & no TV 😡',
  'Fiber light is red.\r\nAll else is dark.',
];
/** Without a word that would make another trade's ticket ours. */
const OTHER_WORDS: readonly string[] = [
  'Please knock.',
  'It is worse today.',
  'The dog is friendly.',
  '2 < 3 & "so" on',
];
const COMMENTS: readonly string[] = [
  'We are looking at it.',
  'Is it better now?',
  'A colleague comes tomorrow at 9.',
  '<i>Port</i> restarted & measured: 940 Mbps 👍',
];

/**
 * Performs one random edit by hand on either side, on any ticket of Innago and on the UISP tickets that bear the marker of one.
 * Solving and reopening are weighted so that neither all are solved nor all are open. What is drawn depends on `random` and on
 * the tickets there are (new uids come from `random` too; UISP's tickets count in the order of Innago's): with the same seed,
 * and the same tickets in UISP before each edit, it is the same run. Texts are numbered by `random`, so none is the same twice.
 * @throws when no lease is active, as nobody could write a first ticket
 */
export function randomTicketEdit(world: World, random: Random): TicketEditDone {
  const tickets = [...world.maintenances.values()];
  const solved = tickets.filter(({ status }) => status === 'Resolved');
  const open = tickets.filter(({ status }) => status !== 'Resolved');
  const marked = markedTickets(world, tickets);
  const choices = [
    ...innagoChoices(world, random, { tickets, solved, open }),
    ...uispChoices(world, random, marked),
  ].filter(({ weight }) => weight > 0);
  const chosen = weighted(choices, random);
  if (!chosen) throw new Error('no ticket can be edited: the village has no active lease');
  return chosen.edit();
}

function weighted(choices: readonly Choice[], random: Random): Choice | undefined {
  let left = random.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return choices.at(-1);
}

function innagoChoices(
  world: World,
  random: Random,
  { tickets, solved, open }: Record<'tickets' | 'solved' | 'open', readonly MaintenanceTicket[]>,
): Choice[] {
  const share = tickets.length === 0 ? 0 : solved.length / tickets.length;
  const fresh = open.filter(({ status }) => status === 'NewRequest');
  const leases = activeLeases(world).length;
  const on = (
    kind: InnagoEditKind,
    among: readonly MaintenanceTicket[],
    weight: number,
    change: (ticket: MaintenanceTicket) => string | undefined,
  ): Choice => ({
    weight: among.length > 0 ? weight : 0,
    edit() {
      const ticket = random.pick(among);
      return done('innago', kind, ticket.maintenanceUid, change(ticket));
    },
  });
  return [
    { weight: leases > 0 ? 2 : 0, edit: () => newTicket(world, random, 'internet') },
    { weight: leases > 0 ? 1 : 0, edit: () => newTicket(world, random, 'other') },
    on('text', tickets, 3, (ticket) => {
      const words = numbered(random, random.pick(isInternet(ticket) ? INTERNET_WORDS : OTHER_WORDS));
      // Rewritten rather than lengthened, so that a thousand edits do not make a book of it.
      world.editTicket(ticket.maintenanceUid, { description: words });
      return words;
    }),
    on('resolve', open, 4 * (1 - share), ({ maintenanceUid }) => {
      world.resolveTicket(maintenanceUid);
      return undefined;
    }),
    on('reopen', solved, 4 * share, ({ maintenanceUid }) => {
      world.reopenTicket(maintenanceUid);
      return undefined;
    }),
    on('age', fresh, 1, ({ maintenanceUid }) => {
      world.ageTicket(maintenanceUid);
      return undefined;
    }),
    on('urgent', tickets, 1, ({ maintenanceUid, isUrgent }) => {
      world.editTicket(maintenanceUid, { isUrgent: !isUrgent });
      return String(!isUrgent);
    }),
  ];
}

function uispChoices(world: World, random: Random, marked: readonly CrmTicket[]): Choice[] {
  const { crmTechnician } = world;
  const unsolved = marked.filter(({ status }) => status !== 3);
  const solved = marked.filter(({ status }) => status === 3);
  const share = marked.length === 0 ? 0 : solved.length / marked.length;
  const on = (
    kind: UispEditKind,
    among: readonly CrmTicket[],
    weight: number,
    change: (ticket: CrmTicket) => string,
  ): Choice => ({
    weight: among.length > 0 ? weight : 0,
    edit() {
      const ticket = random.pick(among);
      const text = change(ticket);
      return { side: 'uisp', kind, ticketId: ticket.id, uid: markedUid(ticket.subject) ?? '', text };
    },
  });
  const setting =
    (statuses: readonly (0 | 1 | 2 | 3)[]) =>
    ({ id, status }: CrmTicket): string => {
      const next = random.pick(statuses.filter((one) => one !== status));
      crmTechnician.setStatus(id, next);
      return String(next);
    };
  const commenting = (isPublic: boolean) => (ticket: CrmTicket) => {
    const body = numbered(random, random.pick(COMMENTS));
    crmTechnician.comment(ticket.id, body, { public: isPublic });
    return body;
  };
  return [
    on('status', unsolved, 4 * (1 - share), setting([3])),
    on('status', unsolved, 3, setting([0, 1, 2])),
    on('reopen', solved, 4 * share, setting([0, 1, 2])),
    on('public-comment', marked, 3, commenting(true)),
    on('private-comment', marked, 1, commenting(false)),
  ];
}

function newTicket(world: World, random: Random, trade: 'internet' | 'other'): TicketEditDone {
  const lease = random.pick(activeLeases(world));
  const { trade: _trade, ...words } = random.pick(TICKET_TEXTS.filter((one) => one.trade === trade));
  const ticket = world.addTicket({ maintenanceUid: random.uuid(), unit: lease.unitUid ?? '', ...words });
  return done('innago', `new-${trade}`, ticket.maintenanceUid, words.name);
}

/** UISP's tickets that can be edited and name an Innago ticket, in the order of Innago's. */
function markedTickets(world: World, tickets: readonly MaintenanceTicket[]): CrmTicket[] {
  const byUid = Map.groupBy(world.crm.tickets.values(), ({ subject }) => markedUid(subject) ?? '');
  return tickets
    .flatMap(({ maintenanceUid }) => byUid.get(maintenanceUid) ?? [])
    .filter((ticket) => world.crmTechnician.canEdit(ticket));
}

/** By the title, which no edit changes. */
function isInternet(ticket: MaintenanceTicket): boolean {
  return TICKET_TEXTS.some(({ trade, name }) => trade === 'internet' && name === ticket.name);
}

function numbered(random: Random, text: string): string {
  return `${text} (${random.hex(6)})`;
}

function done(side: 'innago', kind: InnagoEditKind, uid: string, text: string | undefined): TicketEditDone {
  return text === undefined ? { side, kind, uid } : { side, kind, uid, text };
}
