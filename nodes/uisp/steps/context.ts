/**
 * What every step of the lease workflow gets and gives (design §4, "Lease started"). A step is a plain function: idempotent, so that a
 * crash, a redeploy or a lost message is repaired by running it again.
 */
import { type EffectReason, leaseReason } from '../../state/effect.ts';
import type { Household, StorePort } from '../../state/store-port.ts';
import type { Claim, LeaseWork, Waiting } from '../../state/work.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import type { Unit } from '../../village/lease.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { CrmApi, NmsApi, UispDirectory } from '../ports.ts';

/** Setting "UISP invoices tenants" (design §4). */
export type UispInvoices = 'never' | 'normal';

/** What the steps of one message have found or made so far; travels as `msg.uisp`. */
export interface UispFindings {
  readonly clientId?: number;
  /** The client was created by this very run, so it cannot have a service yet. */
  readonly clientIsNew?: boolean;
  readonly siteId?: string;
  readonly serviceId?: number;
  readonly onu?: { readonly id: string; readonly name: string };
}

/** What all writing to UISP needs. */
export interface UispAccess {
  readonly store: StorePort;
  readonly crm: CrmApi;
  readonly nms: NmsApi;
  readonly directory: UispDirectory;
  readonly rules: PropertyRules;
  readonly claim: Claim;
  readonly signal: AbortSignal;
  /** Milliseconds before each further look for a new ONU name or plan that UISP does not show yet. Default: 1, 2 and 4 seconds. */
  readonly nameWaits?: readonly number[];
}

/** What a step needs for one lease. */
export interface StepContext extends UispAccess {
  readonly settings: { readonly uispInvoices: UispInvoices };
  readonly work: LeaseWork;
  /** From the earlier steps of the same message. Live, the household's row counts; in dry-run nothing is stored, so this does. */
  readonly findings?: UispFindings;
}

/** What a step has come to; whatever stops it is thrown instead. */
export interface StepResult {
  /** `waiting`: see {@link StepResult.waiting}. `skipped`: nothing to do for such a lease. */
  readonly outcome: 'done' | 'found' | 'skipped' | 'planned' | 'waiting';
  /** At most 20 characters, for the node's status: `client 1001`. */
  readonly text: string;
  readonly waiting?: Waiting;
  readonly findings?: UispFindings;
  /** In words, for the log: nothing that stops the workflow. */
  readonly warnings?: readonly string[];
}

/** A lease that has ended, whose flags contradict each other, or that is only to be charged, gets nothing here (design §4, "Lease state"). */
export const skipped: StepResult = { outcome: 'skipped', text: 'nothing to do' };

/**
 * The opening of every step: is there anything to do for a lease in this state, is the claim still ours, whose household is it:
 * seen in the lease's unit, which in a transfer is one of two.
 * @returns undefined when there is nothing to do
 * @throws SyncError CLAIM_LOST (trouble state)
 */
export async function openStep(context: StepContext): Promise<Household | undefined> {
  const { store, work, claim } = context;
  if (work.state === 'ended' || work.state === 'unclear' || work.reason === 'billing') return undefined;
  await store.renew(claim);
  return store.households.inUnit(work.householdId, work.unit.uid);
}

/** The ids that are known so far: the household's own, and in dry-run what this message's earlier steps have found. */
export function knownIds(
  context: StepContext,
  household: Household,
): { clientId: number | null; siteId: string | null } {
  const found = context.store.mode === 'dry-run' ? context.findings : undefined;
  return {
    clientId: household.clientId ?? found?.clientId ?? null,
    siteId: household.siteId ?? found?.siteId ?? null,
  };
}

/** Stores what was found or made, of the stay in the lease's unit; in dry-run nothing is stored, for live computes afresh (design §5). */
export async function remember(
  context: StepContext,
  household: Household,
  patch: Parameters<StorePort['households']['update']>[2],
): Promise<void> {
  if (context.store.mode === 'dry-run') return;
  await context.store.households.update(context.claim, household.id, patch, context.work.unit.uid);
}

/** For the audit and the plan. */
export function reasonOf({ work }: StepContext): EffectReason {
  return leaseReason(work);
}

/** A step that runs before the ones it builds on. */
export function idsMissing(unit: Unit): SyncError {
  return new SyncError(`Unit ${unit.label}: the household has no UISP client or no site yet.`, {
    code: 'STEP_ORDER',
    trouble: 'operator',
    hint: 'Wire the nodes in this order: uisp-client, uisp-service, nms-onu-rename.',
    about: thisNode,
  });
}
