/**
 * Causes that many share (design §2, "Attention"): a service plan that UISP lacks, a key it refuses, a setting, a wrongly wired node. Each
 * is one attention item, whoever meets it: a lease's step, or a node that works on no lease. It is known by its code and its thing
 * alone (`PLAN_MISSING/service plan Village Fiber 500`), and names no lease.
 */
import type { Failure } from '../run-node.ts';
import type { AttentionItem } from '../store-port.ts';

/** @returns the key of the item of the cause; undefined for a failure that is the lease's own */
export function causeKey({ code, about }: Pick<Failure, 'code' | 'about'>): string | undefined {
  return about === undefined ? undefined : `${code}/${about}`;
}

/** The item of a cause. @param about what is at fault, see `SyncErrorDetails.about` */
export function causeItem({ code, text, hint }: Failure, about: string): AttentionItem {
  return {
    key: `${code}/${about}`,
    code,
    where: about,
    why: text,
    todo: hint ?? 'Look at the node that reports it, and at Node-RED’s log.',
    verbs: ['retry', 'ignore'],
  };
}

/** Is this the item of a shared cause? Told by its key, since items outlive what raised them. */
export function isCauseItem({ key, code, where, leaseUid }: AttentionItem): boolean {
  return leaseUid === undefined && key === `${code}/${where}`;
}
