/** What each of the operator's lists of words is for when a text is read. */
import type { PlanWords } from '../plan-change-rules.ts';

export type WordList = keyof PlanWords;

/** Of a phrase that stands in two lists, the first of these counts: what keeps from changing comes first. */
export const precedence: readonly WordList[] = [
  'withdrawal',
  'others',
  'persons',
  'negation',
  'condition',
  'unsettled',
  'later',
  'question',
  'report',
  'elsewhere',
  'fault',
  'cancel',
  'drop',
  'unwanted',
  'included',
  'fastest',
  'from',
  'state',
  'judged',
  'to',
  'politeAsk',
  'ask',
  'up',
  'down',
  'please',
  'polite',
  'fine',
  'closing',
  'greeting',
  'reference',
  'joins',
  'reason',
  'purpose',
  'unit',
  'plan',
  'internet',
  'filler',
  'adverbs',
  'repair',
  'context',
  'common',
];

export const blockingLists: readonly WordList[] = [
  'withdrawal',
  'others',
  'negation',
  'condition',
  'unsettled',
  'question',
  'later',
];
/**
 * Lists whose words are understood with a letter wrong; of those that only surround an order, not the first letter. A word that may be
 * meant to be one of two is none.
 */
export const keyLists: readonly WordList[] = [
  ...blockingLists,
  'ask',
  'up',
  'down',
  'cancel',
  'drop',
  'included',
  'fastest',
  'gigabit',
  'megabit',
];
export const aroundLists: readonly WordList[] = [
  'please',
  'plan',
  'internet',
  'filler',
  'closing',
  'greeting',
  'context',
];

/** Lists of single words, which are more than phrases. */
export const singleLists = [
  'adverbs',
  'dollars',
  'oneGigabit',
  'self',
  'writer',
  'possessive',
  'addressee',
  'article',
  'of',
  'back',
  'relative',
  'surplus',
  'deciding',
] as const;
export type SingleList = (typeof singleLists)[number];
