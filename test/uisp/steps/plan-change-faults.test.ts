/** A server in trouble, and a process that is killed, at each request of a plan change: carried out once in the end, and noted once. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { isRefusal } from '../../../nodes/uisp/steps/plan-change-context.ts';
import type { FaultName } from '../../simulator/faults.ts';
import { crashes } from '../crashes.ts';
import { fast, type PlanScene, planScene } from './plan-scene.ts';

const service = { method: 'GET', path: '/clients/services/{id}' };
const patch = { method: 'PATCH', path: '/clients/services/{id}' };

async function assertOnce(s: PlanScene): Promise<void> {
  assert.equal(await s.plan(), fast);
  assert.equal((await s.household()).plan, fast);
  assert.equal((await s.history()).length, 1);
  const open = await s.scene.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  assert.deepEqual(open, [], 'no effect is left unknown');
  s.scene.mark();
  assert.equal((await s.change(fast)).outcome, 'found');
  assert.deepEqual(s.scene.writes(), []);
}

const before: readonly FaultName[] = [
  'reset-before',
  'timeout-before',
  401,
  429,
  500,
  503,
  '502-html',
  '403-html',
  'html',
  'redirect-301',
];
/** The effect is there, only the answer is lost. */
const after: readonly FaultName[] = [
  'reset-after',
  'timeout-after',
  '500-after',
  '503-after',
  '502-html-after',
  'truncated-json',
];

suite('a server in trouble', { concurrency: 4 }, () => {
  for (const kind of [...before, ...after]) {
    for (const [place, target] of [
      ['the first look', service],
      ['the change', patch],
      ['the look afterwards', { ...service, nth: 2 }],
    ] as const) {
      test(`${kind} at ${place}: thrown, and repaired by the next try`, async (t) => {
        const s = await planScene(t, { timeoutSeconds: 1 });
        const struck = s.faults.next(target, kind);
        const error = await s.change(fast).then(
          () => assert.fail('it went through'),
          (thrown: unknown) => thrown,
        );
        assert.equal(struck.struck(), 1);
        assert.ok(isSyncError(error) && error.code !== 'UNEXPECTED', String(error));
        assert.equal(isRefusal(error), false, 'nobody is told that a person will see to it');
        assert.deepEqual(await s.history(), []);
        s.faults.clear();
        await s.scene.restart();
        s.scene.mark();
        await s.change(fast);
        const isThere = place === 'the look afterwards' || (place === 'the change' && after.includes(kind));
        assert.equal(s.scene.writes().length, isThere ? 0 : 1);
        await assertOnce(s);
      });
    }
  }
});

test('what UISP says after the change was sent is no refusal of it', async (t) => {
  const s = await planScene(t);
  const { id } = await s.service();
  s.faults.hook((request, moment) => {
    if (moment === 'after-effect' && request.method === 'PATCH') s.world.crm.services.delete(id);
  });
  const error = await s.change(fast).catch((thrown: unknown) => thrown);
  assert.ok(isSyncError(error));
  assert.deepEqual([error.code, error.effect, isRefusal(error)], ['UISP_CRM_404', 'unknown', false]);
});

suite('killed', { concurrency: 4 }, () => {
  for (const [when, crash] of Object.entries(crashes)) {
    test(`at the change, ${when}`, async (t) => {
      const s = await planScene(t);
      crash({ simulator: s.scene.simulator, store: s.scene.store }, patch);
      await assert.rejects(s.change(fast), (error) => isSyncError(error) && error.code !== 'UNEXPECTED');
      await s.scene.restart();
      await s.change(fast);
      const sent = s.scene.simulator.requests.filter(({ method, path }) => method === 'PATCH' && path === patch.path);
      assert.ok(sent.length <= 2);
      await assertOnce(s);
    });
  }

  test('after the ledger has committed and before the household is stored', async (t) => {
    const s = await planScene(t);
    const { households, database } = s.scene.store;
    households.changePlan = async () => {
      await database.close();
      return database.run(async () => undefined);
    };
    await assert.rejects(s.change(fast), (error) => isSyncError(error) && error.code === 'STORE_CLOSED');
    await s.scene.restart();
    assert.equal((await s.household()).plan, null);
    s.scene.mark();
    await s.change(fast);
    assert.deepEqual(s.scene.writes(), []);
    await assertOnce(s);
  });
});
