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
];
/** Harmless in a sentence about a fault, or about something that is no internet. */
const weakBeside: readonly Kind[] = [...weakBlockers, 'condition', 'question'];
/** Around "cancel" where another clause says what is cancelled. */
const aroundDrop: readonly Kind[] = ['drop', 'up', 'down', 'plan', 'internet', 'filler', 'please', 'cancel'];

/** A sentence that reports a fault, or asks for a repair, and nothing else; speeds in it are what was measured. */
export function isFaultReport({ items, clauses }: ReadSentence): boolean {
  const isMeasured = ({ role, plans }: NamedPlan) => role === 'measured' && plans.length === 0;
  return has(items, 'fault', 'repair') && clauses.every(({ asks, named }) => !asks && named.every(isMeasured));
}

/** A sentence about something that is no internet, and nothing else. */
export function isElsewhere({ items, clauses }: ReadSentence): boolean {
  return (
    has(items, 'elsewhere') &&
    !has(items, 'please', 'polite') &&
    clauses.every(({ asks, named }) => !asks && !named.some(isWanted))
  );
}

/** @returns the first reason against an order in any of the sentences; undefined: there is none */
export function blockerOf(sentences: readonly ReadSentence[]): UnclearWhy | undefined {
  const isGivenUp = sentences.some(givesUp);
  const found = new Set(
    sentences.flatMap((sentence, at) => blockersIn(sentence, isGivenUp, at === 0 && isBelow(sentences))),
  );
  return blocking.find(([kind]) => found.has(kind))?.[1];
}

/**
 * @param isGivenUp somewhere in the text it says which plan is given up
 * @param isHeading it may be a subject like "2G?" or "Upgrade my plan?" above a text that orders
 */
function blockersIn(sentence: ReadSentence, isGivenUp: boolean, isHeading: boolean): Kind[] {
  const isBeside = isFaultReport(sentence) || isElsewhere(sentence);
  const kinds = sentence.clauses.flatMap((clause, at) => {
    const found = blockersOf(clause, isGivenUp);
    if (isBeside) return found.filter((kind) => !weakBeside.includes(kind));
    const isFault = clause.reportsFault && !clause.asks && clause.named.length === 0;
    const isWeak = isFault || isCircumstance(clause, sentence.clauses[at - 1]);
    return isWeak ? found.filter((kind) => !weakBlockers.includes(kind)) : found;
  });
  const isAsked = sentence.isQuestion && !isBeside && !isPolite(sentence) && !isHeading;
  return isAsked ? [...kinds, 'question'] : kinds;
}

function blockersOf({ items, named }: Clause, isGivenUp: boolean): Kind[] {
  const kinds = items.map(({ kind }) => kind).filter((kind) => blocking.some(([blocker]) => blocker === kind));
  const isAround = isGivenUp && items.every(({ kind }) => aroundDrop.includes(kind));
  const isDropClear = isAround || named.length > 0 || has(items, 'amount');
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

/** Below the first sentence a plan is ordered. */
function isBelow(sentences: readonly ReadSentence[]): boolean {
  return sentences
    .slice(1)
    .some(({ clauses }) =>
      clauses.some(({ asks, items, named }) => named.some(isWanted) && (asks || has(items, 'please'))),
    );
}
