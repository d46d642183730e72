/** The attention items of leases begun before go-live for which no UISP client was found for sure, and the one that speaks for all. */
import type { OpenItem } from '../attention/attention.ts';
import type { Facts } from '../facts.ts';
import type { AttentionItem, ClientChoice } from '../store-port.ts';
import { answerFact, parseAnswer } from './adoption-answers.ts';

/** No client fits: a new one, once a person agrees; or the one that a person names. */
export const noMatchCode = 'ADOPT_NO_MATCH';
/** Several fit: a person chooses. */
export const ambiguousCode = 'ADOPT_AMBIGUOUS';
type AdoptionCode = typeof noMatchCode | typeof ambiguousCode;

const codes: ReadonlySet<string> = new Set([noMatchCode, ambiguousCode]);

const groupCode = 'ADOPTION_OPEN';
/** Of the item that speaks for the group. */
export const adoptionGroupKey = `${groupCode}/property`;

/** Key of a lease's item. */
export function adoptionKeyOf(code: AdoptionCode, leaseUid: string): string {
  return `${code}/lease:${leaseUid}`;
}

/** @param lease `unit`: its label */
export function adoptionItem(
  code: AdoptionCode,
  lease: { readonly leaseUid: string; readonly unit: string },
  words: { readonly why: string; readonly todo: string },
  choices?: readonly ClientChoice[],
): AttentionItem {
  return asMember({
    key: adoptionKeyOf(code, lease.leaseUid),
    code,
    where: `unit ${lease.unit}`,
    ...words,
    leaseUid: lease.leaseUid,
    ...(choices === undefined ? {} : { choices }),
  });
}

/**
 * What a lease has failed with becomes a member of the group, if it is about adoption; any other item stays as it is.
 * @param known the item as the step has raised it: its choices are kept
 */
export function asMember(item: AttentionItem, known?: AttentionItem): AttentionItem {
  if (!codes.has(item.code)) return item;
  const choices = item.choices ?? known?.choices;
  return {
    ...item,
    group: 'adoption',
    verbs: item.code === noMatchCode ? ['approve', 'choose', 'retry', 'ignore'] : ['choose', 'retry', 'ignore'],
    ...(choices === undefined ? {} : { choices }),
  };
}

/** Is a person's word still missing? */
export function isUndecided({ code, group, verdict, leaseUid }: OpenItem, facts: Pick<Facts, 'peek'>): boolean {
  if (group !== 'adoption' || verdict === 'ignored') return false;
  const answer = leaseUid === undefined ? undefined : parseAnswer(facts.peek(answerFact(leaseUid)));
  if (answer !== undefined && answer.kind !== 'ask') return false;
  return code !== noMatchCode || verdict !== 'approved';
}

/** The one item that a person is told of. @param members at least one */
export function groupItem(members: readonly OpenItem[]): AttentionItem {
  const several = members.filter(({ code }) => code === ambiguousCode);
  const [was, them] = members.length === 1 ? ['unit was', 'it'] : ['units were', 'them'];
  const also = several.length === 0 ? '' : ` Several fit: ${labels(several)}.`;
  return {
    key: adoptionGroupKey,
    code: groupCode,
    where: 'adoption',
    why: `${members.length} ${was} let before go-live and no UISP client fits ${them} for sure: ${labels(members)}.${also}`,
    todo: 'Go through the adoption list ("sync-state: adoption") and choose clients, unit by unit; or give them their Custom IDs in UISP. Approve this, and all that no client fits get new ones.',
    verbs: members.length === several.length ? ['ignore'] : ['approve', 'ignore'],
  };
}

/** So many units are named; of more the number. */
const mostLabels = 150;

/** `101, 102, 103` */
export function labels(members: readonly OpenItem[]): string {
  const units = members.map(({ where }) => where.replace(/^unit /, ''));
  units.sort(new Intl.Collator('en', { numeric: true }).compare);
  const more = units.length - mostLabels;
  return more > 0 ? `${units.slice(0, mostLabels).join(', ')} and ${more} more` : units.join(', ');
}
