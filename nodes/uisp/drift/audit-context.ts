import type { Store } from '../../state/store.ts';
import type { RepairableKind } from '../../village/drift/drift-kinds.ts';
import type { UispAccess, UispInvoices } from '../steps/context.ts';

/** What an audit works with. */
export interface AuditContext extends Omit<UispAccess, 'store' | 'claim'> {
  readonly store: Store;
  readonly settings: { readonly uispInvoices: UispInvoices };
  /** The kinds that are repaired without asking. */
  readonly repairs: ReadonlySet<RepairableKind>;
}
