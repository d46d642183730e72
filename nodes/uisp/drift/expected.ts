/** What should be in UISP for each settled stay, as the pure rules want it. */
import type { SettledStay } from '../../state/expected-stays.ts';
import type { ExpectedStay } from '../../village/drift/drift-facts.ts';
import type { Property, Unit } from '../../village/lease.ts';
import { onuName, siteName, userIdent } from '../../village/names.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { UispInvoices } from '../steps/context.ts';
import { neverInvoiced } from '../steps/service-terms.ts';

/** The step that waits while UISP does not show an ONU's new name. */
const namingStep = 'nms-onu-rename';

/** @throws SyncError PLANS_NAME_LENGTH (trouble operator) */
export function expectedStay(
  settled: SettledStay,
  { rules, uispInvoices }: { readonly rules: PropertyRules; readonly uispInvoices: UispInvoices },
): ExpectedStay {
  const { household, stay, lease, unit, isFuture, waitingSteps } = settled;
  const { nextPlan, adopted } = household;
  const words = { unit: unit.label, property: placeOf(settled).property.name };
  const plan = household.plan ?? defaultPlan(rules.plans).name;
  const tenants = [household.firstTenantUid, ...lease.tenants.map(({ uid }) => uid)];
  return {
    unitUid: unit.uid,
    unit: unit.label,
    householdId: household.id,
    leaseUid: lease.uid,
    isFuture,
    clientId: household.clientId,
    // A Custom ID that was there before us is never overwritten (design §5), and so none is missed.
    idents: adopted ? null : [...new Set(tenants)].map(userIdent),
    siteId: stay.siteId,
    siteName: siteName(rules.siteNamePattern, words),
    serviceId: stay.serviceId,
    nextServiceId: nextPlan?.serviceId ?? null,
    plans: [plan, ...(nextPlan === null ? [] : [nextPlan.plan])],
    keepsTerms: adopted && household.planChangedAt === null,
    invoicingStart: uispInvoices === 'never' && !adopted ? neverInvoiced : null,
    onuId: stay.onuId,
    onuName: onuName(rules.onuNamePattern, words),
    isNameAwaited: waitingSteps.includes(namingStep),
  };
}

/** The unit and as much of its property as names need. */
export function placeOf({ unit, lease }: Pick<SettledStay, 'unit' | 'lease'>): { unit: Unit; property: Property } {
  return { unit, property: { uid: '', name: lease.propertyName.trim(), street: '', city: '', zipCode: '' } };
}
