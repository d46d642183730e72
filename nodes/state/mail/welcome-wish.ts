/**
 * A person wants the welcome of a lease to go out once more: a wish, stored until it is carried out. Each wish has mails of its own for those
 * who were written to before it, so that each of them still goes out at most once (design §3, 4).
 */
import * as v from 'valibot';
import type { Lease, Tenant } from '../../village/lease.ts';
import { usableAddress } from '../../village/mail-address.ts';
import { type Database, jsonColumn } from '../database/database.ts';
import type { Facts } from '../facts.ts';
import { type EffectRow, effectsOfHousehold, lastEffectId } from '../ledger/effect-rows.ts';
import type { Mode } from '../store-port.ts';
import type { LeaseWork } from '../work.ts';
import { mailKey } from './mail-key.ts';

const wishSchema = v.object({
  /** Id of the last effect before it: what was sent before the wish does not count for it. */
  after: v.number(),
  /** Uids of those who had an address then. */
  tenants: v.array(v.string()),
});
export type WelcomeWish = v.InferOutput<typeof wishSchema>;

/** What of the store a wish needs. */
export interface Wishing {
  readonly facts: Pick<Facts, 'peek' | 'set'>;
  readonly database: Database;
  readonly leases: { setWished(leaseUid: string, isWished: boolean): void };
}

/** A mail that a wish still asks for. */
export interface WishedMail {
  readonly tenant: Tenant;
  readonly address: string;
  readonly key: string;
  /** Part of the key. */
  readonly template: string;
  /** Nobody knows whether it has gone out already. */
  readonly isUnknown: boolean;
}

function wishFact(leaseUid: string): string {
  return `welcome-again/lease:${leaseUid}`;
}

/** The wish for this lease that is not carried out yet. */
export function openWish(facts: Pick<Facts, 'peek'>, leaseUid: string): WelcomeWish | undefined {
  const stored = facts.peek(wishFact(leaseUid));
  return stored === undefined || stored === '' ? undefined : jsonColumn(wishSchema, stored);
}

/**
 * Stores the wish; one that was not carried out yet is replaced. The lease is due until it is.
 * @returns uids of the tenants who are to be written to; none: nothing was stored
 * @throws SyncError STORE_…
 */
export async function askForWelcome(
  { facts, database, leases }: Wishing,
  { lease }: { readonly lease: Lease },
): Promise<string[]> {
  const tenants = lease.tenants.filter((tenant) => usableAddress(tenant) !== undefined).map(({ uid }) => uid);
  if (tenants.length === 0) return [];
  await facts.set(
    wishFact(lease.uid),
    JSON.stringify({ after: await lastEffectId(database), tenants } satisfies WelcomeWish),
  );
  leases.setWished(lease.uid, true);
  return tenants;
}

/**
 * What the wish still asks for: one mail per address, under the key of the first welcome where none was sent before the wish, else under one of its own.
 * @param template of the first welcome
 */
export async function wishedMails(
  { database }: Pick<Wishing, 'database'>,
  { lease, householdId }: LeaseWork,
  wish: WelcomeWish,
  template: string,
): Promise<WishedMail[]> {
  const effects = await effectsOfHousehold(database, householdId, `mail/household:${householdId}/${template}`);
  const effective = effects.filter(({ state }) => state === 'done' || state === 'intent');
  const since = effective.filter(({ id }) => id > wish.after);
  const mails = new Map<string, WishedMail>();
  for (const tenant of lease.tenants) {
    const address = usableAddress(tenant);
    if (address === undefined || !wish.tenants.includes(tenant.uid)) continue;
    const first = mailKey(householdId, template, address);
    const wasWelcomed = effective.some(({ key, id }) => key === first && id <= wish.after);
    const ownTemplate = wasWelcomed ? `${template}-again-${wish.after}` : template;
    const key = mailKey(householdId, ownTemplate, address);
    const own = since.filter((effect) => effect.key === key);
    const isSent = own.some(({ state }) => state === 'done') || since.some((effect) => isSentTo(effect, tenant.uid));
    if (isSent || mails.has(key)) continue;
    mails.set(key, { tenant, address, key, template: ownTemplate, isUnknown: own.length > 0 });
  }
  return [...mails.values()];
}

/**
 * The chain is through for the lease: its wish is carried out, unless the fate of a mail is unknown; then a person decides, and the wish stays
 * for "send again".
 * @throws SyncError STORE_…
 */
export async function settleWish(
  store: Wishing & { readonly mode: Mode },
  work: LeaseWork,
  template: string,
): Promise<void> {
  const wish = openWish(store.facts, work.lease.uid);
  if (wish === undefined || work.reason === 'billing') return;
  const left = store.mode === 'live' ? await wishedMails(store, work, wish, template) : [];
  if (!left.some(({ isUnknown }) => isUnknown)) await store.facts.set(wishFact(work.lease.uid), '');
  store.leases.setWished(work.lease.uid, false);
}

const noteSchema = v.object({ tenantUid: v.string() });

/** The address may be another by now; a second mail is for nobody. */
function isSentTo({ state, after }: EffectRow, tenantUid: string): boolean {
  const parsed = v.safeParse(noteSchema, after);
  return state === 'done' && parsed.success && parsed.output.tenantUid === tenantUid;
}
