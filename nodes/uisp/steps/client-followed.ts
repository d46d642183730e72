/**
 * What of a household's tenants its client surely shows already, so that an unrelated change of the lease, or a retry, asks UISP for
 * nothing. What is about to be written is struck out first: whatever then happens, and whatever the lease says by then, it is compared
 * with UISP the next time.
 */
import * as v from 'valibot';
import type { Household } from '../../state/store-port.ts';
import type { Tenant } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { clientName } from '../../village/names.ts';
import { detailsFingerprint, type EarlierDetails, tenantContact } from './contact-match.ts';
import type { StepContext } from './context.ts';

const followedSchema = v.object({
  client: v.number(),
  first: v.string(),
  name: v.string(),
  unit: v.string(),
  tenants: v.record(v.string(), v.string()),
});

/** Stored as JSON. Empty texts: not known. */
export interface Followed {
  /** Of UISP. */
  readonly client: number;
  /** Uid of the tenant whose Custom ID it bears, as far as it may. */
  readonly first: string;
  /** Fingerprint of its name. */
  readonly name: string;
  /** Label of the unit in its address. */
  readonly unit: string;
  /** Fingerprints of the contacts by tenant uid; with a question mark before it: to be written, outcome unknown. */
  readonly tenants: Readonly<Record<string, string>>;
}

/** What the client is to show for the lease. */
export function toFollow({ work }: StepContext, first: Tenant, clientId: number): Followed {
  const { lease, unit } = work;
  return {
    client: clientId,
    first: first.uid,
    name: contentFingerprint(clientName(first, unit.label)),
    unit: unit.label,
    tenants: Object.fromEntries(lease.tenants.map((tenant) => [tenant.uid, detailsFingerprint(tenantContact(tenant))])),
  };
}

/** Of a client that was found, and is taken as it is but for contacts that it lacks. */
export function takenAsItIs(wanted: Followed): Followed {
  return { ...wanted, tenants: {} };
}

/** What is known; of a client that was made by an earlier version, or of another client than before, nothing. */
export async function readFollowed({ store }: StepContext, household: Household, wanted: Followed): Promise<Followed> {
  const parsed = v.safeParse(
    v.pipe(v.string(), v.parseJson(), followedSchema),
    await store.facts.get(factOf(household)),
  );
  if (parsed.success && parsed.output.client === wanted.client) return parsed.output;
  return { client: wanted.client, first: household.firstTenantUid, name: '', unit: '', tenants: {} };
}

/** Is there nothing to do? */
export function isFollowed(known: Followed, wanted: Followed): boolean {
  return contentFingerprint(known) === contentFingerprint(wanted);
}

/** What is surely so while the difference is being written. */
export function whileWriting(known: Followed, wanted: Followed): Followed {
  const tenants = Object.entries({ ...known.tenants, ...wanted.tenants }).map(([uid, details]) => {
    const isSure = known.tenants[uid] === wanted.tenants[uid] || details.startsWith('?');
    return [uid, isSure ? details : `?${details}`];
  });
  return {
    client: wanted.client,
    first: known.first === wanted.first ? known.first : '',
    name: known.name === wanted.name ? known.name : '',
    unit: known.unit === wanted.unit ? known.unit : '',
    tenants: Object.fromEntries(tenants),
  };
}

/** Fingerprints of what the contacts said or were to say, by tenant uid. */
export function earlierDetails({ tenants }: Followed): EarlierDetails {
  return Object.fromEntries(Object.entries(tenants).map(([uid, details]) => [uid, details.replace(/^\?/, '')]));
}

/** Nothing in dry-run. @throws SyncError CLAIM_LOST, STORE_… */
export async function noteFollowed(
  { store, claim }: StepContext,
  household: Household,
  followed: Followed,
): Promise<void> {
  if (store.mode === 'dry-run') return;
  await store.renew(claim);
  await store.facts.set(factOf(household), JSON.stringify(followed));
}

function factOf({ id }: Household): string {
  return `uisp-contacts/household:${id}`;
}
