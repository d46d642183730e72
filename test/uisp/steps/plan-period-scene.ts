/** A household that UISP invoices, and requests for its next period. */
import { type PlanScene, type PlanSceneOptions, planScene } from './plan-scene.ts';

export const nextPeriod = { when: 'next period' } as const;

export const firstDay = '2027-01-01';

export const request = 'POST /service-change-requests';

export const accept = 'PATCH /service-change-requests/{id}/accept';

export const cancel = 'PATCH /clients/services/{id}/cancel-deferred-change';

export function invoiced(t: Parameters<typeof planScene>[0], options: PlanSceneOptions = {}) {
  return planScene(t, { uispInvoices: 'normal', ...options });
}

/** The deferred services, by their plan. */
export function deferredPlans({ world }: PlanScene): (string | undefined)[] {
  return [...world.crm.services.values()]
    .filter(({ replacesServiceId }) => replacesServiceId !== null)
    .map((service) => world.planOf(service)?.name);
}
