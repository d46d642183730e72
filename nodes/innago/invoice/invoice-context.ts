import type { Store } from '../../state/store.ts';
import type { Claim, LeaseWork } from '../../state/work.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { InnagoApi } from '../api/innago-api.ts';

/** What the step "invoice line" gets for one lease. */
export interface InvoiceContext {
  readonly store: Store;
  readonly innago: Pick<InnagoApi, 'invoices' | 'createInvoice'>;
  readonly rules: PropertyRules;
  readonly work: LeaseWork;
  readonly claim: Claim;
  readonly signal: AbortSignal;
}
