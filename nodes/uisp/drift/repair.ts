/**
 * Repairs of drift, each under the claim of the lease that it concerns: so none comes between the steps of that lease's own chain, and the
 * chain waits meanwhile. They use the chain's own functions, and every write goes through the ledger.
 */
import type { RepairableKind } from '../../village/drift/drift-kinds.ts';
import { restoreClient } from './repair-client.ts';
import { repairOnu } from './repair-onu.ts';
import type { Repair, Repaired } from './repair-order.ts';
import { bindAgain, endedByHand, planBack } from './repair-service.ts';

const repairs: Readonly<Record<RepairableKind, (repair: Repair) => Promise<Repaired>>> = {
  'client-archived': restoreClient,
  'service-ended': endedByHand,
  'service-unbound': bindAgain,
  'plan-changed': planBack,
  'onu-replaced': repairOnu,
  'onu-moved': repairOnu,
  'onu-renamed': repairOnu,
};

/**
 * Puts one thing right. Sent once: what an earlier try has done is found.
 * @throws SyncError of trouble data or operator when it cannot be done as things are; what the CRM, the NMS and the store throw
 */
export function repairDrift(repair: Repair): Promise<Repaired> {
  return repairs[repair.drift.kind](repair);
}
