import assert from 'node:assert/strict';
import { type Asked, type Asking, at } from './asking.ts';
import type { Simulator } from './simulator.ts';

/** Somebody who fills the simulated CRM through its API. */
export interface CrmClerk {
  /** The monthly period of a service plan. */
  period(plan?: string): number;
  /** @returns the new client's id */
  newClient(body?: Record<string, unknown>): Promise<number>;
  newService(clientId: number, body?: Record<string, unknown>): Promise<Asked>;
}

export function crmClerk(simulator: Simulator, ask: Asking): CrmClerk {
  const period = (plan = 'Village Fiber 500') => {
    const found = [...simulator.world.crm.plans.values()]
      .find(({ name }) => name === plan)
      ?.periods.find((one) => one.period === 1);
    assert.ok(found);
    return found.id;
  };
  return {
    period,
    newClient: async (body = {}) => {
      const { status, body: made } = await ask.crm('POST', '/clients', { firstName: 'Ann', lastName: 'Lee', ...body });
      assert.equal(status, 201);
      return Number(at(made, 'id'));
    },
    newService: (clientId, body = {}) =>
      ask.crm('POST', `/clients/${clientId}/services`, { servicePlanPeriodId: period(), ...body }),
  };
}
