/**
 * The step "invoice line": a household on a plan with an add-on gets exactly one charge for each calendar month (design §4, "Invoice
 * line"; §3.3). What is due is worked out by `billingDue`; here it is carried out, through the ledger.
 */
import type { Store } from '../../state/store.ts';
import type { Household } from '../../state/store-port.ts';
import type { LeaseWork, Waiting } from '../../state/work.ts';
import { type BillingDue, type BillingInput, billingDue, type Charge } from '../../village/billing.ts';
import { type CalendarMonth, dayOfMonth, longMonth } from '../../village/calendar-date.ts';
import { firstTenant } from '../../village/household-rules.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import {
  billingItem,
  fromMonthItem,
  fromMonthKey,
  missedKey,
  settleItems,
  unknownPlanItem,
} from './invoice-attention.ts';
import { chargeMonth, lookForCharge } from './invoice-charge.ts';
import type { InvoiceContext } from './invoice-context.ts';
import { type KnownMonths, knownMonths } from './invoice-months.ts';
import { agreedFrom, Consent, chargedFrom, needsConsent } from './invoice-terms.ts';

/** A charge of this run; `adopted`: an earlier try had issued it. */
interface ChargedMonth extends Charge {
  readonly outcome: 'done' | 'adopted' | 'skipped' | 'planned';
  /** null when Innago did not tell, and in dry-run. */
  readonly invoiceUid: string | null;
}

/** What the step did for one lease. */
export interface InvoiceResult {
  readonly outcome: 'done' | 'skipped' | 'planned' | 'waiting';
  /** At most 20 characters, for the node's status: `invoice 2026-12`. */
  readonly text: string;
  readonly waiting?: Waiting;
  readonly invoices: readonly ChargedMonth[];
}

const nothing: InvoiceResult = { outcome: 'skipped', text: 'nothing to charge', invoices: [] };

/**
 * Issues what is due for the household of a lease. Without an add-on nothing is asked of Innago.
 * @returns outcome `waiting` with the day on which the next charge is to be issued
 * @throws SyncError INVOICE_SAYS_RENT (trouble operator); CLAIM_LOST; and what Innago and the store throw
 */
export async function ensureInvoiceLines(context: InvoiceContext): Promise<InvoiceResult> {
  const { store, rules, work } = context;
  const household = await store.households.get(work.householdId);
  // After a renewal or transfer the household's new lease is charged, not both (design §4).
  if (work.state === 'unclear' || household.leaseUid !== work.lease.uid) return nothing;
  const plan = household.plan === null ? defaultPlan(rules.plans) : planByName(rules.plans, household.plan);
  if (plan === undefined) {
    await settleItems(store.attention, work, [unknownPlanItem(work, household.plan ?? '')]);
    return { ...nothing, text: 'plan unknown' };
  }
  const tenant = firstTenant(household.firstTenantUid, work.lease.tenants);
  if (plan.addOnCents === 0 || tenant === undefined) {
    await settleItems(store.attention, work, []);
    return plan.addOnCents === 0 ? { ...nothing, text: 'no add-on' } : nothing;
  }
  if (store.mode === 'live' && household.serviceId === null) {
    return {
      ...nothing,
      outcome: 'waiting',
      text: 'no service yet',
      waiting: { why: 'charged once the service is there' },
    };
  }
  await store.renew(context.claim);
  return charge(context, { household, plan, tenantUid: tenant.uid });
}

interface Payer {
  readonly household: Household;
  readonly plan: FiberPlan;
  readonly tenantUid: string;
}

async function charge(context: InvoiceContext, payer: Payer): Promise<InvoiceResult> {
  const { store, work } = context;
  const known = await knownMonths(store, work.householdId, work.today);
  const goLive = await chargedFrom(store, work);
  const input = billingInput(context, payer, known, goLive);
  if (!needsConsent(payer.household, work)) return issue(context, payer, known, input);
  const month = await agreedMonth(store, work);
  if (month === undefined) return askForMonth(context, payer, input);
  return issue(context, payer, known, { ...input, goLive: agreedFrom(goLive, work.today, month) });
}

function billingInput(
  { rules, work }: InvoiceContext,
  { household, plan }: Payer,
  known: KnownMonths,
  goLive: CalendarDate | null,
): BillingInput {
  return {
    today: work.today,
    goLive,
    issueAheadDays: rules.issueAheadDays,
    lease: work.lease,
    leaseState: work.state,
    plan,
    planSince: household.planSince,
    monthsCharged: known.charged,
    monthsDryRun: known.spentInDryRun,
  };
}

async function agreedMonth(store: Store, work: LeaseWork): Promise<CalendarMonth | undefined> {
  const consent = new Consent(store, work.householdId);
  const agreed = await consent.month();
  if (agreed !== undefined) return agreed;
  return (await store.attention.isApproved(fromMonthKey(work.householdId))) ? consent.agree() : undefined;
}

/** The first month that would be charged is what a person is asked about; it is asked anew when that month has passed. */
async function askForMonth(
  { store, work }: InvoiceContext,
  { plan }: Payer,
  input: BillingInput,
): Promise<InvoiceResult> {
  const due = billingDue(input);
  const next =
    due.issue[0] ?? (due.nextDate === null ? undefined : billingDue({ ...input, today: due.nextDate }).issue[0]);
  const items = due.attention.map((item) => billingItem(work, item));
  if (next !== undefined) {
    await new Consent(store, work.householdId).ask(next.month);
    items.push(fromMonthItem(work, plan, next.month));
  }
  await settleItems(store.attention, work, items);
  return {
    ...nothing,
    text: next === undefined ? nothing.text : 'needs a yes',
    ...waitingFor(due, 'the next month to ask about'),
  };
}

/** Lost answers first, then what is due; each month by itself, so that what was charged stays known when a later one fails. */
async function issue(
  context: InvoiceContext,
  payer: Payer,
  known: KnownMonths,
  input: BillingInput,
): Promise<InvoiceResult> {
  const { store, work } = context;
  const invoices = store.mode === 'live' ? await findSent(context, known) : [];
  const due = billingDue({ ...input, monthsCharged: [...known.charged, ...invoices.map(({ month }) => month)] });
  for (const one of [...due.issue, ...(await approvedCharges(store, work, payer.plan, due))]) {
    const wasSent = known.unknown.some(({ month }) => month === one.month);
    const applied = await chargeMonth(context, payer.tenantUid, one, wasSent);
    invoices.push({ ...one, outcome: applied.outcome, invoiceUid: applied.result?.invoiceUid ?? null });
  }
  const items = due.attention
    .filter(({ code, month }) => code !== 'BILLING_MONTH_MISSED' || !invoices.some((one) => one.month === month))
    .map((item) => billingItem(work, item));
  await settleItems(store.attention, work, items);
  return resultOf(invoices, due);
}

/** Charges whose answer was lost, and that are there. */
async function findSent(context: InvoiceContext, { unknown }: KnownMonths): Promise<ChargedMonth[]> {
  const found: ChargedMonth[] = [];
  for (const sent of unknown) {
    const applied = await lookForCharge(context, sent);
    if (applied?.result === undefined) continue;
    const { month, amountCents, dueDate, item } = sent;
    found.push({ month, amountCents, dueDate, item, outcome: applied.outcome, invoiceUid: applied.result.invoiceUid });
  }
  return found;
}

/** Months that passed uncharged and that a person wants charged all the same: due in their own month, so that no month has two. */
async function approvedCharges(store: Store, work: LeaseWork, plan: FiberPlan, due: BillingDue): Promise<Charge[]> {
  const charges: Charge[] = [];
  for (const { code, month } of due.attention) {
    if (code !== 'BILLING_MONTH_MISSED' || month === undefined) continue;
    if (!(await store.attention.isApproved(missedKey(work.householdId, month)))) continue;
    const dueDate = dayOfMonth(month, work.lease.dueOn ?? 1);
    charges.push({ month, dueDate, amountCents: plan.addOnCents, item: `${plan.name}, ${longMonth(month)}` });
  }
  return charges;
}

function resultOf(invoices: readonly ChargedMonth[], due: BillingDue): InvoiceResult {
  const wait = waitingFor(due, 'the next charge');
  const planned = invoices.filter(({ outcome }) => outcome === 'planned');
  if (planned.length > 0) return { outcome: 'planned', text: `plan: ${counted(planned.length)}`, invoices, ...wait };
  const [first] = invoices;
  if (first !== undefined) {
    return {
      outcome: 'done',
      text: invoices.length > 1 ? counted(invoices.length) : `invoice ${first.month}`,
      invoices,
      ...wait,
    };
  }
  if (due.nextDate === null) return { ...nothing, invoices };
  return { outcome: 'waiting', text: `next ${due.nextDate}`, invoices, ...wait };
}

function waitingFor({ nextDate }: BillingDue, what: string): { waiting?: Waiting } {
  return nextDate === null ? {} : { waiting: { why: what, until: nextDate } };
}

function counted(invoices: number): string {
  return invoices === 1 ? '1 invoice' : `${invoices} invoices`;
}
