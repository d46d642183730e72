/** A text in clauses, and what each is about. */
import type { FiberPlan } from '../../plan.ts';
import { type Item, itemsOf, type Kind, type Reader } from './items.ts';
import type { Sentence } from './tokens.ts';

/** A plan in a clause: the one that is wanted, the one that the writer has, or no more than what a speed test has shown. */
export interface NamedPlan {
  readonly plans: readonly FiberPlan[];
  readonly role: 'wanted' | 'had' | 'measured';
}

export interface Clause {
  readonly items: readonly Item[];
  readonly named: readonly NamedPlan[];
  /** It begins with a word such as "because". */
  readonly isReason: boolean;
  /** It begins with a word such as "for". */
  readonly isPurpose: boolean;
  /** It asks for a plan, or for a change of it. */
  readonly asks: boolean;
  readonly reportsFault: boolean;
}

export interface ReadSentence {
  readonly clauses: readonly Clause[];
  readonly items: readonly Item[];
  readonly isQuestion: boolean;
}

export const askKinds: readonly Kind[] = ['ask', 'politeAsk', 'up', 'down', 'cancel'];
const planKinds: readonly Kind[] = ['plan named', 'included', 'fastest', 'cancel'];
const hadKinds: readonly Kind[] = ['from', 'state', 'drop', 'unwanted'];
/** Of what stands between a plan and the word that says whether it is wanted or had. */
const between: readonly Kind[] = [
  'filler',
  'plan',
  'internet',
  'please',
  'reference',
  'own unit',
  'unit',
  'fine',
  'amount',
];

export function has(items: readonly Item[], ...kinds: readonly Kind[]): boolean {
  return items.some(({ kind }) => kinds.includes(kind));
}

export function isWanted({ role }: NamedPlan): boolean {
  return role === 'wanted';
}

export function readSentence({ tokens, asks }: Sentence, reader: Reader): ReadSentence {
  const items = itemsOf(tokens, reader);
  const groups: { begins?: Kind; items: Item[] }[] = [];
  for (const item of items) {
    if (item.kind === 'joins' || item.kind === 'reason' || item.kind === 'purpose')
      groups.push({ begins: item.kind, items: [] });
    else if (
      item.beginsClause ||
      item.kind === 'closing' ||
      endsReason(item, groups.at(-1)?.begins) ||
      groups.length === 0
    )
      groups.push({ items: [item] });
    else groups.at(-1)?.items.push(item);
  }
  const isFault = has(items, 'fault', 'elsewhere');
  const clauses = groups
    .filter((group) => group.items.length > 0)
    .map(({ items: own, begins }) => clauseOf(own, begins, isFault));
  return { clauses, items, isQuestion: asks };
}

/** "After looking it over I would like 2G": what is wanted begins another clause. */
function endsReason({ kind, words }: Item, begins: Kind | undefined): boolean {
  return (
    begins === 'reason' && (kind === 'polite' || kind === 'please' || (kind === 'filler' && /^(?:i|we)$/.test(words)))
  );
}

function clauseOf(items: readonly Item[], begins: Kind | undefined, isFault: boolean): Clause {
  const asks = has(items, ...askKinds);
  const named = items.flatMap((item, at): NamedPlan[] => {
    if (!planKinds.includes(item.kind)) return [];
    const role = roleOf(items, at);
    const isMeasured = isFault && !asks && !has(items, 'please') && role === 'wanted';
    return [{ plans: item.plans, role: isMeasured ? 'measured' : role }];
  });
  const [isReason, isPurpose] = [begins === 'reason', begins === 'purpose'];
  return { items, named, isReason, isPurpose, asks, reportsFault: has(items, 'fault') };
}

/** "from 500", "I have 500", "500 is too slow", "500 to 2G": had. Anything else: wanted. */
function roleOf(items: readonly Item[], at: number): NamedPlan['role'] {
  const item = items[at];
  if (item === undefined || item.kind === 'cancel') return 'wanted';
  const isBetween = (other: Item) => between.includes(other.kind) || isSame(other, item);
  const before = items.slice(0, at).findLast((other) => !isBetween(other));
  const behind = items.slice(at + 1).filter((other) => !isBetween(other));
  const [after, afterNext] = behind;
  if (before !== undefined && hadKinds.includes(before.kind)) return 'had';
  if (after?.kind === 'state') return 'had';
  const isStart = before === undefined || askKinds.includes(before.kind);
  const isBetweenTwo = after?.kind === 'to' && afterNext !== undefined && planKinds.includes(afterNext.kind);
  return isStart && isBetweenTwo ? 'had' : 'wanted';
}

/** "The 500 that comes with the rent" is one plan. */
function isSame(other: Item, item: Item): boolean {
  const [one, another] = [other.plans, item.plans];
  return planKinds.includes(other.kind) && other.kind !== 'cancel' && one.length === 1 && one[0] === another[0];
}
