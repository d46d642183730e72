/** Reads plan requests. */
import type { FiberPlan } from '../plan.ts';
import type { PlanWords } from './plan-change-rules.ts';
import type { PlanReading, PlanRequest, PlanText, UnclearWhy } from './plan-reading.ts';
import { isAccounted } from './reading/accounted.ts';
import { blockerOf } from './reading/blockers.ts';
import { type Clause, has, isWanted, type NamedPlan, type ReadSentence, readSentence } from './reading/clauses.ts';
import { reportsFault } from './reading/fault.ts';
import { withHad } from './reading/had.ts';
import type { Item, Kind } from './reading/items.ts';
import { ownText, plain } from './reading/own-text.ts';
import { PlanNames } from './reading/plan-names.ts';
import { sentencesOf } from './reading/tokens.ts';
import { unitWords } from './reading/unit-labels.ts';
import { Vocabulary } from './reading/vocabulary.ts';
import { speaksOfPlan } from './reading/wish.ts';

const bare: readonly Kind[] = ['plan named', 'included', 'fastest', 'plan', 'internet', 'to', 'own unit', 'amount'];
const besidePlease: readonly Kind[] = [
  ...bare,
  'please',
  'polite',
  'filler',
  'adverbs',
  'unit',
  'closing',
  'greeting',
  'reference',
  'fine',
  'from',
  'drop',
  'unwanted',
  'state',
];
/** Of what the writer wrote; nobody orders in a longer text, and only so much of it is read. */
const mostLetters = 10_000;
const vocabularies = new WeakMap<PlanWords, Vocabulary>();

/**
 * What a text asks for (design §4, "Plan change"). When in doubt, nothing is changed: a charge cannot be taken back. A change needs an
 * order that names exactly one plan, nothing in the text that speaks against it, and no word whose meaning is not known where it matters.
 * @param plans all that are offered
 */
export function readPlanRequest(
  { subject, text, unitLabel, current }: PlanText,
  plans: readonly FiberPlan[],
  words: PlanWords,
): PlanReading {
  const fastestMbps = Math.max(...plans.map(({ downloadMbps }) => downloadMbps));
  const reader = {
    vocabulary: vocabularyOf(words),
    names: new PlanNames(plans),
    ownUnit: unitWords(unitLabel),
    included: plans.filter(({ isDefault }) => isDefault),
    fastest: plans.filter(({ downloadMbps }) => downloadMbps === fastestMbps),
  };
  const own = [plain(subject), ownText(text)];
  const isTooLong = own.some((part) => part.length > mostLetters);
  const sentences = own
    .map((part) => part.slice(0, mostLetters))
    .flatMap(sentencesOf)
    .map((sentence) => withHad(readSentence(sentence, reader), current));
  const fault = reportsFault(sentences);
  const elsewhere = sentences.some(isOfOtherTrade);
  const order = orderOf(sentences, plans.find(({ name }) => name === current?.name) ?? current);
  if (typeof order !== 'string' && !isTooLong) return { request: { kind: 'change', plan: order }, fault, elsewhere };
  const request: PlanRequest = speaksOfPlan(sentences, fault)
    ? { kind: 'unclear', why: typeof order === 'string' ? order : 'not-sure' }
    : { kind: 'none' };
  return { request, fault, elsewhere };
}

/** Thanks for what was done do not count. */
function isOfOtherTrade({ saysOtherTrade, items }: ReadSentence): boolean {
  return saysOtherTrade && items[0]?.kind !== 'closing';
}

function vocabularyOf(words: PlanWords): Vocabulary {
  const vocabulary = vocabularies.get(words) ?? new Vocabulary(words);
  vocabularies.set(words, vocabulary);
  return vocabulary;
}

/** @returns the plan that is ordered, or why there is none */
function orderOf(sentences: readonly ReadSentence[], current: FiberPlan | null): FiberPlan | UnclearWhy {
  const blocker = blockerOf(sentences);
  if (blocker !== undefined) return blocker;
  const clauses = sentences.flatMap((sentence) => sentence.clauses);
  const named = clauses.flatMap((clause) => clause.named);
  const plan = onePlan(named.filter(isWanted));
  if (typeof plan === 'string') return plan;
  if (labelsLikePlans(sentences).some((one) => one !== plan)) return 'several-plans';
  if (plan === current) return 'same-plan';
  if (isOthers(sentences)) return 'other-unit';
  if (sentences.some(mayBeOfOtherTrade)) return 'not-sure';
  const asks = sentences.some((sentence, at) => asksFor(sentence) || isThankedFor(sentence, sentences[at + 1]));
  const fits = asks && hasAsHad(named, current) && hasDirection(clauses, plan, current);
  return fits && arePrices(sentences, plan, current) && isAccounted(sentences) ? plan : 'not-sure';
}

/** "Switch me to 1G, my parking spot is too tight": what looks like a plan may be a place, unless internet or plan is in the sentence, too. */
function mayBeOfOtherTrade({ saysOtherTrade, items, clauses }: ReadSentence): boolean {
  return saysOtherTrade && !has(items, 'internet', 'plan') && clauses.some(({ named }) => named.some(isWanted));
}

/** The writer's unit bears a label like `1G`, and stands in the text without a word such as "unit": it may be a plan. */
function labelsLikePlans(sentences: readonly ReadSentence[]): FiberPlan[] {
  return sentences.flatMap(({ items }) => items.flatMap(({ kind, plans }) => (kind === 'own unit' ? plans : [])));
}

function onePlan(named: readonly NamedPlan[]): FiberPlan | UnclearWhy {
  if (named.some(({ plans }) => plans.length === 0)) return 'unknown-plan';
  const plans = new Set(named.flatMap((one) => one.plans));
  const [plan] = plans;
  if (plan === undefined) return 'no-plan';
  return plans.size > 1 ? 'several-plans' : plan;
}

/** Somewhere a plan is asked for. "2G please" and "2G, thanks" do, "2G" alone does not. */
function asksFor({ clauses }: ReadSentence): boolean {
  const isOrdered = clauses.some(({ named }) => named.some(isWanted));
  return clauses.some(({ asks, named, items }, at) => {
    if (asks || isWayBack(items, named)) return true;
    if (isOrdered && has(items, 'please') && items.every(({ kind }) => besidePlease.includes(kind))) return true;
    const isBare = named.some(isWanted) && items.every(({ kind }) => bare.includes(kind));
    return isBare && clauses[at + 1]?.items[0]?.kind === 'closing';
  });
}

/** "Up to 1G", and nothing but thanks behind it. */
function isThankedFor({ clauses, items }: ReadSentence, next: ReadSentence | undefined): boolean {
  const isBare = clauses.some(({ named }) => named.some(isWanted)) && items.every(({ kind }) => bare.includes(kind));
  const isThanks = next?.items.every(({ kind }) => kind === 'closing' || kind === 'filler') === true;
  return isBare && items[0]?.kind === 'to' && isThanks && has(next?.items ?? [], 'closing');
}

/** "Back to the basic plan". */
function isWayBack(items: readonly Item[], named: readonly NamedPlan[]): boolean {
  return named.some(isWanted) && items[0]?.isBack === true && items.every(({ kind }) => besidePlease.includes(kind));
}

/** Of "it", nobody knows whose it is where the text speaks of other persons: "My mom's internet is slow. Please upgrade it to 2G." */
function isOthers(sentences: readonly ReadSentence[]): boolean {
  const refers = sentences.some(({ clauses }) =>
    clauses.some(({ named, items }) => named.some(isWanted) && has(items, 'reference')),
  );
  return refers && sentences.some(({ items }) => has(items, 'persons', 'elsewhere'));
}

/** Whoever has another plan than they say, or has measured another one's speed, may mean something else. */
function hasAsHad(named: readonly NamedPlan[], current: FiberPlan | null): boolean {
  return named.every(({ plans, role }) => {
    if (role === 'wanted' || current === null) return true;
    return plans.includes(current) || (role === 'measured' && plans.length === 0);
  });
}

/** "Upgrade me to 500" from somebody who has 1G is a mistake somewhere; "I would love 2G but can't afford it" is no order. */
function hasDirection(clauses: readonly Clause[], plan: FiberPlan, current: FiberPlan | null): boolean {
  if (current === null) return true;
  const isFaster = plan.downloadMbps > current.downloadMbps;
  if (isFaster && clauses.some(({ items, named }) => has(items, 'unwanted') && named.length === 0)) return false;
  const says = (kind: 'up' | 'down') => clauses.some(({ items, named }) => named.some(isWanted) && has(items, kind));
  if (says('up') && plan.downloadMbps < current.downloadMbps) return false;
  return !(says('down') && isFaster);
}

/** Every amount of dollars is what the one or the other plan costs, or the difference. */
function arePrices(sentences: readonly ReadSentence[], plan: FiberPlan, current: FiberPlan | null): boolean {
  const now = current?.addOnCents ?? plan.addOnCents;
  const prices = [plan.addOnCents, now, Math.abs(plan.addOnCents - now)];
  return sentences.every(({ items }) =>
    items.every(({ kind, cents }) => kind !== 'amount' || (cents !== undefined && prices.includes(cents))),
  );
}
