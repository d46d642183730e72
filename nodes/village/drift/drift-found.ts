/** What the rules of drift find. */
import type { DriftKind } from './drift-kinds.ts';

/** One difference, in words without personal data. */
export interface Drift {
  readonly kind: DriftKind;
  readonly unitUid: string;
  /** The unit's label. */
  readonly unit: string;
  readonly householdId: number;
  readonly leaseUid: string;
  /** What has drifted: `service 5001`. */
  readonly where: string;
  /** What should be. */
  readonly before: string;
  /** What is. */
  readonly after: string;
  readonly why: string;
  readonly todo: string;
  /** The thing's id in UISP. */
  readonly id: string;
  /** Of `onu-replaced`: the ONU that has taken the place. */
  readonly otherId?: string;
  /** This very one can be repaired, not only its kind. */
  readonly isRepairable: boolean;
}

/** What a rule finds; the rest is the stay's. */
export type Found = Pick<Drift, 'kind' | 'where' | 'before' | 'after' | 'why' | 'todo' | 'id'> & {
  readonly otherId?: string;
  /** False: this one cannot be repaired, though its kind can. */
  readonly isRepairable?: boolean;
};
