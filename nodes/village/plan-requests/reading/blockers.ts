/** What keeps a text from being an order, whatever else it says. */
import type { UnclearWhy } from '../plan-reading.ts';
import { isAside, isCircumstance, isElsewhere, isFaultReport, weakBeside, weakBlockers } from './circumstances.ts';
import { type Clause, has, isWanted, type ReadSentence } from './clauses.ts';
import type { Item, Kind } from './items.ts';

/** In the order in which they are told. */
const blocking: readonly (readonly [Kind, UnclearWhy])[] = [
  ['other unit', 'other-unit'],
  ['others', 'other-unit'],
  ['withdrawal', 'negation'],
  ['drop', 'negation'],
  ['negation', 'negation'],
  ['condition', 'condition'],
  ['unsettled', 'condition'],
  ['question', 'question'],
  ['later', 'condition'],
  ['persons', 'other-unit'],
];
/** Behind these, "which" tells more. */
const nouns: readonly Kind[] = ['plan', 'plan named', 'included', 'fastest', 'internet', 'unknown'];
/** Around "cancel" where another clause says what is cancelled. */
const aroundDrop: readonly Kind[] = ['drop', 'up', 'down', 'plan', 'internet', 'filler', 'please', 'cancel'];

/** @returns the first reason against an order in any of the sentences; undefined: there is none */
export function blockerOf(sentences: readonly ReadSentence[]): UnclearWhy | undefined {
  const isGivenUp = sentences.some(givesUp);
  const isOwn = sentences.some(asksForWriter);
  const found = new Set(
    sentences.flatMap((sentence, at) => {
      const kinds = blockersIn(sentence, isGivenUp, at === 0 && isBelow(sentences));
      return isOwn && isAside(sentence) ? kinds.filter((kind) => kind !== 'others') : kinds;
    }),
  );
  return blocking.find(([kind]) => found.has(kind))?.[1];
}

/**
 * @param isGivenUp somewhere in the text it says which plan is given up
 * @param isHeading it may be a subject like "2G?" or "Upgrade my plan?" above a text that orders
 */
function blockersIn(sentence: ReadSentence, isGivenUp: boolean, isHeading: boolean): Kind[] {
  const isBeside = isFaultReport(sentence) || isElsewhere(sentence) || isAside(sentence);
  const kinds = sentence.clauses.flatMap((clause, at) => {
    const found = blockersOf(clause, isGivenUp, sentence.clauses[at - 1]?.items.at(-1));
    if (isFaultReport(sentence)) return found.filter((kind) => !weakBeside.includes(kind) && kind !== 'other unit');
    if (clause.tellsOfHad) return found.filter((kind) => !weakBlockers.includes(kind));
    if (isBeside) return found.filter((kind) => !weakBeside.includes(kind));
    const isFault = clause.reportsFault && !clause.asks && clause.named.length === 0;
    const isWeak = isFault || isCircumstance(clause, sentence.clauses[at - 1]);
    return isWeak ? found.filter((kind) => !weakBlockers.includes(kind)) : found;
  });
  const isAsked = sentence.isQuestion && !isBeside && !isPolite(sentence) && !isHeading;
  return isAsked ? [...kinds, 'question'] : kinds;
}

/** @param last item of the clause before it */
function blockersOf({ items, named }: Clause, isGivenUp: boolean, last: Item | undefined): Kind[] {
  const kinds = items
    .filter(({ kind }, at) => kind !== 'others' || items[at + 1]?.kind !== 'own unit')
    .filter((item, at) => !tellsMore(item, items[at - 1] ?? last, items))
    .map(({ kind }) => kind)
    .filter((kind) => blocking.some(([blocker]) => blocker === kind));
  const isAround = isGivenUp && items.every(({ kind }) => aroundDrop.includes(kind));
  const isDropClear = isAround || named.length > 0 || has(items, 'amount');
  return isDropClear ? kinds.filter((kind) => kind !== 'drop') : kinds;
}

/** "The plan which is included": right behind a noun, and nothing is decided. */
function tellsMore({ isRelative }: Item, before: Item | undefined, items: readonly Item[]): boolean {
  return (
    isRelative && before !== undefined && nouns.includes(before.kind) && !items.some(({ isDeciding }) => isDeciding)
  );
}

/** "Sign me up for 2G": it says whom the plan is for, so that others who are told of beside it do not matter. */
function asksForWriter({ clauses }: ReadSentence): boolean {
  return clauses.some(({ asks, named, items }) => asks && named.some(isWanted) && items.some(({ isOwn }) => isOwn));
}

/** Another clause says which plan is given up: "cancel my upgrade". */
function givesUp({ clauses }: ReadSentence): boolean {
  return clauses.some(({ items, named }) => has(items, 'cancel') || (has(items, 'drop') && named.length > 0));
}

/** It asks for something, or how one is; "2G please?" may be a question. */
function isPolite({ items, clauses }: ReadSentence): boolean {
  const asks = clauses.some((clause) => clause.asks);
  return (
    has(items, 'polite', 'politeAsk') ||
    (asks && has(items, 'please')) ||
    items.every(({ kind }) => kind === 'greeting' || kind === 'filler')
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
