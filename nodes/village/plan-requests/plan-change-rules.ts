/** What the operator has settled about plan changes, in the config node `fiber-plans`. */

/** Words and phrases by what they mean, as the operator typed them (design §4: words come from settings, not from code). */
export interface PlanWords {
  /** Asks for a plan: "switch", "change", "move me", "I want". */
  readonly ask: readonly string[];
  /** Asks for a faster one: "upgrade". */
  readonly up: readonly string[];
  /** Asks for a slower one: "downgrade". */
  readonly down: readonly string[];
  /** Gives up the plan for the default one: "cancel my upgrade". */
  readonly cancel: readonly string[];
  /** Before the plan that is given up: "cancel my". Without a plan it takes something back. */
  readonly drop: readonly string[];
  /** Makes an order of a plan's name that stands alone: "please". */
  readonly please: readonly string[];
  /** Begins a question that asks politely and is an order all the same: "can you". */
  readonly polite: readonly string[];
  /** Both in one: "can I have". */
  readonly politeAsk: readonly string[];

  /** What is called a plan: "package", "tier". */
  readonly plan: readonly string[];
  /** What a plan is for: "internet", "wifi", "speed". */
  readonly internet: readonly string[];
  /** The default plan without its name: "basic plan", "included plan". */
  readonly included: readonly string[];
  /** The fastest plan without its name. */
  readonly fastest: readonly string[];
  /** Spellings of Gbps. */
  readonly gigabit: readonly string[];
  /** Those that mean 1 Gbps without a number: "gigabit". */
  readonly oneGigabit: readonly string[];
  /** Spellings of Mbps. */
  readonly megabit: readonly string[];
  readonly dollars: readonly string[];
  /** The numbers from one on, in their order; more words for one number with a slash: "one/uno". */
  readonly numbers: readonly string[];

  /** Before the plan that is wanted: "to". */
  readonly to: readonly string[];
  /** Before the plan that the tenant has: "from", "instead of". */
  readonly from: readonly string[];
  /** Before the plan that the tenant has and does not want: "no longer need". */
  readonly unwanted: readonly string[];
  /** Tells which plan the tenant has, before it: "I have", "currently". */
  readonly state: readonly string[];
  /** After the plan that the tenant has: "is too slow", "is not enough". */
  readonly judged: readonly string[];
  /** Between ask and plan, or around them, without changing what is asked: "my", "the", "today". */
  readonly filler: readonly string[];
  /** How the writer speaks of themselves: "I", "our". */
  readonly self: readonly string[];
  /** For whom the plan is, when it is the writer: "me", "our". */
  readonly writer: readonly string[];
  /** Before what the writer has: "my". */
  readonly possessive: readonly string[];
  /** How the writer speaks to the reader: "you". */
  readonly addressee: readonly string[];
  /** First of what leads to an earlier plan: "back" of "back to". */
  readonly back: readonly string[];
  /** Beside a plan it is more than that one plan: "a second 1G". */
  readonly surplus: readonly string[];
  /** Behind a noun it tells more about it, and asks nothing: "which". */
  readonly relative: readonly string[];
  /** Before a plan's name, as before other names: "the". */
  readonly article: readonly string[];
  /** After what looks like a plan, it is an amount of something: "2G of dirt". */
  readonly of: readonly string[];
  /** May stand anywhere within a phrase: "I'd just like" is "I'd like". */
  readonly adverbs: readonly string[];
  /** Stands for something else in the text: "it", "this". */
  readonly reference: readonly string[];
  /** Begins another clause: "and", "but". */
  readonly joins: readonly string[];
  /** Begins the reason for a wish: "because", "for". */
  readonly reason: readonly string[];
  /** Begins what a plan is for, where a word that is not known could be another person: "for". */
  readonly purpose: readonly string[];
  /** What reasons and circumstances are told with: "work from home", "gaming". */
  readonly context: readonly string[];
  /** Words that everybody uses in telling circumstances, and that could change an order: "do", "about". */
  readonly common: readonly string[];
  readonly greeting: readonly string[];
  /** Before the writer's name at the end: "thanks", "regards". */
  readonly closing: readonly string[];

  readonly negation: readonly string[];
  /** Takes back what is said elsewhere: "never mind", "just kidding". */
  readonly withdrawal: readonly string[];
  readonly question: readonly string[];
  /** Makes it depend on something, or leaves it open: "if", "maybe". */
  readonly condition: readonly string[];
  /** Leaves an order open only where it speaks of it: "permission", "free". */
  readonly unsettled: readonly string[];
  /** Words about deciding and paying, by which what stands beside an order speaks of it: "agree", "price". */
  readonly deciding: readonly string[];
  /** Not now: "next month", "when". */
  readonly later: readonly string[];
  /** Tells what has been: "upgraded", "was charged". */
  readonly report: readonly string[];
  /** Not for the writer's own unit, or not the writer's own wish: "neighbor", "roommate says". */
  readonly others: readonly string[];
  /** Other persons, harmless in telling circumstances: "she", "friend". */
  readonly persons: readonly string[];
  /** Before the label of a unit, or the number of a place: "apt", "spot". */
  readonly unit: readonly string[];
  /** What is no internet: "faucet", "parking". Beside what looks like a plan it is none: "1G parking". */
  readonly elsewhere: readonly string[];

  /** Work of another trade, for which the ticket stays open: "leak", "lock", "noise". */
  readonly otherTrades: readonly string[];

  /** What does not work: "is down", "keeps dropping". */
  readonly fault: readonly string[];
  /** Sounds like a fault and is none: "works fine", "too slow". */
  readonly fine: readonly string[];
  /** Asks for a repair: "please fix", "send someone". */
  readonly repair: readonly string[];
}

/** How fast an ONU of a model can be; models are compared without case, blanks and hyphens. */
export interface OnuModel {
  readonly model: string;
  readonly fastestMbps: number;
}

export interface PlanChangeRules {
  readonly words: PlanWords;
  /** Models that are not in it are not limited. */
  readonly onuModels: readonly OnuModel[];
  /** A line that is due at once because of a change waits so many hours, but never past its due date. */
  readonly undoHours: number;
  /** Changes to a dearer plan per household and calendar month before a person must say yes. Others are free. */
  readonly upgradesPerMonth: number;
  /** When a change to a cheaper plan takes effect. */
  readonly downgradeTakesEffect: 'now' | 'end of paid month';
}
