/** A ticket’s message through the node sync-state: begin, ticket, done, failed; and what a person decides about it. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Message } from '../../../nodes/red.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../../error-of.ts';
import { flow, payloadOf } from '../flow.ts';
import { codes } from '../stage.ts';
import { ticket } from './tickets.ts';

const today = '2026-11-20';

async function stage(t: TestContext, options: Parameters<typeof flow>[1] = {}) {
  const { store, node } = await flow(t, options);
  const beginner = node('begin');
  const absorb = (...tickets: ReturnType<typeof ticket>[]) => {
    const listed = new Set(tickets.map(({ uid }) => uid));
    return store.tickets.absorb({ changed: tickets, listed, reading: store.tickets.beginReading(), today });
  };
  const begun = async (): Promise<Message> => {
    const [work] = await store.tickets.due('judge', today);
    const before = beginner.out().length;
    assert.equal(await beginner.receive({ payload: work, mine: 'kept' }), undefined);
    const message = beginner.out()[before];
    assert.ok(message);
    return message;
  };
  return { store, node, absorb, begun };
}

test('not ours: remembered, and through', async (t) => {
  const { store, node, absorb, begun } = await stage(t);
  await absorb(ticket('t1', { title: 'Slow drain' }));
  const judge = node('ticket', { verdict: 'other' });
  assert.equal(await judge.receive(await begun()), undefined);
  assert.equal(judge.lastStatus(), 'not ours');
  const [message] = judge.out();
  assert.deepEqual([message?.['topic'], message?.['mine']], ['ticket:t1', 'kept']);
  const done = node('done');
  await done.receive(message ?? {});
  assert.equal(payloadOf<{ unit: string }>(done).unit, '101');
  assert.deepEqual([await store.tickets.due('judge', today), codes(store)], [[], []]);
  assert.equal(store.tickets.entry('t1')?.judged?.verdict, 'other');
});

test('an upgrade request is a person’s, and stays open', async (t) => {
  const { store, node, absorb, begun } = await stage(t);
  await absorb(ticket('t1', { title: 'Internet Upgrade' }));
  const judge = node('ticket', { verdict: 'upgrade' });
  assert.equal(await judge.receive(await begun()), undefined);
  assert.equal(judge.lastStatus(), 'upgrade request');
  assert.deepEqual(codes(store), ['UPGRADE_REQUEST']);
});

test('what is no ticket to judge, or no answer, ends at Catch', async (t) => {
  const { node, absorb, begun } = await stage(t);
  await absorb(ticket('t1'));
  const message = await begun();
  const judge = node('ticket', { verdict: 'other' });
  assert.match(String(await judge.receive({ payload: 'x' })), /not work/);
  const payload = { ...(message['payload'] as object), need: 'sync' };
  assert.match(String(await judge.receive({ ...message, payload })), /ours already/);
  assert.match(String(await node('ticket', { verdict: 'internet' }).receive(message)), /No answer/);
});

test('in dry-run the answer is kept in memory alone', async (t) => {
  const { store, node, absorb, begun } = await stage(t, { mode: 'dry-run' });
  await absorb(ticket('t1'));
  await node('ticket', { verdict: 'other' }).receive(await begun());
  assert.deepEqual(await store.tickets.due('judge', today), []);
  const rows = await store.database.run((knex) => knex('tickets').select('uid'));
  assert.deepEqual(rows, []);
});

test('a ticket that failed backs off; "retry" tries it now, by the item or by the ticket', async (t) => {
  const { store, node, absorb, begun } = await stage(t);
  await absorb(ticket('t1'));
  const failed = node('failed');
  const failure = { code: 'MAIL_ODD', trouble: 'operator', effect: 'none', text: 'Odd.', hint: 'Look.' };
  const error = { message: 'SyncError: Odd.', code: 'MAIL_ODD', source: { id: 'x', type: 'innago-ticket', name: '' } };
  for (let time = 0; time < 4; time += 1) await failed.receive({ ...(await begun()), failure, error });
  assert.deepEqual([await store.tickets.due('judge', today), codes(store)], [[], ['MAIL_ODD']]);
  assert.equal(payloadOf<{ unit: string }>(failed).unit, '101');
  await carryOut(store, { verb: 'retry', key: 'MAIL_ODD/ticket:t1' });
  assert.equal((await store.tickets.due('judge', today)).length, 1);
  await carryOut(store, { verb: 'retry', key: 'ticket:t1' });
  const unknown = carryOut(store, { verb: 'retry', key: 'ticket:t9' });
  assert.equal((await errorOf(unknown)).code, 'NO_SUCH_ITEM');
});

test('a ticket that was judged not ours is sorted again, once, when a person says "retry"', async (t) => {
  const { store, node, absorb, begun } = await stage(t);
  await absorb(ticket('t1'));
  const sort = async (verdict: string) => {
    const judge = node('ticket', { verdict });
    await judge.receive(await begun());
    await node('done').receive(judge.out()[0] ?? {});
  };
  await sort('other');
  assert.deepEqual(await store.tickets.due('judge', today), []);
  await carryOut(store, { verb: 'retry', key: 'ticket:t1' });
  assert.equal((await store.tickets.due('judge', today)).length, 1);
  await sort('upgrade');
  assert.deepEqual([await store.tickets.due('judge', today), codes(store)], [[], ['UPGRADE_REQUEST']]);
  await carryOut(store, { verb: 'retry', key: 'UPGRADE_REQUEST/ticket:t1' });
  await sort('other');
  assert.deepEqual([await store.tickets.due('judge', today), codes(store)], [[], []]);
});

test('after a change of the rules all open tickets that were not forwarded are sorted again', async (t) => {
  const { store, absorb } = await stage(t);
  const verdicts = { t1: 'other', t2: 'upgrade', t3: 'internet' } as const;
  await absorb(...Object.keys(verdicts).map((uid) => ticket(uid)));
  for (const [uid, verdict] of Object.entries(verdicts)) {
    const claim = await store.claims.take(`ticket:${uid}`);
    assert.ok(claim);
    await store.tickets.judge(claim, { uid, text: store.tickets.entry(uid)?.text ?? '' }, verdict);
    await store.claims.release(claim);
  }
  const { text } = await carryOut(store, { verb: 'retry', key: 'tickets' });
  assert.equal(text, '2 tickets are sorted again at the next scan');
  assert.deepEqual((await store.tickets.due('judge', today)).map(({ uid }) => uid).sort(), ['t1', 't2']);
});

test('"approve" forwards the internet tickets from before go-live', async (t) => {
  const { store, absorb } = await stage(t, { goLive: '2026-11-19' });
  await absorb(ticket('t1', { submittedOn: '2026-11-18' }), ticket('t2', { submittedOn: '2026-11-18' }));
  for (const uid of ['t1', 't2']) {
    const claim = await store.claims.take(`ticket:${uid}`);
    assert.ok(claim);
    await store.tickets.judge(claim, { uid, text: store.tickets.entry(uid)?.text ?? '' }, 'internet');
    await store.claims.release(claim);
  }
  assert.deepEqual([codes(store), await store.tickets.due('sync', today)], [['TICKETS_BEFORE_GO_LIVE'], []]);
  const { text } = await carryOut(store, { verb: 'approve', key: 'TICKETS_BEFORE_GO_LIVE/tickets' });
  assert.equal(text, 'approved: 2 forwarded at the next scan');
  assert.deepEqual(codes(store), []);
  assert.equal(store.tickets.entry('t1')?.held, false);
});
