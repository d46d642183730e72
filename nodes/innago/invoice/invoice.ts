/**
 * The step "invoice line": a household on a plan with an add-on gets exactly one charge for each calendar month (design §4, "Invoice
 * line"; §3.3). What is due is worked out by `billingDue`; here it is carried out, through the ledger.
 */
import { missedKey } from '../../state/billing/billing-keys.ts';
import { agreedFrom, beginCharging, Consent, needsConsent } from '../../state/billing/charged-from.ts';
import { type KnownMonths, knownMonths } from '../../state/billing/charged-months.ts';
import { isPaid, plansOf } from '../../state/billing/household-plans.ts';
import { leaseReason } from '../../state/effect.ts';
import type { StoredHousehold } from '../../state/household-row.ts';
import type { Store } from '../../state/store.ts';
import { invoiceStep, type LeaseToBill, type LeaseWork } from '../../state/work.ts';
import { type BillingDue, type BillingInput, billingDue, type Charge } from '../../village/billing.ts';
import { nextCharge } from '../../village/billing-outlook.ts';
import type { CalendarMonth } from '../../village/calendar-date.ts';
import { billingItem, fromMonthItem, fromMonthKey, settleItems, unknownPlanItem } from './invoice-attention.ts';
import { chargeMonth, lookForCharge } from './invoice-charge.ts';
import type { InvoiceAccess, InvoiceContext } from './invoice-context.ts';
import { type Reading, readBilling } from './invoice-input.ts';
import { type ChargedMonth, type InvoiceResult, nothing, resultOf, waitingFor } from './invoice-result.ts';

/**
 * Issues what is due for the household of a lease. Without an add-on nothing is asked of Innago.
 * @returns outcome `waiting` with the day on which the next charge is to be issued
 * @throws SyncError INVOICE_SAYS_RENT (trouble operator); BILLING_CHANGED, CLAIM_LOST (state); and what Innago and the store throw
 */
export async function ensureInvoiceLines(context: InvoiceAccess & { work: LeaseWork }): Promise<InvoiceResult> {
  const { store, work } = context;
  const household = await store.households.get(work.householdId);
  // After a renewal or transfer the household's new lease is charged, not both (design §4).
  if (work.state === 'unclear' || work.state === 'ended' || household.leaseUid !== work.lease.uid) return nothing;
  if (store.tickets.plans.isUndoing(household.id)) return whileUndoing(store);
  return (await billHousehold({ ...context, reason: leaseReason(work) }, household)).result;
}

/** What a person takes back is not charged a moment before. */
function whileUndoing({ clock }: Store): InvoiceResult {
  const waiting = { step: invoiceStep, why: 'its plan change is being taken back', at: clock() };
  return { ...nothing, outcome: 'waiting', text: 'being undone', waiting };
}

/** What a household's run has come to. */
export interface Billed {
  readonly result: InvoiceResult;
  /** What is billed from now on; undefined: nothing, or not before a person has said so. */
  readonly input?: BillingInput;
}

/**
 * The same, for a household as it is, or is taken to be in dry-run.
 * @throws as {@link ensureInvoiceLines}
 */
export async function billHousehold(context: InvoiceContext, household: StoredHousehold): Promise<Billed> {
  const { store, rules, work } = context;
  const plans = plansOf(rules, household);
  if (typeof plans === 'string') {
    await settleItems(store.attention, work, [unknownPlanItem(work, plans)]);
    return { result: { ...nothing, text: 'plan unknown' } };
  }
  if (!isPaid(plans)) {
    await settleItems(store.attention, work, []);
    const invoices = household.planChangedAt === null ? [] : await findLeftOver(context);
    return { result: { ...nothing, text: 'no add-on', invoices } };
  }
  const known = await knownMonths(store, work.householdId, work.today);
  const reading = await readBilling(context, household, plans, known, await beginCharging(store, work));
  if (store.mode === 'live' && household.serviceId === null) {
    const waiting = { step: invoiceStep, why: 'charged once the service is there' };
    const result = { ...nothing, outcome: 'waiting', text: 'no service yet', waiting } as const;
    return { result, ...(needsConsent(rules, household) ? {} : { input: reading.input }) };
  }
  await store.renew(context.claim);
  if (!needsConsent(rules, household)) return issue(context, reading, known);
  const month = await agreedMonth(store, work);
  if (month === undefined) return { result: await askForMonth(context, household, reading.input) };
  const goLive = agreedFrom(reading.input.goLive, work.today, month);
  return issue(context, { ...reading, input: { ...reading.input, goLive } }, known);
}

async function agreedMonth(store: Store, work: LeaseToBill): Promise<CalendarMonth | undefined> {
  const consent = new Consent(store, work.householdId);
  const agreed = await consent.month();
  if (agreed !== undefined) return agreed;
  return (await store.attention.isApproved(fromMonthKey(work.householdId))) ? consent.agree() : undefined;
}

/** The first month that would be charged is what a person is asked about; it is asked anew when that month has passed. */
async function askForMonth(
  { store, work }: InvoiceContext,
  household: StoredHousehold,
  input: BillingInput,
): Promise<InvoiceResult> {
  const due = billingDue(input);
  const { plan, nextPlan } = input;
  const next = nextCharge(input, plan) ?? (nextPlan === undefined ? undefined : nextCharge(input, nextPlan.plan));
  const items = due.attention.map((item) => billingItem(work, item));
  if (next !== undefined) {
    await new Consent(store, work.householdId).ask(next.month);
    const charged = plan.addOnCents > 0 ? plan : (nextPlan?.plan ?? plan);
    const foundOn = household.adoptedPlan ?? charged.name;
    items.push(fromMonthItem(work, { foundOn, plan: charged, month: next.month }));
  }
  await settleItems(store.attention, work, items);
  const text = next === undefined ? nothing.text : 'needs a yes';
  return { ...nothing, text, ...waitingFor(due, 'the next month to ask about') };
}

/** Lost answers first, then what is due; each month by itself, so that what was charged stays known when a later one fails. */
async function issue(context: InvoiceContext, reading: Reading, known: KnownMonths): Promise<Billed> {
  const { store, work } = context;
  const { input, payer, isCurrent } = reading;
  const invoices = store.mode === 'live' ? await findSent(context, known) : [];
  const due = billingDue({ ...input, monthsCharged: [...known.charged, ...invoices.map(({ month }) => month)] });
  const settle = (charged: readonly CalendarMonth[]) => {
    const open = due.attention.filter(({ charge }) => charge === undefined || !charged.includes(charge.month));
    return settleItems(
      store.attention,
      work,
      open.map((item) => billingItem(work, item)),
    );
  };
  // Whatever becomes of the charges that are due, a person hears of those that are not sent.
  await settle([]);
  for (const one of [...due.issue, ...(await approvedCharges(store, work, due))]) {
    const tenantUid = payer(one.leaseUid);
    if (tenantUid === undefined) continue;
    const wasSent = known.unknown.some(({ month }) => month === one.month);
    const applied = await chargeMonth(context, { tenantUid, charge: one, wasSent, isCurrent });
    invoices.push({ ...one, outcome: applied.outcome, invoiceUid: applied.result?.invoiceUid ?? null });
  }
  const charged = invoices.map(({ month }) => month);
  await settle(charged);
  return {
    result: resultOf(invoices, due),
    input: { ...input, monthsCharged: [...known.charged, ...charged] },
  };
}

/** A charge whose answer was lost just before the household left its paid plan: it is there, or it never will be. */
async function findLeftOver(context: InvoiceContext): Promise<ChargedMonth[]> {
  const { store, work } = context;
  if (store.mode === 'dry-run') return [];
  return findSent(context, await knownMonths(store, work.householdId, work.today));
}

/** Charges whose answer was lost, and that are there. */
async function findSent(context: InvoiceContext, { unknown }: KnownMonths): Promise<ChargedMonth[]> {
  const found: ChargedMonth[] = [];
  for (const sent of unknown) {
    const applied = await lookForCharge(context, sent);
    if (applied?.result === undefined) continue;
    const { month, leaseUid, amountCents, dueDate, item } = sent;
    const { outcome, result } = applied;
    found.push({ month, leaseUid, amountCents, dueDate, item, outcome, invoiceUid: result.invoiceUid });
  }
  return found;
}

/** Months that passed uncharged and that a person wants charged all the same: due in their own month, so that no month has two. */
async function approvedCharges(store: Store, work: LeaseToBill, due: BillingDue): Promise<Charge[]> {
  const charges: Charge[] = [];
  for (const { charge } of due.attention) {
    if (charge === undefined) continue;
    if (await store.attention.isApproved(missedKey(work.householdId, charge.month))) charges.push(charge);
  }
  return charges;
}
