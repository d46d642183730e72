import type { ApiRequest, Route } from '../http/exchange.ts';
import type { ServicePlan } from '../world/things.ts';
import { created, emptyBody, objectNotFound, ok, referenceNotFound, unprocessable } from './answers.ts';
import { booleanOf, checkedBody, numberOf, objectsOf, type Rules, stringOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';
import { flagQuery, idParam, sliced } from './lists.ts';

const PLAN_RULES: Rules = {
  name: 'string',
  organizationId: 'integer',
  invoiceLabel: 'string',
  downloadBurst: 'integer',
  uploadBurst: 'integer',
  downloadSpeed: 'number',
  uploadSpeed: 'number',
  dataUsageLimit: 'number',
  downloadSpeedLimited: 'number',
  uploadSpeedLimited: 'number',
  aggregation: 'integer',
  taxable: 'boolean',
  amountExemptFromTaxation: 'number',
  setupFee: 'number',
  earlyTerminationFee: 'number',
  minimumContractLengthMonths: 'integer',
  periods: 'array',
  public: 'boolean',
  servicePlanType: 'string',
  prepaid: 'boolean',
  prepaidConfiguration: 'object',
  defaultServicePlanGroupId: 'string',
  archived: 'boolean',
};

const PERIODS = [1, 3, 6, 12, 24];

export function servicePlanRoutes(office: CrmOffice): Route[] {
  const { crm } = office.world;
  const planOf = (request: ApiRequest): ServicePlan => crm.plans.get(idParam(request)) ?? objectNotFound();
  return [
    {
      method: 'GET',
      template: '/service-plans',
      handle: (request) => ok(sliced(request, filteredPlans(office, request)).map(planView)),
    },
    { method: 'GET', template: '/service-plans/{id}', handle: (request) => ok(planView(planOf(request))) },
    {
      method: 'POST',
      template: '/service-plans',
      handle: (request) => {
        const body = checkedPlan(office, request.body, ['name']);
        const plan: ServicePlan = {
          id: crm.nextId('plan'),
          name: '',
          servicePlanType: 'Internet',
          downloadSpeed: null,
          uploadSpeed: null,
          archived: false,
          periods: PERIODS.map((period) => ({
            id: crm.nextId('period'),
            period,
            price: period === 1 ? 0 : null,
            enabled: period === 1,
          })),
          fields: {},
        };
        crm.plans.set(plan.id, plan);
        applyPlan(plan, body);
        return office.changed(created(`/service-plans/${plan.id}`, planView(plan)), 'servicePlan', plan.id, 'insert');
      },
    },
    {
      method: 'PATCH',
      template: '/service-plans/{id}',
      handle: (request) => {
        const plan = planOf(request);
        applyPlan(plan, checkedPlan(office, request.body, []));
        return office.changed(ok(planView(plan)), 'servicePlan', plan.id, 'edit');
      },
    },
    {
      method: 'DELETE',
      template: '/service-plans/{id}',
      handle: (request) => {
        office.deleted('plans', planOf(request).id);
        return emptyBody();
      },
    },
  ];
}

function filteredPlans(office: CrmOffice, request: ApiRequest): ServicePlan[] {
  const type = request.query.get('servicePlanType');
  const archived = flagQuery(request, 'archived');
  return [...office.world.crm.plans.values()].filter(
    (plan) =>
      (type === null || plan.servicePlanType.toLowerCase() === type) &&
      (archived === undefined || plan.archived === archived),
  );
}

function checkedPlan(office: CrmOffice, sent: unknown, required: string[]): Record<string, unknown> {
  const body = checkedBody(sent, PLAN_RULES, required);
  const organizationId = numberOf(body, 'organizationId');
  if (typeof organizationId === 'number' && !office.world.crm.organizations.some(({ id }) => id === organizationId))
    referenceNotFound();
  const type = stringOf(body, 'servicePlanType');
  if (type && type !== 'Internet' && type !== 'General')
    unprocessable({ servicePlanType: ['The value you selected is not a valid choice.'] });
  for (const period of objectsOf(body, 'periods') ?? []) {
    checkedBody(period, { period: 'integer', price: 'number', enabled: 'boolean' }, ['period']);
    if (!PERIODS.includes(numberOf(period, 'period') ?? 0))
      unprocessable({ periods: ['The value you selected is not a valid choice.'] });
  }
  return body;
}

function applyPlan(plan: ServicePlan, body: Record<string, unknown>): void {
  const {
    periods: _periods,
    name: _name,
    servicePlanType,
    downloadSpeed,
    uploadSpeed,
    archived: _archived,
    ...fields
  } = body;
  plan.name = stringOf(body, 'name') ?? plan.name;
  if (servicePlanType === 'Internet' || servicePlanType === 'General') plan.servicePlanType = servicePlanType;
  if (downloadSpeed !== undefined) plan.downloadSpeed = numberOf(body, 'downloadSpeed') ?? null;
  if (uploadSpeed !== undefined) plan.uploadSpeed = numberOf(body, 'uploadSpeed') ?? null;
  plan.archived = booleanOf(body, 'archived') ?? plan.archived;
  Object.assign(plan.fields, fields);
  for (const sent of objectsOf(body, 'periods') ?? []) {
    const period = plan.periods.find((one) => one.period === sent['period']);
    if (!period) continue;
    if (sent['price'] !== undefined) period.price = numberOf(sent, 'price') ?? null;
    period.enabled = booleanOf(sent, 'enabled') ?? period.enabled;
  }
}

function planView(plan: ServicePlan): Record<string, unknown> {
  return {
    organizationId: 1,
    invoiceLabel: null,
    downloadBurst: 0,
    uploadBurst: 0,
    dataUsageLimit: null,
    downloadSpeedLimited: null,
    uploadSpeedLimited: null,
    amountExemptFromTaxation: null,
    aggregation: null,
    taxable: false,
    setupFee: null,
    earlyTerminationFee: null,
    minimumContractLengthMonths: null,
    public: false,
    prepaid: false,
    prepaidConfiguration: null,
    defaultServicePlanGroupId: null,
    ...plan.fields,
    id: plan.id,
    name: plan.name,
    downloadSpeed: plan.downloadSpeed,
    uploadSpeed: plan.uploadSpeed,
    servicePlanType: plan.servicePlanType,
    archived: plan.archived,
    periods: plan.periods,
    servicePlanGroups: [],
  };
}
