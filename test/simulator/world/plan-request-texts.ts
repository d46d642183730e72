/** What tenants write about their plan, by what a person would make of it. */
type PlanRequestKind =
  /** One plan, clearly; a dearer one. */
  | 'up'
  /** Back to a cheaper one, by a tenant who went up. */
  | 'down'
  /** Wants something, and does not say what. */
  | 'unclear'
  | 'question'
  /** A clear plan, and something does not work. */
  | 'with-fault'
  /** By somebody who does not live in the unit. */
  | 'stranger'
  /** By a tenant who went up, again. */
  | 'second';

export interface PlanRequestText {
  readonly kind: PlanRequestKind;
  readonly name: string;
  readonly description: string;
  /** What the tenant adds after the answer. */
  readonly later?: string;
}

export const PLAN_REQUEST_TEXTS: readonly PlanRequestText[] = [
  { kind: 'up', name: 'Internet Upgrade', description: 'Village Fiber 1G please.' },
  { kind: 'up', name: 'Faster plan', description: 'Hello, we would like to upgrade to 2G. Thank you!' },
  { kind: 'up', name: 'upgrade', description: 'can u switch me to the 1 gig plan pls' },
  { kind: 'down', name: 'Internet plan', description: 'Please move me back to Village Fiber 500.' },
  { kind: 'down', name: 'Downgrade', description: 'I want to go back to the basic plan, please.' },
  {
    kind: 'unclear',
    name: 'Internet Upgrade',
    description: 'I would like faster internet please.',
    later: 'Then Village Fiber 1G please.',
  },
  { kind: 'unclear', name: 'Upgrade', description: 'Please upgrade me to 1G or 2G, whatever is better.' },
  {
    kind: 'question',
    name: 'Question',
    description: 'What would the upgrade to 1G cost me a month?',
    later: 'Thank you. Please upgrade me to Village Fiber 1G.',
  },
  {
    kind: 'with-fault',
    name: 'Wifi down and upgrade',
    description: 'Please upgrade us to Village Fiber 1G. Also, the wifi has been down since this morning.',
  },
  { kind: 'stranger', name: 'Internet Upgrade', description: 'Please upgrade the internet here to Village Fiber 2G.' },
  { kind: 'second', name: 'Internet Upgrade', description: 'Please upgrade us to Village Fiber 2G.' },
];
