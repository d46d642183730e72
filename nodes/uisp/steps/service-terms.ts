/**
 * From when a service runs, and from when UISP may invoice it (design §4, "Internet is included in the rent").
 */
import { SyncError } from '../../sync-error.ts';
import { addDays, laterDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { CrmService, NmsSite } from '../ports.ts';
import type { StepContext } from './context.ts';
import { liveStatuses } from './live-service.ts';

/** Far enough that UISP never invoices: the tenant pays with the rent. */
export const neverInvoiced: CalendarDate = '2099-12-31';

/**
 * The lease's first day; after another household's service in this unit, at the earliest the day after that one's last.
 * @throws SyncError LEASE_WITHOUT_START (trouble operator)
 */
export async function firstDay(
  { crm, signal, work }: StepContext,
  site: NmsSite | undefined,
  clientId: number | null,
): Promise<CalendarDate> {
  const { start } = work.lease;
  if (start === null) {
    throw new SyncError(`Unit ${work.unit.label}: the lease has no start date.`, {
      code: 'LEASE_WITHOUT_START',
      trouble: 'operator',
      hint: 'Set the lease’s start date in Innago.',
    });
  }
  const before = site?.service;
  if (before == null || before.clientId === clientId) return start;
  if (before.status === null || liveStatuses.includes(before.status)) return start;
  const { activeTo } = await crm.service(before.id, signal);
  return activeTo === null ? start : laterDate(start, addDays(activeTo, 1));
}

/** By the setting "UISP invoices tenants": never, or from the latest of first day, go-live and today. */
export async function invoicingStart(
  { settings, store, work }: StepContext,
  activeFrom: CalendarDate,
): Promise<CalendarDate> {
  if (settings.uispInvoices === 'never') return neverInvoiced;
  const goLive = (await store.facts.get('goLive')) ?? work.today;
  return [activeFrom, goLive, work.today].reduce(laterDate);
}

/**
 * UISP must never mail or invoice a tenant by itself: what we asked for is checked in what it made of it.
 * @throws SyncError SERVICE_WOULD_INVOICE (trouble operator)
 */
export function checkInvoicing({ settings, work }: StepContext, service: CrmService): void {
  if (settings.uispInvoices === 'normal') return;
  const wrong = [
    ...(service.invoicingStart === neverInvoiced ? [] : [`invoicing starts ${service.invoicingStart ?? 'at once'}`]),
    ...(service.sendEmailsAutomatically === false ? [] : ['invoices are mailed automatically']),
  ];
  if (wrong.length === 0) return;
  throw new SyncError(`Unit ${work.unit.label}: service ${service.id} would invoice the tenant: ${wrong.join(', ')}.`, {
    code: 'SERVICE_WOULD_INVOICE',
    trouble: 'operator',
    hint: `In UISP, set service ${service.id}: invoicing starts ${neverInvoiced}, no automatic mails. Then retry.`,
  });
}
