/**
 * The answer to a plan request: said once for what it answers, as a comment; and where Innago takes none, by the second output, once and
 * only there.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import innagoTicket from '../../nodes/innago/innago-ticket.ts';
import type { Message } from '../../nodes/red.ts';
import { answerItemKey } from '../../nodes/state/mail/answer-mail.ts';
import { answerMailKey } from '../../nodes/state/mail/mail-key.ts';
import type { PlanOrder } from '../../nodes/state/plans/plan-order.ts';
import { runningNode, type TestNode } from '../red-runtime.ts';
import { type LinkedTicket, linkedTicket } from './linked-ticket.ts';
import type { VillageOptions } from './village.ts';

const post = { server: 'innago', method: 'POST', path: /\/comments$/ } as const;
const order: PlanOrder = {
  kind: 'change',
  householdId: 7,
  leaseUid: 'lease-1',
  unit: '101',
  from: 'Village Fiber 500',
  to: 'Village Fiber 1G',
  takesEffect: null,
  fault: false,
  answerKey: 'plan/1/changed',
  answer: {},
};

interface Stage {
  readonly home: LinkedTicket;
  readonly node: TestNode;
  /** Innago refuses every comment with this status, from now on; undefined: no more. */
  refusing(status: number | undefined): void;
  send(comment: string, more?: Message): ReturnType<TestNode['input']>;
}

interface Options extends VillageOptions {
  readonly fields?: Record<string, unknown>;
  /** Of the second output. */
  readonly wired?: boolean;
}

async function stage(t: TestContext, { fields, wired = true, ...options }: Options = {}): Promise<Stage> {
  let refused: number | undefined;
  const variants = {
    get commentsRefused() {
      return refused;
    },
  };
  const home = await linkedTicket(t, { ...options, simulator: { variants } });
  const account = { innago: () => home.place.innago, commentLength: 300 };
  const database = { openStore: async () => home.place.store };
  const config = { account: 'account', database: 'database', action: 'comment', comment: 'comment', ...fields };
  const node = runningNode(innagoTicket, config, { account, database });
  Object.assign(node, { wires: wired ? [['next'], ['mail']] : [['next']] });
  t.after(() => node.close());
  const refusing = (status: number | undefined) => {
    refused = status;
  };
  const send = (comment: string, more: Message = { plan: order }) =>
    home.claimed(({ work, claim }) => node.input({ topic: work.key, payload: work, claim, comment, ...more }));
  return { home, node, refusing, send };
}

/** From which outputs something came. */
const outputs = ({ sent }: { sent: readonly (readonly Message[] | undefined)[] }) =>
  [0, 1].filter((output) => (sent[output] ?? []).length > 0);
const posts = (home: LinkedTicket) => home.requests().filter((one) => one.startsWith('POST')).length;

/** An answer went to the e-mail node, and nobody knows more. */
async function mailed({ place, uid }: LinkedTicket): Promise<string> {
  const { store } = place;
  const key = answerMailKey(uid, order.answerKey, 'ada@example.com');
  const claim = await store.claims.take('lease:x');
  assert.ok(claim);
  const reason = { because: `ticket ${uid}` };
  await store.once.beginOnce(claim, { key, kind: 'mail', fingerprint: key, reason, before: null, after: null });
  await store.claims.release(claim);
  return key;
}

test('an answer is said once for what it answers, even when its words are others by then', async (t) => {
  const { home, send } = await stage(t);
  const first = await send('2G is yours for +$15/mo.');
  assert.deepEqual([outputs(first), first.sent[0]?.[0]?.['plan']], [[0], order]);
  assert.deepEqual(outputs(await send('2G is yours for +$16/mo.')), [0]);
  assert.deepEqual(home.comments(), ['2G is yours for +$15/mo.']);
  await send('Undone.', { plan: { ...order, answerKey: 'plan/1/undone' } });
  assert.equal(home.comments().length, 2);
  const { store } = home.place;
  const [, effect] = await store.audit.list();
  assert.deepEqual(
    [effect?.key, effect?.reason.householdId, effect?.reason.because],
    [`innago-comment/ticket:${home.uid}/plan/1/changed`, 7, `ticket ${home.uid}`],
  );
});

test('a plan that is not ours is no answer: each text once, as in any flow', async (t) => {
  const { home, send } = await stage(t);
  for (const plan of ['A', { name: 'B' }]) await send(`Plan ${JSON.stringify(plan)}`, { plan });
  assert.equal(home.comments().length, 2);
  const { error } = await send('x', { plan: { ...order, kind: 'guess' } });
  assert.equal(error?.code, 'BAD_MESSAGE');
});

for (const status of [400, 404, 405, 409, 410, 422, 501]) {
  test(`${status}: it leaves by the second output, and Innago is not held to be in trouble`, async (t) => {
    const { home, node, refusing, send } = await stage(t);
    refusing(status);
    const ended = await send('Which plan?');
    assert.deepEqual([outputs(ended), ended.error, ended.dones], [[1], undefined, 1]);
    const [message] = ended.sent[1] ?? [];
    const result = { outcome: 'not posted', text: 'not posted', status: null, comments: 0, code: `INNAGO_${status}` };
    assert.deepEqual([message?.['innago'], message?.['comment'], message?.['plan']], [result, 'Which plan?', order]);
    assert.deepEqual(node.shown, { fill: 'yellow', shape: 'ring', text: 'not posted' });
    assert.deepEqual(home.items(), []);
    refusing(undefined);
    assert.deepEqual(outputs(await send('Which plan?')), [0]);
    assert.deepEqual(home.comments(), ['Which plan?']);
  });
}

for (const fault of [401, 429, 500, 503, 'redirect-301', '403-html', 'reset-before'] as const) {
  test(`${fault} is no refusal: an error as always, and nothing by the second output`, async (t) => {
    const { home, send } = await stage(t);
    home.place.simulator.faults.next({ ...post, times: 2 }, fault);
    const ended = await send('Which plan?');
    assert.match(ended.error?.code ?? '', /^INNAGO_/);
    assert.deepEqual(outputs(ended), []);
  });
}

test('lost on the way: at most once, a person is asked, and it goes on as said, never as mail', async (t) => {
  const { home, node, refusing, send } = await stage(t);
  home.place.simulator.faults.next(post, 'reset-after');
  assert.equal((await send('Done.')).error?.code, 'INNAGO_RESET');
  refusing(404);
  assert.deepEqual(outputs(await send('Done, in other words.')), [0]);
  assert.deepEqual([node.shown.text, home.comments()], ['comment unknown', ['Done.']]);
  await home.tick();
  assert.deepEqual(home.items(), ['INNAGO_COMMENT_UNKNOWN']);
});

test('killed at the comment: at most once after the restart', async (t) => {
  for (const moment of ['before-effect', 'after-effect', 'after-answer'] as const) {
    const { home, send } = await stage(t);
    const { place } = home;
    const stop = place.simulator.faults.hook(async (request, at) => {
      if (request.method === 'POST' && request.server === 'innago' && at === moment) await place.store.database.close();
    });
    if (moment === 'before-effect') place.simulator.faults.next(post, 'reset-before');
    await assert.rejects(send('Done.').then(({ error }) => Promise.reject(error)));
    stop();
    place.clock.pass(5);
    await place.restart();
    assert.deepEqual(outputs(await send('Done.')), [0], moment);
    await home.tick();
    assert.deepEqual(
      [home.comments().length, home.items()],
      [moment === 'before-effect' ? 0 : 1, ['INNAGO_COMMENT_UNKNOWN']],
    );
  }
});

test('what was mailed, or may have been, is not posted as well; once it did not arrive, it is', async (t) => {
  const { home, node, send } = await stage(t);
  const key = await mailed(home);
  assert.deepEqual(outputs(await send('Done.')), [1]);
  await home.place.store.once.settleOnce(key, 'done');
  assert.deepEqual(outputs(await send('Done.')), [1]);
  assert.deepEqual([posts(home), node.shown.text], [0, 'said by mail']);
  const other = { plan: { ...order, answerKey: 'plan/1' } };
  assert.deepEqual(outputs(await send('Another answer.', other)), [0]);

  const again = await stage(t);
  await again.home.place.store.once.settleOnce(await mailed(again.home), 'failed', 'MAIL_REFUSED');
  assert.deepEqual(outputs(await again.send('Done.')), [0]);
});

test('where comments are not possible none is tried, but what was posted before stays said', async (t) => {
  const { home, send } = await stage(t, { fields: { comments: 'mail' } });
  assert.deepEqual([outputs(await send('Done.')), posts(home)], [[1], 0]);
  const dry = await stage(t, { fields: { comments: 'mail' }, store: { mode: 'dry-run' } });
  assert.deepEqual(outputs(await dry.send('Done.')), [1]);

  const both = await stage(t);
  await both.send('Done.');
  const account = { innago: () => both.home.place.innago, commentLength: 300 };
  const database = { openStore: async () => both.home.place.store };
  const config = { account: 'account', database: 'database', action: 'comment', comments: 'mail' };
  const later = runningNode(innagoTicket, config, { account, database });
  t.after(() => later.close());
  const ended = await both.home.claimed(({ work, claim }) =>
    later.input({ payload: work, claim, comment: 'Done.', plan: order }),
  );
  assert.deepEqual([outputs(ended), both.home.comments().length], [[0], 1]);
});

test('in dry-run the comment is planned, and goes on as said', async (t) => {
  const { home, node, send } = await stage(t, { store: { mode: 'dry-run' } });
  assert.deepEqual([outputs(await send('Done.')), home.comments()], [[0], []]);
  assert.deepEqual([node.shown.fill, node.shown.text], ['grey', 'comment']);
});

test('nothing behind the second output: a refusal is an error, so that the ticket is not lost', async (t) => {
  const { refusing, send } = await stage(t, { wired: false });
  refusing(404);
  const ended = await send('Done.');
  assert.deepEqual([ended.error?.code, outputs(ended)], ['INNAGO_404', []]);
  const never = await stage(t, { wired: false, fields: { comments: 'mail' } });
  assert.equal((await never.send('Done.')).error?.code, 'NOT_CONFIGURED');
});

test('once it is said, nobody needs to be told by hand any more', async (t) => {
  const { home, send } = await stage(t);
  const { store } = home.place;
  const item = { code: 'ANSWER_NO_ADDRESS', where: 'unit 101', why: 'x', todo: 'y' };
  await store.attention.raise({ ...item, key: answerItemKey(home.uid, order.answerKey) });
  await send('Done.');
  assert.deepEqual(home.items(), []);
});
