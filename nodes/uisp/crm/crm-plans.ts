/**
 * Service plans in the CRM: the packages that a service can have (contracts/uisp-crm.md §4, "Service plan").
 */

import type { CrmServicePlan, NewServicePlan } from '../ports.ts';
import type { CrmRoutes } from '../routes.ts';
import type { CrmRequests } from './crm-request.ts';
import { servicePlanSchema } from './crm-schemas.ts';

/** The CRM’s routes for service plans. */
export class CrmPlans {
  readonly #requests: CrmRequests;
  readonly #routes: CrmRoutes;
  readonly #organizationId: number | undefined;

  constructor(requests: CrmRequests, routes: CrmRoutes, organizationId?: number) {
    this.#requests = requests;
    this.#routes = routes;
    this.#organizationId = organizationId;
  }

  /** Internet plans only, archived ones included (they say so). */
  async list(signal?: AbortSignal): Promise<CrmServicePlan[]> {
    const call = { route: this.#routes.servicePlans, query: { servicePlanType: 'internet' }, signal };
    const plans = await this.#requests.readAll(call, servicePlanSchema);
    return plans.filter((plan) => plan.servicePlanType !== 'General').map(withoutType);
  }

  /** An Internet plan with one monthly period, enabled. */
  async create(plan: NewServicePlan, signal?: AbortSignal): Promise<CrmServicePlan> {
    const body = {
      name: plan.name,
      servicePlanType: 'Internet',
      ...(this.#organizationId === undefined ? {} : { organizationId: this.#organizationId }),
      downloadSpeed: plan.downloadMbps,
      uploadSpeed: plan.uploadMbps,
      periods: [{ period: 1, price: plan.monthlyPriceCents / 100, enabled: true }],
    };
    const call = { route: this.#routes.createServicePlan, body, signal };
    return withoutType(await this.#requests.create(call, servicePlanSchema));
  }

  /**
   * Enables the period of one month. The name is required (swagger, PATCH /service-plans/{id}). Whether periods that are left out stay
   * as they are is written nowhere, so those that are enabled are repeated.
   */
  async enableMonthly(
    { id, name, periods }: CrmServicePlan,
    monthlyPriceCents: number,
    signal?: AbortSignal,
  ): Promise<CrmServicePlan> {
    const others = periods.filter(({ months, enabled }) => enabled && months !== 1);
    const body = {
      name,
      periods: [
        { period: 1, price: monthlyPriceCents / 100, enabled: true },
        ...others.map(({ months, price }) => ({ period: months, ...(price === null ? {} : { price }), enabled: true })),
      ],
    };
    const call = { route: this.#routes.patchServicePlan, params: { id }, body, signal };
    return withoutType(await this.#requests.change(call, servicePlanSchema));
  }
}

function withoutType({ servicePlanType: _type, ...plan }: CrmServicePlan & { servicePlanType: string | null }) {
  return plan satisfies CrmServicePlan;
}
