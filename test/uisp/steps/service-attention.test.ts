/** What needs a person about a service and its plan. */
import assert from 'node:assert/strict';
import type { World } from '../../simulator/world/world.ts';
import { needsPerson, village } from './needs-person.ts';

const plan = (world: World) => {
  const [first] = world.crm.plans.values();
  assert.ok(first);
  return first;
};

needsPerson('service', {
  'no plan': {
    code: 'PLAN_MISSING',
    about: 'service plan Village Fiber 500',
    options: { plansExist: false },
    given: () => undefined,
    mended: (world) => void world.addPlan({ name: 'Village Fiber 500', mbps: 500, price: 45 }),
  },
  'the plan twice': {
    code: 'PLAN_AMBIGUOUS',
    about: 'service plan Village Fiber 500',
    given: (world) => void world.addPlan({ name: 'Village Fiber 500', mbps: 500, price: 45 }),
  },
  'the plan is archived': {
    code: 'PLAN_ARCHIVED',
    about: 'service plan Village Fiber 500',
    given: (world) => {
      plan(world).archived = true;
    },
    mended: (world) => {
      plan(world).archived = false;
    },
  },
  'the plan has no enabled monthly period': {
    code: 'PLAN_PERIOD_MISSING',
    about: 'service plan Village Fiber 500',
    given: (world) => {
      for (const period of plan(world).periods) period.enabled = false;
    },
    mended: (world) => {
      for (const period of plan(world).periods) period.enabled = true;
    },
  },
  'UISP would invoice the tenant': {
    code: 'SERVICE_WOULD_INVOICE',
    options: { variants: { invoicingStartIgnored: true } },
    given: () => undefined,
    mended: (world) => {
      for (const service of world.crm.services.values()) service.invoicingStart = '2099-12-31';
    },
  },
  'the client’s service is bound to another site': {
    code: 'SERVICE_ELSEWHERE',
    given: (world) => {
      const client = world.addClient({ userIdent: 'innago:tenant-101-0' });
      const site = world.addSite({ name: 'Pat Before', parentId: village(world) });
      world.addService({ clientId: client.id, siteId: site.id });
    },
  },
});
