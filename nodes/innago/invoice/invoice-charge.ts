/**
 * One charge: at most one `POST /v1/invoices` for a household and month, found again after a lost answer (design §2, table).
 *
 * An invoice tells neither its item nor its lease, so it is known by lease, tenant, due date and amount. What fits and was there
 * before the POST may be somebody's pet fee: it is noted in the intent, never taken for ours, and never in our way.
 */
import * as v from 'valibot';
import { chargeKey, type SentCharge } from '../../state/billing/charged-months.ts';
import type { EffectOutcome, SoughtEffect } from '../../state/effect.ts';
import { SyncError } from '../../sync-error.ts';
import type { Charge } from '../../village/billing.ts';
import type { InnagoApi, Invoice, NewInvoice } from '../api/innago-api.ts';
import type { InvoiceContext } from './invoice-context.ts';

const dayMs = 86_400_000;
const invoiceResult = v.object({ invoiceUid: v.nullable(v.string()) });
/** What is kept of a charge; null when Innago did not tell. */
export type InvoiceUid = v.InferOutput<typeof invoiceResult>;

/** What is frozen in the intent: by these a lost answer is looked for, whatever plan, date or tenant are by then. */
const intentSchema = v.object({
  leaseUid: v.string(),
  tenantUid: v.string(),
  dueDate: v.string(),
  amountCents: v.number(),
  /** Uids of the invoices that fitted before the POST. */
  thereBefore: v.array(v.string()),
});
type Intent = v.InferOutput<typeof intentSchema>;

/** A month's charge on its way. */
interface ChargeToSend {
  /** Who pays. */
  readonly tenantUid: string;
  readonly charge: Charge;
  /** An earlier charge of the month may have arrived; the ledger looks for it first. */
  readonly wasSent: boolean;
  /** Is the household's plan still what the charge was worked out by? */
  readonly isCurrent: () => boolean;
}

/**
 * Charges a month, unless it is charged.
 * @throws SyncError INVOICE_SAYS_RENT (trouble operator), BILLING_CHANGED (state), CLAIM_LOST, and what Innago and the store throw
 */
export async function chargeMonth(
  context: InvoiceContext,
  { tenantUid, charge, wasSent, isCurrent }: ChargeToSend,
): Promise<EffectOutcome<InvoiceUid>> {
  const { innago, signal, store } = context;
  const { month, leaseUid, dueDate, amountCents, item } = charge;
  if (/\brent\b/i.test(item)) throw saysRent(item);
  const invoice: NewInvoice = { tenantUid, leaseUid, amountCents, dueDate, item };
  return store.ledger.apply(context.claim, {
    ...soughtCharge(context, month),
    // A dry-run's plan follows amount and date; what is sent depends on the month alone, for it is sent once.
    fingerprint: store.mode === 'dry-run' && !wasSent ? `${month} ${amountCents} ${dueDate}` : month,
    after: { ...invoice },
    lookSinceBackup: (prepared) =>
      foundSinceBackup(context, charge, prepared === undefined ? [] : readIntent(prepared).thereBefore),
    prepare: async () => {
      await store.leases.toBill.noteCharge(leaseUid, dueDate);
      const frozen = { leaseUid, tenantUid, dueDate, amountCents };
      const thereBefore = await fitting(innago, frozen, signal);
      // Innago took its time; once the intent is there, an undo is too late, and another plan counts from the next month.
      if (!isCurrent()) throw planChanged(context.work);
      return { ...frozen, thereBefore };
    },
    write: () => innago.createInvoice(invoice, signal),
  });
}

/**
 * Looks for a charge whose answer was lost, and takes it for done when it is there.
 * @returns undefined when it is not
 */
export function lookForCharge(
  context: InvoiceContext,
  { month, sentAt: _sentAt, ...sent }: SentCharge,
): Promise<EffectOutcome<InvoiceUid> | undefined> {
  const sought = { ...soughtCharge(context, month), fingerprint: month, after: sent };
  return context.store.ledger.seek(context.claim, sought);
}

function soughtCharge({ innago, signal, work, reason }: InvoiceContext, month: string) {
  return {
    key: chargeKey(work.householdId, month),
    kind: 'innago-invoice',
    reason,
    before: null,
    look: async (prepared) => {
      const { thereBefore, ...frozen } = readIntent(prepared);
      const ours = (await fitting(innago, frozen, signal)).find((uid) => !thereBefore.includes(uid));
      return ours === undefined ? undefined : { invoiceUid: ours };
    },
    result: invoiceResult,
  } satisfies Partial<SoughtEffect<InvoiceUid>>;
}

/**
 * After a restore: a charge of this month that our own books do not know. Any that is there for a lease of the household, whoever pays, due in this month,
 * with an amount of our price table, is taken for ours: a second one could not be undone (design §3.3). Lease, due day and payer may have been others
 * when it was sent. Only of months in which one may have been issued by then.
 * @param thereBefore uids of others’ invoices
 */
async function foundSinceBackup(
  { innago, signal, store, rules }: InvoiceContext,
  { month, leaseUid, dueDate, amountCents }: Charge,
  thereBefore: readonly string[],
): Promise<InvoiceUid | undefined> {
  const issuedAt = Date.parse(`${month}-01`) - (rules.issueAheadDays + 1) * dayMs;
  if (issuedAt > (store.gap.lookedUpFrom ?? 0)) return undefined;
  const amounts = new Set(rules.plans.map(({ addOnCents }) => addOnCents).filter((cents) => cents > 0));
  const { former, next } = store.leases.toBill.around(leaseUid);
  const uids = new Set([leaseUid, ...[...former, ...(next === undefined ? [] : [next])].map(({ uid }) => uid)]);
  const ours: Invoice[] = [];
  for (const uid of uids) {
    const listed = await innago.invoices({ leaseUid: uid }, signal);
    const isOurs = (one: Invoice) => one.dueDate.startsWith(month) && amounts.has(one.amountCents);
    ours.push(...listed.filter((one) => isOurs(one) && !thereBefore.includes(one.uid)));
  }
  const first = ours.find((one) => one.dueDate === dueDate && one.amountCents === amountCents) ?? ours[0];
  return first === undefined ? undefined : { invoiceUid: first.uid };
}

async function fitting(
  innago: Pick<InnagoApi, 'invoices'>,
  { leaseUid, tenantUid, dueDate, amountCents }: Omit<Intent, 'thereBefore'>,
  signal: AbortSignal,
): Promise<string[]> {
  const invoices = await innago.invoices({ leaseUid, tenantUid }, signal);
  return invoices
    .filter((invoice) => invoice.dueDate === dueDate && invoice.amountCents === amountCents)
    .map(({ uid }) => uid);
}

/** @throws SyncError EFFECT_UNREADABLE: without the intent nobody can tell ours from others' */
function readIntent(prepared: unknown): Intent {
  const parsed = v.safeParse(intentSchema, prepared);
  if (parsed.success) return parsed.output;
  throw new SyncError('What was noted before an invoice was sent cannot be read.', {
    code: 'EFFECT_UNREADABLE',
    trouble: 'operator',
    hint: 'Look in Innago whether the invoice is there. This is a defect of this package: please report it.',
  });
}

function planChanged({ unit }: InvoiceContext['work']): SyncError {
  return new SyncError(
    `Unit ${unit.label}: the plan was changed, or is being taken back, while a charge was prepared.`,
    {
      code: 'BILLING_CHANGED',
      trouble: 'state',
      hint: 'Nothing to do: nothing was sent, and the next scan works it out anew.',
    },
  );
}

/** A charge labelled rent would take part in the late fees for rent (contracts/innago.md §3). */
function saysRent(item: string): SyncError {
  return new SyncError(`The invoice item "${item}" would say rent, and Innago adds late fees to rent.`, {
    code: 'INVOICE_SAYS_RENT',
    trouble: 'operator',
    hint: 'Give the plan another name in fiber-plans and in UISP.',
    about: `invoice item ${item}`,
  });
}
