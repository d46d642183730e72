/** Which service ends with a household's stay in a unit. */
import * as v from 'valibot';
import type { EffectReason } from '../../state/effect.ts';
import type { Household } from '../../state/store-port.ts';
import type { CrmService, NmsSite } from '../ports.ts';
import type { UispAccess } from './context.ts';
import { isLive, liveServiceOf, serviceIfThere } from './live-service.ts';
import { serviceKey, serviceOf, serviceResult } from './service-keys.ts';
import { findMade } from './service-match.ts';

const obsolete = 5;

/**
 * The one that is stored, or that an earlier try of ours may have made; where that is over or gone, whatever live service of the household's
 * client is on the unit's site: a change of plan or a person has put it in its place.
 * @param household seen in the unit
 * @returns undefined: there is none, or none any more
 * @throws SyncError CLAIM_LOST, and what the CRM throws
 */
export async function serviceToEnd(
  access: UispAccess,
  household: Household,
  unitUid: string,
  reason: EffectReason,
): Promise<CrmService | undefined> {
  const site = await siteOf(access, household);
  const known = household.serviceId ?? (await madeUnseen(access, household, { unitUid, site, reason }));
  const service = known === undefined ? undefined : await serviceIfThere(access, known);
  const isOver = service === undefined || !isLive(service);
  const other = isOver ? await otherOnSite(access, household, site, known) : undefined;
  return other ?? (service?.status === obsolete ? undefined : service);
}

async function siteOf({ directory, signal }: UispAccess, { siteId }: Household): Promise<NmsSite | undefined> {
  if (siteId === null) return undefined;
  return (await directory.sites({}, signal)).find(({ id }) => id === siteId);
}

async function otherOnSite(
  access: UispAccess,
  { clientId }: Household,
  site: NmsSite | undefined,
  known: number | undefined,
): Promise<CrmService | undefined> {
  const bound = site === undefined ? undefined : await liveServiceOf(access, site);
  if (bound === undefined || bound.id === known || clientId === null || bound.clientId !== clientId) return undefined;
  const service = await serviceIfThere(access, bound.id);
  return service !== undefined && isLive(service) && service.unmsClientSiteId === site?.id ? service : undefined;
}

const wordsSchema = v.object({ plan: v.string(), activeFrom: v.string() });

/** A service whose making was begun, and of which nothing is stored: the answer was lost, or the process was killed. */
async function madeUnseen(
  { store, claim, crm, signal }: UispAccess,
  { id, clientId }: Household,
  { unitUid, site, reason }: { unitUid: string; site: NmsSite | undefined; reason: EffectReason },
): Promise<number | undefined> {
  const key = serviceKey(id, unitUid);
  const effect = await store.ledger.latest(key);
  if (effect === undefined) return undefined;
  if (effect.state !== 'intent') return serviceOf(effect);
  const { fingerprint, before, after } = effect;
  const words = v.safeParse(wordsSchema, after);
  const sought = await store.ledger.seek(claim, {
    key,
    kind: 'uisp-service',
    fingerprint,
    reason,
    before,
    after,
    result: serviceResult,
    look: async () => {
      const { plan: planName = '', activeFrom = '' } = words.success ? words.output : {};
      const made = await findMade({ crm, signal }, { clientId, site, planName, activeFrom });
      return made === undefined ? undefined : { serviceId: made.id };
    },
  });
  return sought?.result?.serviceId;
}
