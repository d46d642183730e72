/** The action “plan request” of the node sync-state: where the message goes, and what travels with it. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Message } from '../../../nodes/red.ts';
import { parsePlanOrder } from '../../../nodes/state/plans/plan-order.ts';
import { flow } from '../flow.ts';
import { codes, lease, units } from '../stage.ts';
import { asks, patchHousehold } from './plan-stage.ts';

const today = '2026-11-20';

async function scene(t: TestContext, description: string, change: Parameters<typeof asks>[2] = {}) {
  const { store, node, due } = await flow(t);
  await store.units.replace(units.units);
  await due([lease('a', '101')]);
  await patchHousehold(store, { serviceId: 51 });
  const listed = new Set(['t1']);
  const changed = [asks(description, 't1', change)];
  await store.tickets.absorb({ changed, listed, reading: store.tickets.beginReading(), today });
  const beginner = node('begin');
  const begun = async (): Promise<Message> => {
    const [work] = await store.tickets.due('judge', today);
    const before = beginner.out().length;
    assert.equal(await beginner.receive({ payload: work, plan: 'left over', mine: 'kept' }), undefined);
    const message = beginner.out()[before];
    assert.ok(message);
    return message;
  };
  return { store, node, begun };
}

test('a clear request leaves by the first output, with an order that the nodes behind it can read', async (t) => {
  const { node, begun } = await scene(t, 'Please upgrade me to Village Fiber 2G.');
  const asked = node('plan-request');
  assert.equal(await asked.receive(await begun()), undefined);
  const [message] = asked.out(0);
  assert.ok(message);
  const { to, answerKey } = parsePlanOrder(message);
  assert.deepEqual([to, answerKey, message['mine']], ['Village Fiber 2G', 'plan/1/change', 'kept']);
  assert.equal(asked.lastStatus(), '101: change');
});

test('an unclear one by the second', async (t) => {
  const { node, begun, store } = await scene(t, 'How much is Village Fiber 2G?');
  const asked = node('plan-request', { route: 'plan' });
  await asked.receive(await begun());
  const [message] = asked.out(1);
  assert.equal(parsePlanOrder(message).kind, 'tell');
  assert.equal(asked.lastStatus(), '101: unclear');
  await node('done').receive(message ?? {});
  assert.deepEqual(await store.tickets.due('judge', today), []);
});

test('a stranger’s by the third', async (t) => {
  const stranger = { personUid: 'else', personName: 'Else' };
  const { node, begun, store } = await scene(t, 'Please upgrade me to Village Fiber 2G.', stranger);
  const asked = node('plan-request');
  await asked.receive(await begun());
  assert.equal(parsePlanOrder(asked.out(2)[0]).answer['isStranger'], true);
  assert.deepEqual([asked.lastStatus(), codes(store)], ['101: for a person', ['PLAN_REQUESTER']]);
});

test('what is no plan request by the fourth, without an order', async (t) => {
  const { node, begun, store } = await scene(t, 'The wifi is down.');
  const asked = node('plan-request', { route: 'fault' });
  await asked.receive(await begun());
  const [message] = asked.out(3);
  assert.deepEqual([message?.['plan'], message?.['mine'], codes(store)], [undefined, 'kept', []]);
  assert.equal(asked.lastStatus(), '101: no plan request');
});

test('what is no ticket for it, or no route, ends at Catch', async (t) => {
  const { node, begun } = await scene(t, 'Please upgrade me to Village Fiber 2G.');
  const message = await begun();
  const asked = node('plan-request');
  assert.match(String(await asked.receive({ payload: 'x' })), /not work/);
  const payload = { ...(message['payload'] as object), need: 'sync' };
  assert.match(String(await asked.receive({ ...message, payload })), /kept in step/);
  assert.match(String(await node('plan-request', { route: 'x' }).receive(message)), /not chosen/);
});
