/** What UISP, or the state of the service, says against a plan change: each with its code, nothing noted, and it goes on once the cause is gone. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import type { PlanChangeContext } from '../../../nodes/uisp/steps/plan-change-context.ts';
import { isRefusal } from '../../../nodes/uisp/steps/plan-change-context.ts';
import type { ServicePlan } from '../../simulator/world/things.ts';
import { fast, type PlanScene, planScene } from './plan-scene.ts';

const patch = 'PATCH /clients/services/{id}';

interface Case {
  readonly code: string;
  readonly trouble?: 'operator' | 'data';
  readonly given: (s: PlanScene) => unknown;
  /** Takes the cause away; absent: the tenant’s request stays refused. */
  readonly mended?: (s: PlanScene) => unknown;
  /** UISP has to be asked before it says so. */
  readonly isSent?: boolean;
  readonly more?: (s: PlanScene) => Partial<PlanChangeContext>;
}

function planOf(s: PlanScene): ServicePlan {
  return s.planNamed(fast);
}

async function clientOf(s: PlanScene) {
  return s.world.crm.clients.get((await s.household()).clientId ?? 0) ?? assert.fail('no client');
}

/** The plans as they are now, in memory. */
const forget = (s: PlanScene) => s.scene.uisp.directory.servicePlans({ since: Date.now() });

function monthly(plan: ServicePlan) {
  return plan.periods[0] ?? assert.fail('no period');
}

const archived: Pick<Case, 'given' | 'mended'> = {
  given: (s) => {
    planOf(s).archived = true;
  },
  mended: (s) => {
    for (const plan of s.world.crm.plans.values()) plan.archived = false;
  },
};
const disabled: Pick<Case, 'given' | 'mended'> = {
  given: (s) => {
    monthly(planOf(s)).enabled = false;
  },
  mended: (s) => {
    monthly(planOf(s)).enabled = true;
  },
};

const cases: Readonly<Record<string, Case>> = {
  'the plan was deleted': {
    code: 'PLAN_MISSING',
    given: async (s) => {
      s.world.crm.plans.delete(planOf(s).id);
      await forget(s);
    },
  },
  'the plan was deleted since the plans were read': {
    code: 'PLAN_MISSING',
    isSent: true,
    given: (s) => s.world.crm.plans.delete(planOf(s).id),
  },
  'the plan is archived': {
    ...archived,
    code: 'PLAN_ARCHIVED',
    given: async (s) => {
      archived.given(s);
      await forget(s);
    },
  },
  'the plan was archived since the plans were read': { ...archived, code: 'PLAN_ARCHIVED', isSent: true },
  'its monthly period is disabled': {
    ...disabled,
    code: 'PLAN_PERIOD_MISSING',
    given: async (s) => {
      disabled.given(s);
      await forget(s);
    },
  },
  'its monthly period was disabled since the plans were read': {
    ...disabled,
    code: 'PLAN_PERIOD_MISSING',
    isSent: true,
  },
  'there are two plans of one name': {
    code: 'PLAN_AMBIGUOUS',
    given: async (s) => {
      s.world.addPlan({ name: fast, mbps: 1000, price: 1 });
      await forget(s);
    },
    mended: (s) => {
      planOf(s).archived = true;
    },
  },
  'the plan is no longer offered': {
    code: 'PLAN_NOT_OFFERED',
    given: () => undefined,
    more: (s) => {
      const rules = s.scene.rules();
      return { rules: { ...rules, plans: rules.plans.filter(({ name }) => name !== fast) } };
    },
  },
  'the service was deleted': {
    code: 'SERVICE_GONE',
    given: async (s) => s.world.crm.services.delete((await s.service()).id),
  },
  'the service was deleted a moment ago': {
    code: 'SERVICE_GONE',
    isSent: true,
    given: async (s) => {
      const { id } = await s.service();
      s.faults.hook((request, moment) => {
        if (moment === 'before-effect' && request.method === 'PATCH') s.world.crm.services.delete(id);
      });
    },
  },
  'the service has ended': {
    code: 'SERVICE_ENDED',
    given: async (s) => Object.assign(await s.service(), { activeTo: '2026-11-30' }),
    mended: async (s) => Object.assign(await s.service(), { activeTo: null }),
  },
  'the service is another client’s': {
    code: 'SERVICE_ELSEWHERE',
    given: async (s) => Object.assign(await s.service(), { clientId: s.world.addClient().id }),
    mended: async (s) => Object.assign(await s.service(), { clientId: (await s.household()).clientId }),
  },
  'the service is bound to another site': {
    code: 'SERVICE_ELSEWHERE',
    given: async (s) =>
      Object.assign(await s.service(), {
        unmsClientSiteId: s.world.addSite({ name: 'Unit 102', parentId: s.world.parentSite.id }).id,
      }),
    mended: async (s) => Object.assign(await s.service(), { unmsClientSiteId: (await s.household()).siteId }),
  },
  'the client is archived': {
    code: 'CLIENT_ARCHIVED',
    isSent: true,
    given: async (s) => Object.assign(await clientOf(s), { isArchived: true }),
    mended: async (s) => Object.assign(await clientOf(s), { isArchived: false }),
  },
  'somebody has ordered another plan for the next period': {
    code: 'PLAN_CHANGE_PENDING',
    isSent: true,
    given: async (s) => {
      const { id, servicePlanPeriodId } = await s.service();
      const { crm } = s.scene.uisp;
      await crm.acceptServiceChange(await crm.requestServiceChange(id, servicePlanPeriodId));
      s.scene.mark();
    },
    mended: async (s) => s.scene.uisp.crm.cancelServiceChange((await s.service()).id),
  },
  'UISP refuses it for a reason of its own': {
    code: 'UISP_CRM_422',
    trouble: 'data',
    isSent: true,
    given: (s) => s.faults.next({ method: 'PATCH', path: '/clients/services/{id}', times: 2 }, 422),
    mended: (s) => s.faults.clear(),
  },
};

suite('a person must see to it', { concurrency: 4 }, () => {
  for (const [what, { code, trouble = 'operator', given, mended, isSent = false, more }] of Object.entries(cases)) {
    test(`${what}: ${code}`, async (t) => {
      const s = await planScene(t);
      const before = await s.household();
      await given(s);
      for (const time of ['first', 'second']) {
        const error = await s.change(fast, {}, more?.(s)).then(
          () => assert.fail('it went through'),
          (thrown: unknown) => thrown,
        );
        assert.ok(isSyncError(error), String(error));
        assert.deepEqual(
          [error.code, error.trouble, error.effect],
          [code, trouble, 'none'],
          `${time}: ${error.message}`,
        );
        assert.ok(isRefusal(error));
        assert.ok(error.hint !== undefined || trouble === 'data', 'says what to do');
        assert.doesNotMatch(error.message + (error.hint ?? ''), /Ann|Leeson|example\.com/);
        if (time === 'first') assert.equal(s.scene.writes().includes(patch), isSent);
      }
      assert.deepEqual([await s.household(), await s.history()], [before, []], 'nothing is noted');
      if (mended === undefined) return;
      await mended(s);
      await s.scene.restart();
      assert.equal((await s.change(fast)).outcome, 'done');
      assert.equal(await s.plan(), fast);
    });
  }
});
