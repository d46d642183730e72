/**
 * From when a service runs, and from when UISP may invoice it (design §4, "Internet is included in the rent").
 */
import type { StorePort } from '../../state/store-port.ts';
import { SyncError } from '../../sync-error.ts';
import { laterDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { serviceFirstDay } from '../../village/tenancy/service-dates.ts';
import type { CrmService, NmsSite } from '../ports.ts';
import type { StepContext } from './context.ts';
import { hasNeverRun, liveStatuses } from './live-service.ts';
import { plannedEnd as plannedEndInLedger } from './service-keys.ts';

/** Far enough that UISP never invoices: the tenant pays with the rent. */
export const neverInvoiced: CalendarDate = '2099-12-31';

/**
 * The first day of the lease's service (village/tenancy/service-dates.ts): never before the day after the last of whatever service was in the
 * unit before, the household's own included.
 * @param plannedEnd dry-run alone: last day of the service on the site, see {@link plannedEndOf}
 * @throws SyncError LEASE_WITHOUT_START (trouble operator)
 */
export async function firstDay(
  context: StepContext,
  site: NmsSite | undefined,
  plannedEnd?: CalendarDate,
): Promise<CalendarDate> {
  const { work, rules } = context;
  const { start } = work.lease;
  if (start === null) {
    throw new SyncError(`Unit ${work.unit.label}: the lease has no start date.`, {
      code: 'LEASE_WITHOUT_START',
      trouble: 'operator',
      hint: 'Set the lease’s start date in Innago.',
    });
  }
  const { earlyAccessDays } = rules.tenancy;
  return serviceFirstDay({ start, previousLastDay: await previousLastDay(context, site, plannedEnd), earlyAccessDays });
}

/** By our own books; and by UISP, where an ended service is still on the site. */
async function previousLastDay(
  context: StepContext,
  site: NmsSite | undefined,
  plannedEnd: CalendarDate | undefined,
): Promise<CalendarDate | undefined> {
  const { store, work } = context;
  const { uid } = work.unit;
  const onSite = plannedEnd ?? (await lastDayOnSite(context, site));
  if (onSite !== undefined) await noteLastDay(store, uid, onSite);
  const known = [store.households.lastDayInUnit(uid), await store.facts.get(lastDayFact(uid)), onSite];
  return known
    .flatMap((day) => day ?? [])
    .sort()
    .at(-1);
}

async function lastDayOnSite(context: StepContext, site: NmsSite | undefined): Promise<CalendarDate | undefined> {
  const bound = site?.service;
  if (bound == null) return undefined;
  if (bound.status === null || liveStatuses.includes(bound.status)) return undefined;
  const service = await context.crm.service(bound.id, context.signal);
  return service.activeTo === null || hasNeverRun(service) ? undefined : service.activeTo;
}

/**
 * Dry-run alone: the last day of a service that live would have ended by now, because the household before has left.
 * @param bound to the unit's site
 */
export async function plannedEndOf(
  { store, work }: StepContext,
  { id, clientId }: { readonly id: number; readonly clientId: number | null },
): Promise<CalendarDate | undefined> {
  const owner = store.mode === 'live' || clientId === null ? undefined : await store.households.byClient(clientId);
  if (owner === undefined || owner.id === work.householdId) return undefined;
  const end = await plannedEndInLedger(store, owner.id, work.unit.uid);
  return end?.serviceId === id ? end.lastDay : undefined;
}

/** Last day of any service in the unit: a stay forgets its own when it begins anew. */
function lastDayFact(unitUid: string): string {
  return `service-last-day/unit:${unitUid}`;
}

/** Not in dry-run. @throws SyncError STORE_… */
export async function noteLastDay(
  { facts, mode }: Pick<StorePort, 'facts' | 'mode'>,
  unitUid: string,
  lastDay: CalendarDate,
): Promise<void> {
  if (mode === 'dry-run') return;
  await facts.set(lastDayFact(unitUid), laterDate((await facts.get(lastDayFact(unitUid))) ?? '', lastDay));
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
