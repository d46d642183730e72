import * as v from 'valibot';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { isMissing } from '../refused.ts';
import { applyUnlessThere } from '../steps/apply.ts';
import { driftReason, type Repair, type Repaired } from './repair-order.ts';

const restored = v.object({ clientId: v.number() });

/** Takes an archived client back (contracts/uisp-crm.md §3, "Archive vs delete"). */
export async function restoreClient({ access, drift, occasion }: Repair): Promise<Repaired> {
  const { store, claim, crm, signal } = access;
  const clientId = Number(drift.id);
  const isThere = async () => {
    const client = await crm.client(clientId, signal).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    return client?.isArchived === false ? { clientId } : undefined;
  };
  const applied = await applyUnlessThere(store, claim, {
    key: `uisp-client/household:${drift.householdId}/archived`,
    kind: 'uisp-client',
    fingerprint: contentFingerprint({ restore: clientId, occasion }),
    reason: driftReason(drift),
    before: { client: clientId, archived: true },
    after: { client: clientId, archived: false },
    there: isThere,
    look: isThere,
    write: async () => {
      await crm.restoreClient(clientId, signal);
      return { clientId };
    },
    result: restored,
  });
  return applied.outcome === 'planned' ? 'planned' : 'done';
}
