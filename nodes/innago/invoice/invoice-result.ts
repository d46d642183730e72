/** What the step "invoice line" has come to for one household. */
import { invoiceStep, type Waiting } from '../../state/work.ts';
import type { BillingDue, Charge } from '../../village/billing.ts';

/** A charge of this run; `adopted`: an earlier try had issued it. */
export interface ChargedMonth extends Charge {
  readonly outcome: 'done' | 'adopted' | 'skipped' | 'planned';
  /** null when Innago did not tell, and in dry-run. */
  readonly invoiceUid: string | null;
}

/** What the step did for one household. */
export interface InvoiceResult {
  readonly outcome: 'done' | 'skipped' | 'planned' | 'waiting';
  /** At most 20 characters, for the node's status: `invoice 2026-12`. */
  readonly text: string;
  readonly waiting?: Waiting;
  readonly invoices: readonly ChargedMonth[];
}

/** Nothing is charged, now or later. */
export const nothing: InvoiceResult = { outcome: 'skipped', text: 'nothing to charge', invoices: [] };

/** After charging. */
export function resultOf(invoices: readonly ChargedMonth[], due: BillingDue): InvoiceResult {
  const wait = waitingFor(due, 'the next charge');
  const planned = invoices.filter(({ outcome }) => outcome === 'planned');
  if (planned.length > 0) return { outcome: 'planned', text: `plan: ${counted(planned.length)}`, invoices, ...wait };
  const [first] = invoices;
  if (first !== undefined) {
    const text = invoices.length > 1 ? counted(invoices.length) : `invoice ${first.month}`;
    return { outcome: 'done', text, invoices, ...wait };
  }
  if (due.nextDate === null) return { ...nothing, invoices };
  const text = due.heldUntil === null ? `next ${due.nextDate}` : 'can be undone';
  return { outcome: 'waiting', text, invoices, ...wait };
}

/** When to look again. @param what that is waited for */
export function waitingFor({ nextDate, heldUntil }: BillingDue, what: string): { waiting?: Waiting } {
  if (nextDate === null) return {};
  return {
    waiting: { step: invoiceStep, why: what, until: nextDate, ...(heldUntil === null ? {} : { at: heldUntil }) },
  };
}

function counted(invoices: number): string {
  return invoices === 1 ? '1 invoice' : `${invoices} invoices`;
}
