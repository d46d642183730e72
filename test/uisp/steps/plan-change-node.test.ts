/** The wiring of the node `uisp-service` with the action "change", on the smallest runtime that it can run in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../nodes/red.ts';
import uispService from '../../../nodes/uisp/uisp-service.ts';
import { runningNode } from '../../red-runtime.ts';
import { type Asked, basic, fast, fastest, type PlanScene, planScene } from './plan-scene.ts';

function node(s: PlanScene, config: object = {}) {
  const { crm, nms, directory } = s.scene.uisp;
  const settings = { uispInvoices: s.scene.options.uispInvoices ?? 'never' };
  return runningNode(
    uispService,
    { server: 'server', plans: 'plans', database: 'database', action: 'change', ...config },
    {
      server: { uisp: () => ({ crm, nms, directory, settings, tickBegan: () => undefined }) },
      plans: { rules: () => s.scene.rules() },
      database: { openStore: async () => s.scene.store },
    },
  );
}

async function messageOf(s: PlanScene, to: string, asked: Asked = {}): Promise<Message> {
  const { work, claim, order } = await s.context(to, asked);
  return { payload: work, claim, plan: order, topic: 'kept' };
}

test('changed: from the first output, with everything else as it was', async (t) => {
  const s = await planScene(t);
  const made = node(s);
  const message = await messageOf(s, fastest);
  const before = { ...message };
  const { sent, error, dones } = await made.input(message);
  assert.deepEqual([error, dones, sent], [undefined, 1, [[message], []]]);
  assert.deepEqual(message, before);
  assert.deepEqual(made.shown, { fill: 'green', shape: 'dot', text: fastest });
  assert.equal(await s.plan(), fastest);
  await made.close();
  assert.deepEqual(made.shown, {});
});

test('a later first day is told in the answer', async (t) => {
  const s = await planScene(t, { lease: { state: 'future', start: '2027-01-15' } });
  const message = await messageOf(s, fast, { answer: { plan: fast } });
  await node(s).input(message);
  assert.deepEqual(Object(message['plan']).answer, { plan: fast, from: 'January 15, 2027' });
});

test('at the next period, as the node’s field says', async (t) => {
  const s = await planScene(t, { uispInvoices: 'normal' });
  const message = await messageOf(s, fast);
  await node(s, { when: 'next period' }).input(message);
  assert.equal(Object(message['plan']).answer.from, 'January 1, 2027');
  assert.equal(await s.plan(), basic);
});

test('refused: from the second output, with the reason, and an answer of its own', async (t) => {
  const s = await planScene(t);
  s.planNamed(fast).archived = true;
  const made = node(s);
  const message = await messageOf(s, fast);
  const { sent, error, dones } = await made.input(message);
  assert.deepEqual([error, dones, sent], [undefined, 1, [[], [message]]]);
  assert.deepEqual(made.shown, { fill: 'red', shape: 'ring', text: 'PLAN ARCHIVED' });
  const { code, trouble, effect, hint } = Object(message['refused']);
  assert.deepEqual([code, trouble, effect, typeof hint], ['PLAN_ARCHIVED', 'operator', 'none', 'string']);
  assert.deepEqual(message['plan'], { ...s.order(fast), answerKey: 'plan/1/change-person' });
});

test('a server’s trouble, and what is wrongly wired or set up, goes to Catch', async (t) => {
  const s = await planScene(t);
  s.faults.next({ method: 'PATCH', path: '/clients/services/{id}' }, 500);
  const message = await messageOf(s, fast);
  const { sent, error } = await node(s).input(message);
  assert.deepEqual([error?.code, sent], ['UISP_CRM_500', []]);
  assert.equal(Object(message['failure']).trouble, 'server');

  const wrong: readonly [string, Message, object?][] = [
    ['BAD_MESSAGE', { payload: 'hello' }],
    ['BAD_MESSAGE', { ...message, plan: undefined }],
    ['BAD_MESSAGE', { ...message, plan: { ...s.order(fast), kind: 'tell' } }],
    ['BAD_MESSAGE', { ...message, plan: { ...s.order(fast), householdId: null } }],
    ['NOT_CONFIGURED', message, { when: 'soon' }],
    ['NOT_CONFIGURED', message, { server: '' }],
  ];
  for (const [code, sentIn, config] of wrong) {
    const answer = await node(s, config).input({ ...sentIn });
    assert.deepEqual([answer.error?.code, answer.sent], [code, []]);
  }
  assert.equal(await s.plan(), basic);
});

test('dry-run shows the plan', async (t) => {
  const s = await planScene(t);
  await s.scene.restart('dry-run');
  const made = node(s);
  const { sent } = await made.input(await messageOf(s, fastest));
  assert.equal(sent[0]?.length, 1);
  assert.deepEqual(made.shown, { fill: 'grey', shape: 'ring', text: 'plan: Fiber 2G' });
});
