/**
 * What a month's invoice lines will be, for the operator: by the very rules that issue them, and without asking Innago or writing anything
 * (design §4, "Invoice line"). What is issued already is among them.
 */
import { agreedFrom, Consent, chargedFrom, needsConsent } from '../../state/billing/charged-from.ts';
import { chargesOfMonth, knownMonths } from '../../state/billing/charged-months.ts';
import { isPaid, plansOf } from '../../state/billing/household-plans.ts';
import { propertyToday } from '../../state/property-today.ts';
import type { Store } from '../../state/store.ts';
import type { LeaseToBill } from '../../state/work.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import { type BillingInput, billingProblem, type Charge } from '../../village/billing.ts';
import { chargeFor } from '../../village/billing-outlook.ts';
import { type CalendarMonth, monthOf, nextMonth } from '../../village/calendar-date.ts';
import { csvText } from '../../village/csv-text.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { centsText } from '../../village/money.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { readBilling } from './invoice-input.ts';

/** One household's charge for the month. */
interface PreviewLine {
  /** Label of the unit. */
  readonly unit: string;
  /** `Village Fiber 1G, December 2026` */
  readonly item: string;
  readonly amountCents: number;
  /** `$15.00` */
  readonly amount: string;
  /** `YYYY-MM-DD` */
  readonly dueDate: CalendarDate;
  /** `issued`; what it still waits for; absent: it will be issued on its day. */
  readonly note?: string;
}

/** A household that a person has to decide about first; what it would be charged is not in the total. */
interface PreviewWaiting extends Partial<Omit<PreviewLine, 'unit' | 'note'>> {
  readonly unit: string;
  readonly why: string;
}

/** The month's lines, ordered by unit. */
export interface Preview {
  /** `YYYY-MM` */
  readonly month: CalendarMonth;
  readonly lines: readonly PreviewLine[];
  readonly totalCents: number;
  readonly total: string;
  readonly waiting: readonly PreviewWaiting[];
  /** The lines, for a spreadsheet. */
  readonly csv: string;
}

interface Context {
  readonly store: Store;
  readonly rules: PropertyRules;
  readonly signal: AbortSignal;
}

/**
 * @param asked `YYYY-MM`, this month or the next; anything else than text: the next
 * @throws SyncError NOT_SCANNED, BAD_MESSAGE (trouble operator), TIME_ZONE_UNKNOWN, and what the store throws
 */
export async function previewInvoices(context: Context, asked: unknown): Promise<Preview> {
  const { store, rules, signal } = context;
  const today = await propertyToday(store, rules, 0, signal);
  const month = monthAsked(asked, today);
  if (!store.leases.isScanned) throw notScanned();
  const issued = await chargesOfMonth(store, month);
  const lines = issued.map((one) => lineOf(one.unit, one, one.isCertain ? 'issued' : 'sent, its answer was lost'));
  const charged = new Set(issued.map(({ householdId }) => householdId));
  const waiting: PreviewWaiting[] = [];
  for (const work of store.leases.toBill.all(today)) {
    if (charged.has(work.householdId)) continue;
    const found = await householdLines(context, work, month);
    lines.push(...found.lines);
    waiting.push(...found.waiting);
  }
  const totalCents = lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const ordered = lines.toSorted(byUnit);
  return {
    month,
    lines: ordered,
    totalCents,
    total: centsText(totalCents),
    waiting: waiting.toSorted(byUnit),
    csv: csvOf(ordered, totalCents),
  };
}

interface Found {
  readonly lines: readonly PreviewLine[];
  readonly waiting: readonly PreviewWaiting[];
}

async function householdLines(context: Context, work: LeaseToBill, month: CalendarMonth): Promise<Found> {
  const { store, rules } = context;
  const unit = work.unit.label;
  const household = await store.households.get(work.householdId);
  const plans = plansOf(rules, household);
  if (typeof plans === 'string') {
    return { lines: [], waiting: [{ unit, why: `The plan "${plans}" is not in fiber-plans.` }] };
  }
  if (!isPaid(plans)) return { lines: [], waiting: [] };
  const known = await knownMonths(store, household.id, work.today);
  const { input } = await readBilling({ ...context, work }, household, plans, known, chargedFrom(store, work));
  const problem = billingProblem(input);
  if (problem !== undefined) return { lines: [], waiting: [{ unit, why: problem.why }] };
  const isAsked = needsConsent(rules, household);
  const agreed = isAsked ? await new Consent(store, household.id).month() : undefined;
  const charge = chargeFor(agreed === undefined ? input : fromMonth(input, agreed), month);
  if (charge === undefined) return { lines: [], waiting: [] };
  const isLacking = store.mode === 'live' && household.serviceId === null;
  const line = lineOf(unit, charge, isLacking ? 'once its service is there' : undefined);
  if (!isAsked || agreed !== undefined) return { lines: [line], waiting: [] };
  return { lines: [], waiting: [{ ...line, why: 'It had its plan before go-live: approve the month to begin with.' }] };
}

function fromMonth(input: BillingInput, month: CalendarMonth): BillingInput {
  return { ...input, goLive: agreedFrom(input.goLive, input.today, month) };
}

function lineOf(
  unit: string,
  { item, amountCents, dueDate }: Pick<Charge, 'item' | 'amountCents' | 'dueDate'>,
  note: string | undefined,
): PreviewLine {
  const line = { unit, item, amountCents, amount: centsText(amountCents), dueDate };
  return note === undefined ? line : { ...line, note };
}

function byUnit(one: { readonly unit: string }, other: { readonly unit: string }): number {
  return one.unit.localeCompare(other.unit, 'en-US', { numeric: true });
}

function csvOf(lines: readonly PreviewLine[], totalCents: number): string {
  const rows = lines.map(({ unit, item, amountCents, dueDate, note = '' }) => [
    unit,
    item,
    centsText(amountCents, ''),
    dueDate,
    note,
  ]);
  const total = ['total', '', centsText(totalCents, ''), '', ''];
  return csvText([['unit', 'item', 'amount', 'due date', 'note'], ...rows, total]);
}

function monthAsked(asked: unknown, today: CalendarDate): CalendarMonth {
  const [now, next] = [monthOf(today), nextMonth(monthOf(today))];
  if (typeof asked !== 'string' || asked === next) return next;
  if (asked === now) return now;
  throw new SyncError(`Invoice lines can be shown of ${now} and of ${next} only.`, {
    code: 'BAD_MESSAGE',
    trouble: 'operator',
    hint: 'Leave msg.payload.month out for the next month.',
    about: thisNode,
  });
}

function notScanned(): SyncError {
  return new SyncError('The leases have not been read since the start.', {
    code: 'NOT_SCANNED',
    trouble: 'operator',
    hint: 'Wait for the next scan, or start one, and ask again.',
    about: thisNode,
  });
}
