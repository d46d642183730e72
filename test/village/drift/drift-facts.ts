/** What should be of a unit, and what UISP shows of it. */
import type {
  ExpectedStay,
  ShownClient,
  ShownService,
  ShownSite,
  UispShown,
} from '../../../nodes/village/drift/drift-facts.ts';
import type { OnuFacts } from '../../../nodes/village/onu/onu-facts.ts';

export function stayOf(unit: string, change: Partial<ExpectedStay> = {}): ExpectedStay {
  const number = Number(unit);
  return {
    unitUid: `u-${unit}`,
    unit,
    householdId: number,
    leaseUid: `l-${unit}`,
    isFuture: false,
    clientId: number,
    idents: [`innago:t-${unit}`, `innago:roommate-${unit}`],
    siteId: `s-${unit}`,
    siteName: `Unit ${unit}`,
    serviceId: number,
    nextServiceId: null,
    plans: ['Village Fiber 500'],
    keepsTerms: false,
    invoicingStart: '2099-12-31',
    onuId: `o-${unit}`,
    onuName: `ONU-${unit}`,
    isNameAwaited: false,
    ...change,
  };
}

export function serviceOf(unit: string, change: Partial<ShownService> = {}): ShownService {
  return {
    id: Number(unit),
    clientId: Number(unit),
    isLive: true,
    activeTo: null,
    planName: 'Village Fiber 500',
    ownTerms: null,
    invoicingStart: '2099-12-31',
    sendsMail: false,
    siteId: `s-${unit}`,
    ...change,
  };
}

export function onuOf(unit: string, change: Partial<OnuFacts> = {}): OnuFacts {
  return {
    id: `o-${unit}`,
    name: `ONU-${unit}`,
    serial: `UBNT0000${unit}`,
    mac: null,
    siteId: `s-${unit}`,
    siteName: `Unit ${unit}`,
    siteParentId: 'parent',
    status: 'active',
    ...change,
  };
}

export interface Changes {
  readonly clients?: readonly ShownClient[];
  readonly services?: readonly ShownService[];
  readonly sites?: readonly ShownSite[];
  readonly onus?: readonly OnuFacts[];
}

/** UISP as it should be for these units, with some rows instead or besides, and some gone. */
export function shownOf(
  units: readonly string[],
  changes: Changes = {},
  gone: readonly (string | number)[] = [],
): UispShown {
  const map = <I, T extends { readonly id: I }>(rows: readonly T[]) =>
    new Map(rows.filter(({ id }) => !gone.some((one) => one === id)).map((row) => [row.id, row]));
  const client = (unit: string) => ({ id: Number(unit), userIdent: `innago:t-${unit}`, isArchived: false });
  const site = (unit: string) => ({ id: `s-${unit}`, name: `Unit ${unit}`, serviceId: null });
  return {
    clients: map([...units.map(client), ...(changes.clients ?? [])]),
    services: map([...units.map((unit) => serviceOf(unit)), ...(changes.services ?? [])]),
    sites: map([...units.map(site), ...(changes.sites ?? [])]),
    onus: map([...units.map((unit) => onuOf(unit)), ...(changes.onus ?? [])]),
  };
}

export const as = (changes: Changes, gone: readonly (string | number)[] = []) => shownOf(['101'], changes, gone);
