/**
 * What a plan change on request means for the household's bills: a charge that is due at once is issued with the ticket's claim, and the tenant
 * is told when the first bill with the new plan's amount is due (design §4, "Plan change" and "Invoice line").
 */
import { issuedCharges } from '../../state/billing/charged-months.ts';
import type { StoredHousehold } from '../../state/household-row.ts';
import type { PlanOrder } from '../../state/plans/plan-order.ts';
import type { Store } from '../../state/store.ts';
import type { TicketWork } from '../../state/tickets/ticket-work.ts';
import type { LeaseToBill } from '../../state/work.ts';
import { isSyncError } from '../../sync-error.ts';
import { nextCharge } from '../../village/billing-outlook.ts';
import { laterDate, longDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { planSinceAfter } from '../../village/plan-requests/plan-terms.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { type Billed, billHousehold } from './invoice.ts';
import type { InvoiceAccess } from './invoice-context.ts';
import { type InvoiceResult, nothing } from './invoice-result.ts';

/** What was charged, and what the answer tells of it: `firstBill`, or `noBill`; neither when Innago refuses the charge. */
export interface PlanBill {
  readonly result: InvoiceResult;
  readonly answer: { readonly firstBill?: string; readonly noBill?: true };
}

/**
 * Carried out already in UISP and in the household's row; in dry-run the order is taken for carried out. What keeps a household from being
 * charged asks for a person's attention and stops nothing.
 * @throws SyncError CLAIM_LOST, HOUSEHOLD_MISSING, and what Innago and the store throw, but for a charge that is refused for what it says
 */
export async function billPlanChange(
  context: InvoiceAccess & { readonly work: TicketWork },
  order: PlanOrder,
): Promise<PlanBill> {
  const { store, rules, work: ticket } = context;
  const { householdId } = order;
  const plan = order.to === null ? undefined : planByName(rules.plans, order.to);
  // After an undo the lease's own run charges what is due by the plan of before.
  if (order.kind !== 'change' || householdId === null || plan === undefined) return { result: nothing, answer: {} };
  const work = store.leases.toBill.of(householdId, ticket.today);
  if (work === undefined) return { result: nothing, answer: { noBill: true } };
  const household = await assumed(store, rules, order, work);
  const reason = { leaseUid: work.lease.uid, unit: work.unit.label, householdId, because: `ticket ${ticket.uid}` };
  try {
    const billed = await billHousehold({ ...context, work, reason }, household);
    return { result: billed.result, answer: await answerOf(store, plan, household, billed) };
  } catch (thrown) {
    // The lease's own run meets it, too: there it backs off and asks for attention.
    if (!isSyncError(thrown) || !isRefused(thrown)) throw thrown;
    return { result: { ...nothing, outcome: 'waiting', text: 'charge refused' }, answer: {} };
  }
}

function isRefused({ code, trouble }: { readonly code: string; readonly trouble: string }): boolean {
  return trouble === 'data' || code === 'INVOICE_SAYS_RENT';
}

/** Live, the row says it. In dry-run nothing is written: then as it would be after the change. */
async function assumed(
  { mode, households, clock }: Store,
  { plans }: PropertyRules,
  { to, takesEffect, householdId }: PlanOrder,
  { lease, today }: LeaseToBill,
): Promise<StoredHousehold> {
  const household = await households.get(householdId ?? 0);
  if (mode === 'live' || to === null) return household;
  const planChangedAt = clock();
  if (takesEffect !== null && takesEffect > today) {
    return { ...household, planChangedAt, nextPlan: { plan: to, from: takesEffect, serviceId: null } };
  }
  const from = household.plan === null ? defaultPlan(plans) : (planByName(plans, household.plan) ?? null);
  const firstDay = laterDate(today, lease.start ?? today);
  const planSince = firstPaidDay(from, planByName(plans, to), household.planSince, firstDay);
  return { ...household, plan: to, planSince, planChangedAt, nextPlan: null };
}

function firstPaidDay(
  from: FiberPlan | null,
  to: FiberPlan | undefined,
  planSince: CalendarDate | null,
  firstDay: CalendarDate,
): CalendarDate | null {
  return to === undefined ? firstDay : planSinceAfter(from, to, { planSince, firstDay });
}

async function answerOf(
  store: Store,
  plan: FiberPlan,
  { id, planChangedAt }: StoredHousehold,
  { result, input }: Billed,
): Promise<PlanBill['answer']> {
  if (plan.addOnCents === 0 || input === undefined) return { noBill: true };
  const isOfPlan = ({ item, amountCents }: { readonly item: string; readonly amountCents: number }): boolean =>
    amountCents === plan.addOnCents && item.startsWith(`${plan.name}, `);
  // A run before a crash may have issued it.
  const sent = (await issuedCharges(store, id)).filter(
    ({ sentAt }) => planChangedAt !== null && sentAt >= planChangedAt,
  );
  // What is skipped the lease's own run has just charged, perhaps for the plan before: `sent` tells.
  const own = result.invoices.filter(({ outcome }) => outcome !== 'skipped');
  const issued = [...own, ...sent]
    .filter(isOfPlan)
    .map(({ dueDate }) => dueDate)
    .toSorted();
  const firstBill = issued[0] ?? nextCharge(input, plan)?.dueDate;
  return firstBill === undefined ? { noBill: true } : { firstBill: longDate(firstBill) };
}
