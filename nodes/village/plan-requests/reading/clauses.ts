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
  /** What is wanted follows without a comma or a joining word. */
  readonly leadsOn: boolean;
  /** What follows so is a wish of the writer's own: "I want". */
  readonly leadsToWish: boolean;
  /** It asks for a plan, or for a change of it. */
  readonly asks: boolean;
  readonly reportsFault: boolean;
  /** It tells of the plan that the household has, and asks nothing. */
  readonly tellsOfHad: boolean;
}

export interface ReadSentence {
  readonly clauses: readonly Clause[];
  readonly items: readonly Item[];
  readonly isQuestion: boolean;
  /** It has a word of another trade: "leak". */
  readonly saysOtherTrade: boolean;
}

const askKinds: readonly Kind[] = ['ask', 'politeAsk', 'up', 'down', 'cancel'];
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

/** Before a plan in a list. */
const aroundLabel: readonly Kind[] = ['plan', 'internet', 'filler'];
const labels: readonly Kind[] = ['ask', 'plan', 'internet'];

/** Of a clause; nobody orders in longer ones, and a text of any length is read in a time that grows with it. */
const mostItems = 60;

export function has(items: readonly Item[], ...kinds: readonly Kind[]): boolean {
  return items.some(({ kind }) => kinds.includes(kind));
}

export function isWanted({ role }: NamedPlan): boolean {
  return role === 'wanted';
}

export function readSentence({ tokens, asks }: Sentence, reader: Reader): ReadSentence {
  const items = itemsOf(tokens, reader);
  const groups = grouped(items);
  const isFault = has(items, 'fault', 'elsewhere');
  const clauses = groups.filter((group) => group.items.length > 0).map((group) => clauseOf(group, isFault));
  return { clauses, items, isQuestion: asks, saysOtherTrade: reader.vocabulary.saysOtherTrade(tokens) };
}

/** The items of a clause as they are found. */
interface Group {
  readonly begins?: Kind;
  readonly items: Item[];
  leadsOn?: boolean;
  leadsToWish?: boolean;
}

function grouped(items: readonly Item[]): Group[] {
  const groups: Group[] = [];
  for (const [at, item] of items.entries()) {
    const last = groups.at(-1);
    const isFull = last === undefined || last.items.length >= mostItems;
    if (item.kind === 'joins' || item.kind === 'reason' || item.kind === 'purpose') {
      groups.push({ begins: item.kind, items: [] });
    } else if (isFull || (item.beginsClause && !isLabelled(item, last)) || item.kind === 'closing')
      groups.push({ items: [item] });
    else if (beginsAnother(item, items[at + 1], last)) {
      last.leadsOn = true;
      last.leadsToWish = item.kind === 'filler';
      groups.push({ items: [item] });
    } else if (item.kind === 'fault' && tellingBegins(last) > 0) {
      groups.push({ items: [...last.items.splice(tellingBegins(last)), item] });
    } else last.items.push(item);
  }
  return groups;
}

/** "Current plan - 500": a plan behind words that can only lead to one. */
function isLabelled({ kind }: Item, { items }: Group): boolean {
  if (kind !== 'plan named') return false;
  const last = items.findLast((item) => !aroundLabel.includes(item.kind));
  if (last?.kind === 'from' || last?.kind === 'state') return true;
  return has(items, 'ask') && items.every((item) => labels.includes(item.kind));
}

/**
 * What is wanted, or had, begins without a comma: "after looking it over | I would like 2G", "it is Mike | can you", "upgrade me to 2G | I
 * have 500".
 */
function beginsAnother({ kind, isSelf }: Item, next: Item | undefined, { items, begins }: Group): boolean {
  if (items.length === 0) return false;
  if (kind === 'state') return has(items, ...planKinds);
  if (kind === 'polite' || kind === 'politeAsk') return true;
  if (has(items, ...askKinds, ...planKinds, ...hadKinds)) return false;
  const isOwn = kind === 'filler' && isSelf && next !== undefined && askKinds.includes(next.kind);
  return isOwn || kind === 'please' || (begins === 'reason' && isOwn);
}

/** Where in a clause a fault begins to be told behind the plan, without a comma: "2G please | my wifi is down"; -1: nowhere. */
function tellingBegins({ items }: Group): number {
  const plan = items.findLastIndex(({ kind }) => planKinds.includes(kind) || kind === 'please');
  if (plan < 0) return -1;
  return items.findIndex(({ kind, isSelf }, at) => at > plan && (kind === 'reference' || isSelf));
}

function clauseOf({ items, begins, leadsOn = false, leadsToWish = false }: Group, isFault: boolean): Clause {
  const asks = items.some((item, at) => askKinds.includes(item.kind) && !isTold(items, at));
  const named = items.flatMap((item, at): NamedPlan[] => {
    if (!planKinds.includes(item.kind)) return [];
    const role = roleOf(items, at);
    const isMeasured = isFault && !asks && !has(items, 'please') && role === 'wanted';
    return [{ plans: item.plans, role: isMeasured ? 'measured' : role }];
  });
  const [isReason, isPurpose] = [begins === 'reason', begins === 'purpose'];
  return {
    items,
    named,
    isReason,
    isPurpose,
    leadsOn,
    leadsToWish,
    asks,
    reportsFault: has(items, 'fault'),
    tellsOfHad: false,
  };
}

/** "from 500", "I have 500", "500 is too slow", "500 to 2G": had. Anything else: wanted. */
function roleOf(items: readonly Item[], at: number): NamedPlan['role'] {
  const item = items[at];
  if (item === undefined || item.kind === 'cancel') return 'wanted';
  const isBetween = (other: Item) => between.includes(other.kind) || isSame(other, item);
  const before = items.slice(0, at).findLast((other) => !isBetween(other));
  const behind = items.slice(at + 1).filter((other) => !isBetween(other));
  const [after, afterNext] = behind;
  if (before !== undefined && hadKinds.includes(before.kind) && !isPlace(items, before)) return 'had';
  if (isGivenUp(items.slice(0, at))) return 'had';
  if (after?.kind === 'judged') return 'had';
  const isStart = before === undefined || askKinds.includes(before.kind);
  const isBetweenTwo = after?.kind === 'to' && afterNext !== undefined && planKinds.includes(afterNext.kind);
  return isStart && isBetweenTwo ? 'had' : 'wanted';
}

/** "Confirm my upgrade", "you put me on 2G": the change is one that was made, or asked for before. */
function isTold(items: readonly Item[], at: number): boolean {
  const [item, before] = [items[at], items[at - 1]];
  if (item === undefined || before?.kind !== 'filler' || before.words.includes(' ')) return false;
  if (at === 1 && before.isAddressee) return true;
  const isNoun = (item.kind === 'up' || item.kind === 'down') && !item.words.includes(' ');
  return isNoun && before.isSelf && before.isPossessive && !has(items.slice(0, at), ...askKinds);
}

/** "It is me again from 101". */
function isPlace(items: readonly Item[], from: Item): boolean {
  return from.kind === 'from' && items[items.indexOf(from) + 1]?.kind === 'own unit';
}

/** "Stop the upgrade to 2G": before the plan stands a change of it, and before that what gives it up. */
function isGivenUp(before: readonly Item[]): boolean {
  const change = before.findLastIndex(({ kind }) => askKinds.includes(kind));
  const last = before.slice(0, change).findLast(({ kind }) => kind !== 'filler');
  return change > 0 && (last?.kind === 'drop' || last?.kind === 'unwanted');
}

/** "The 500 that comes with the rent" is one plan. */
function isSame(other: Item, item: Item): boolean {
  const [one, another] = [other.plans, item.plans];
  return planKinds.includes(other.kind) && other.kind !== 'cancel' && one.length === 1 && one[0] === another[0];
}
