/** The one attention item for leases that Innago's list no longer shows (design §4, "Lease ended"): told at once, since nothing else is done for a day. */
import type { AbsentLease } from '../../state/leases/absent-leases.ts';
import type { AttentionItem } from '../../state/store-port.ts';

const code = 'LEASES_MISSING';
export const missingLeasesKey = `${code}/property`;

/** So many are named in each sentence. */
const mostNames = 10;

/** What the text says beside the leases. */
export interface MissingContext {
  /** How many leases the list holds. */
  readonly listed: number;
  /** How long a lease must be missing before Innago is asked for it. */
  readonly absenceHours: number;
  /** Code of why Innago could not be asked the last time. */
  readonly failed?: string | undefined;
}

/** @returns undefined when nobody is missing */
export function missingLeasesItem(absent: readonly AbsentLease[], context: MissingContext): AttentionItem | undefined {
  if (absent.length === 0) return undefined;
  const { listed, absenceHours, failed } = context;
  const stillThere = absent.filter(({ answer }) => answer === 'still there');
  const isMost = absent.length > listed;
  const patience = `${absenceHours} ${absenceHours === 1 ? 'hour' : 'hours'}`;
  const sentences = [
    absent.length === 1
      ? `One lease is no longer in Innago's list: ${named(absent)}.`
      : `${absent.length} leases are no longer in Innago's list: ${named(absent)}.`,
    ...(isMost ? [`Only ${listed} are left, so it is probably the list that is wrong.`] : []),
    `Nobody is cut off by that alone: Innago is asked for each lease by itself once it has been missing for ${patience}.`,
    ...(stillThere.length === 0 ? [] : [`It was asked, and does not say that they are over: ${named(stillThere)}.`]),
    ...(failed === undefined ? [] : [`The last time it could not be asked (${failed.replaceAll('_', ' ')}).`]),
  ];
  return {
    key: missingLeasesKey,
    code,
    // Not as in the key: that would make it the item of a shared cause, which goes when no lease waits for it.
    where: 'Innago',
    why: sentences.join(' '),
    todo: "Look for the leases in Innago. Ended or deleted there: nothing to do. There and running: ask Innago (support@innago.com) why its API's list lacks them.",
    verbs: ['ignore'],
  };
}

/** `units 101, 102`, `units 101, … and 107 more`; a lease without unit by its uid. */
function named(absent: readonly AbsentLease[]): string {
  const names = absent.map(({ unit, leaseUid }) => (unit === '' ? `lease ${leaseUid}` : unit));
  names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  const more = names.length - mostNames;
  const list = names.slice(0, mostNames).join(', ');
  const units = absent.every(({ unit }) => unit !== '') ? (absent.length === 1 ? 'unit ' : 'units ') : '';
  return `${units}${list}${more > 0 ? ` and ${more} more` : ''}`;
}
