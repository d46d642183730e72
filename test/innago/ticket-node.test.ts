/** The node `innago-ticket` as Node-RED runs it, and what a flow decides by it. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import innagoTicket from '../../nodes/innago/innago-ticket.ts';
import type { Message } from '../../nodes/red.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { runningNode, type TestNode } from '../red-runtime.ts';
import { type LinkedTicket, linkedTicket, publicComment, statusChange } from './linked-ticket.ts';
import type { VillageOptions } from './village.ts';

const post = { server: 'innago', method: 'POST', path: /\/comments$/ } as const;

interface Stage {
  readonly home: LinkedTicket;
  readonly node: TestNode;
  /** The message of the ticket behind "begin". */
  send(more?: Message): ReturnType<TestNode['input']>;
}

async function stage(t: TestContext, fields: Record<string, unknown>, options: VillageOptions = {}): Promise<Stage> {
  const home = await linkedTicket(t, options);
  const account = { innago: () => home.place.innago, commentLength: 300 };
  const database = { openStore: async () => home.place.store };
  const config = { account: 'account', database: 'database', ...fields };
  const node = runningNode(innagoTicket, config, { account, database });
  t.after(() => node.close());
  const send = (more: Message = {}) =>
    home.claimed(({ work, claim }) => node.input({ topic: work.key, payload: work, claim, ...more }));
  return { home, node, send };
}

test('follow UISP: the message goes on with what was done, and the status tells it', async (t) => {
  const { home, node, send } = await stage(t, { action: 'sync', signature: '', pendingText: '' });
  await home.technician({ status: 3, activities: [publicComment('Done.'), statusChange(0, 3)] });
  const { sent, error, dones } = await send({ mine: 'kept' });
  const [message] = sent[0] ?? [];
  assert.deepEqual([error, dones, message?.['mine'], message?.['topic']], [undefined, 1, 'kept', `ticket:${home.uid}`]);
  const result = { outcome: 'done', text: 'resolved, comment', status: 'resolved', comments: 1 };
  assert.deepEqual(message?.['innago'], result);
  assert.deepEqual(node.shown, { fill: 'green', shape: 'dot', text: 'resolved, comment' });
  assert.deepEqual(home.comments(), ['Done.'], 'no signature was wanted');
  await send();
  assert.deepEqual(node.shown, { fill: 'grey', shape: 'ring', text: 'nothing to do' });
});

test('a comment whose fate is unknown is shown; the words are in no status, log or error', async (t) => {
  const { home, node, send } = await stage(t, { action: 'sync', signature: '— ERE Fiber' });
  await home.technician({ activities: [publicComment('The secret of the cable.')] });
  home.place.simulator.faults.next(post, 'reset-before');
  const { error } = await send();
  assert.equal(error?.code, 'INNAGO_RESET');
  await home.technician({ activities: [publicComment('Another secret.')] });
  assert.equal((await send()).error, undefined);
  assert.doesNotMatch(JSON.stringify([node.statuses, node.lines, error?.message, error?.hint]), /secret/);
});

test('in dry-run the node is grey', async (t) => {
  const { home, node, send } = await stage(t, { action: 'resolve' }, { store: { mode: 'dry-run' } });
  await send();
  assert.deepEqual([node.shown.fill, node.shown.text, home.ticket.status], ['grey', 'resolved', 'NewRequest']);
});

test('comment: of a property, each text once for the ticket, whatever the message', async (t) => {
  const { home, node, send } = await stage(t, { action: 'comment', comment: 'answer.text', commentType: 'msg' });
  await send({ answer: { text: '  Plans & prices:\r\n<b>1G</b> $10 ' } });
  await send({ answer: { text: 'Plans & prices:\n<b>1G</b> $10' } });
  assert.deepEqual(home.comments(), ['Plans & prices:\n<b>1G</b> $10'], 'as it is: it is text');
  await send({ answer: { text: 'x'.repeat(1_000) } });
  assert.equal(home.comments()[1]?.length, 300);
  assert.equal(node.shown.text, 'comment');
  await send({ answer: { text: ' ' } });
  assert.equal(node.shown.text, 'nothing to say');
  for (const answer of [undefined, {}, { text: 7 }, { text: { secret: 1 } }]) {
    const { error, sent } = await send({ answer });
    assert.deepEqual([error?.code, sent], ['NO_COMMENT', []]);
  }
  const [effect] = await home.place.store.audit.list();
  assert.match(effect?.key ?? '', new RegExp(`^innago-comment/ticket:${home.uid}/said:[0-9a-f]{40}$`));
});

test('comment: the text of the field', async (t) => {
  const { home, send } = await stage(t, { action: 'comment', comment: 'We are on it.', commentType: 'str' });
  await send();
  assert.deepEqual(home.comments(), ['We are on it.']);
});

test('comment: lost on the way, it waits for a person, and the message goes on when it comes again', async (t) => {
  const { home, node, send } = await stage(t, { action: 'comment', comment: 'comment' });
  home.place.simulator.faults.next(post, 'reset-after');
  assert.equal((await send({ comment: 'Your plan is changed.' })).error?.code, 'INNAGO_RESET');
  const { sent } = await send({ comment: 'Your plan is changed.' });
  assert.equal(sent[0]?.length, 1);
  assert.deepEqual(node.shown, { fill: 'yellow', shape: 'ring', text: 'comment unknown' });
  assert.equal(home.comments().length, 1);
  await home.tick();
  assert.deepEqual(home.items(), ['INNAGO_COMMENT_UNKNOWN']);
});

test('a flow’s comment on a ticket without UISP ticket: "send again" lets the flow say it again', async (t) => {
  const { home, send } = await stage(t, { action: 'comment', comment: 'comment' });
  await home.claimed(({ store, claim }) =>
    store.tickets.change(claim, home.uid, (entry) => ({ ...entry, link: null, uisp: null })),
  );
  home.place.simulator.faults.next(post, 'reset-before');
  await send({ comment: 'Which plan?' });
  await home.tick();
  const [item] = home.place.store.attention.list();
  const { text } = await carryOut(home.place.store, { verb: 'send-again', key: item?.key });
  assert.deepEqual([text, home.items()], ['sent again when the flow says it again', []]);
  await send({ comment: 'Which plan?' });
  await send({ comment: 'Which plan?' });
  assert.deepEqual(home.comments(), ['Which plan?']);
});

test('resolve and reopen: where it is not so yet; UISP follows as if a person had done it', async (t) => {
  const resolve = await stage(t, { action: 'resolve' });
  const { home } = resolve;
  await resolve.send();
  assert.deepEqual([home.ticket.status, resolve.node.shown.text], ['Resolved', 'resolved']);
  assert.deepEqual(home.requests(), ['GET', 'PATCH /status']);
  assert.deepEqual(home.place.store.tickets.followsNow(home.uid), { side: 'uisp', to: 'solved' });
  await resolve.send();
  assert.deepEqual([home.requests(), resolve.node.shown.text], [['GET'], 'was resolved']);
  home.place.simulator.world.reopenTicket(home.uid);
  await resolve.send();
  assert.deepEqual([home.ticket.status, home.requests()], ['Resolved', ['GET', 'PATCH /status']], 'and again');
  home.place.simulator.world.reopenTicket(home.uid);
  await resolve.send();
  assert.equal(home.ticket.status, 'Resolved');

  const reopen = await stage(t, { action: 'reopen' });
  const other = reopen.home;
  await reopen.send();
  assert.equal(reopen.node.shown.text, 'was open');
  await other.technician({ status: 3, activities: [statusChange(0, 3)] });
  await other.tick();
  await reopen.send();
  assert.equal(other.ticket.status, 'ReOpened');
  assert.deepEqual(other.place.store.tickets.followsNow(other.uid), { side: 'uisp', to: 'open' });
});

test('resolve: lost on the way, it is found; gone from Innago, there is nothing to do', async (t) => {
  const { home, node, send } = await stage(t, { action: 'resolve' });
  home.place.simulator.faults.next({ server: 'innago', method: 'PATCH' }, 'reset-after');
  assert.equal((await send()).error?.code, 'INNAGO_RESET');
  home.requests();
  await send();
  assert.deepEqual([node.shown.text, home.requests().includes('PATCH /status')], ['was resolved', false]);
  home.place.simulator.world.deleteTicket(home.uid);
  await send();
  assert.deepEqual(node.shown.text, 'not in Innago');
});

test('nothing chosen, or no ticket: an error in words, and nothing sent', async (t) => {
  const { node, send } = await stage(t, { action: 'delete' });
  assert.equal((await send()).error?.code, 'NOT_CONFIGURED');
  const other = await stage(t, { action: 'sync' });
  assert.equal((await other.node.input({ payload: 'something else' })).error?.code, 'BAD_MESSAGE');
  const lost = await stage(t, { action: 'sync', account: '' });
  assert.equal((await lost.send()).error?.code, 'NOT_CONFIGURED');
  assert.equal(node.shown.fill, 'red');
});
