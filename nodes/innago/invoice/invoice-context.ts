import type { EffectReason } from '../../state/effect.ts';
import type { Store } from '../../state/store.ts';
import type { Claim, LeaseToBill } from '../../state/work.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { InnagoApi } from '../api/innago-api.ts';

/** What the step "invoice line" works with, whatever message it came by. */
export interface InvoiceAccess {
  readonly store: Store;
  readonly innago: Pick<InnagoApi, 'invoices' | 'createInvoice'>;
  readonly rules: PropertyRules;
  /** Of the lease, or of the ticket that asks for another plan. */
  readonly claim: Claim;
  readonly signal: AbortSignal;
}

/** The same for the household of one lease. */
export interface InvoiceContext extends InvoiceAccess {
  readonly work: LeaseToBill;
  /** Why it is charged now, for the audit. */
  readonly reason: EffectReason;
}
