/** What keeps a text from being an order, whatever else it says. */
import type { UnclearWhy } from '../plan-reading.ts';
import { isCircumstance, weakBlockers } from './circumstances.ts';
import { type Clause, has, isWanted, type NamedPlan, type ReadSentence } from './clauses.ts';
import type { Kind } from './items.ts';

/** In the order in which they are told. */
const blocking: readonly (readonly [Kind, UnclearWhy])[] = [
  ['other unit', 'other-unit'],
  ['others', 'other-unit'],
  ['withdrawal', 'negation'],
  ['drop', 'negation'],
  ['negation', 'negation'],
  ['condition', 'condition'],
  ['question', 'question'],
  ['later', 'condition'],
  ['persons', 'other-unit'],
  ['report', 'not-sure'],
];
const weakInFaults: readonly Kind[] = [...weakBlockers, 'condition', 'question'];
const weakElsewhere: readonly Kind[] = [...weakInFaults, 'other unit'];
/** Around "cancel" where another clause says what is cancelled. */
const aroundDrop: readonly Kind[] = ['drop', 'up', 'down', 'plan', 'internet', 'filler', 'please', 'cancel'];

/** A sentence that reports a fault, or asks for a repair, and nothing else; speeds in it are what was measured. */
export function isFaultReport({ items, clauses }: ReadSentence): boolean {
  const isMeasured = ({ role, plans }: NamedPlan) => role === 'measured' && plans.length === 0;
  return has(items, 'fault', 'repair') && clauses.every(({ asks, named }) => !asks && named.every(isMeasured));
}

/** A sentence about something that is no internet, and nothing else. */
function isElsewhere({ items, clauses }: ReadSentence): boolean {
  return (
    has(items, 'elsewhere') &&
    !has(items, 'please', 'polite') &&
    clauses.every(({ asks, named }) => !asks && !named.some(isWanted))
  );
}

/** @returns the first reason against an order in any of the sentences; undefined: there is none */
export function blockerOf(sentences: readonly ReadSentence[]): UnclearWhy | undefined {
  const found = new Set(sentences.flatMap((sentence) => blockersIn(sentence, sentences)));
  return blocking.find(([kind]) => found.has(kind))?.[1];
}

function blockersIn(sentence: ReadSentence, all: readonly ReadSentence[]): Kind[] {
  const isFault = isFaultReport(sentence);
  const kinds = sentence.clauses.flatMap((clause, at) => {
    const isWeak =
      isFault || isCircumstance(clause, sentence.clauses[at - 1]) || (clause.reportsFault && !clause.asks && clause.named.length === 0);
    return blockersOf(clause, all).filter((kind) => !(isWeak && weakBlockers.includes(kind)));
  });
  const isAsked =
    sentence.isQuestion && !isFault && !isElsewhere(sentence) && !isPolite(sentence) && !isHeading(sentence, all);
  return isAsked ? [...kinds, 'question'] : kinds;
}

function blockersOf({ items, named }: Clause, all: readonly ReadSentence[]): Kind[] {
  const kinds = items.map(({ kind }) => kind).filter((kind) => blocking.some(([blocker]) => blocker === kind));
  const isDropClear =
    named.length > 0 ||
    has(items, 'amount') ||
    (items.every(({ kind }) => aroundDrop.includes(kind)) && all.some(givesUp));
  return isDropClear ? kinds.filter((kind) => kind !== 'drop') : kinds;
}

/** Another clause says which plan is given up: "cancel my upgrade". */
function givesUp({ clauses }: ReadSentence): boolean {
  return clauses.some(({ items, named }) => has(items, 'cancel') || (has(items, 'drop') && named.length > 0));
}

/** It asks for something, or how one is. */
function isPolite({ items }: ReadSentence): boolean {
  return (
    has(items, 'polite', 'politeAsk', 'please') || items.every(({ kind }) => kind === 'greeting' || kind === 'filler')
  );
}

/** A subject like "2G?" or "Upgrade my plan?" above a text that orders. */
function isHeading(sentence: ReadSentence, all: readonly ReadSentence[]): boolean {
  if (sentence !== all[0] || all.length < 2) return false;
  return all
    .slice(1)
    .some(({ clauses }) =>
      clauses.some(({ asks, items, named }) => named.some(isWanted) && (asks || has(items, 'please'))),
    );
}
