/**
 * Status and comments under kills and lost answers (design §2): a status is looked for and written once; a comment cannot be looked for,
 * so it is sent at most once, and one whose fate is unknown waits for a person while the others go on.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../error-of.ts';
import type { FaultName, Moment } from '../simulator/faults.ts';
import { type LinkedTicket, linkedTicket, publicComment, statusChange } from './linked-ticket.ts';

const patch = { server: 'innago', method: 'PATCH' } as const;
const post = { server: 'innago', method: 'POST', path: /\/comments$/ } as const;

const isWrite = (one: string) => /^(PATCH|POST)/.test(one);

/** Two ticks later all is settled, and stays so. */
async function settles(home: LinkedTicket): Promise<void> {
  await home.tick();
  await home.tick();
  home.requests();
  assert.equal(await home.tick(), undefined);
  assert.deepEqual(home.requests(), []);
}

/** The process dies at this moment of the request: its database takes nothing any more. */
function killAt(home: LinkedTicket, method: string, moment: Moment): () => void {
  const { place } = home;
  const stop = place.simulator.faults.hook(async (request, at) => {
    if (request.method === method && request.server === 'innago' && at === moment) await place.store.database.close();
  });
  // Killed before the request arrived: nobody answers it either.
  if (moment === 'before-effect') place.simulator.faults.next({ server: 'innago', method }, 'reset-before');
  return stop;
}

async function restarted(home: LinkedTicket, stop: () => void): Promise<void> {
  stop();
  home.place.clock.pass(5);
  await home.place.restart();
}

const lost: readonly FaultName[] = [
  'reset-before',
  'reset-after',
  'timeout-before',
  'timeout-after',
  '500-after',
  '502-html-after',
  500,
  503,
  'html',
  'truncated-json',
];
/** The effect came about. */
const arrives = (fault: FaultName) => /after|truncated/.test(String(fault));

for (const fault of lost) {
  test(`${fault} at the PATCH: resolved once`, async (t) => {
    const home = await linkedTicket(t, { timeoutSeconds: 1 });
    await home.technician({ status: 3, activities: [statusChange(0, 3)] });
    home.place.simulator.faults.next(patch, fault);
    await errorOf(home.step());
    await settles(home);
    assert.equal(home.ticket.status, 'Resolved');
    const { agreed, innago, uisp } = home.entry();
    assert.deepEqual([agreed, innago.class, uisp?.class], ['solved', 'solved', 'solved']);
  });

  test(`${fault} at a comment: never sent again by itself, a person is asked, the others go on`, async (t) => {
    const home = await linkedTicket(t, { timeoutSeconds: 1 });
    await home.technician({ activities: [publicComment('First.'), publicComment('Second.')] });
    home.place.simulator.faults.next(post, fault);
    const first = await home.tick().then(
      (result) => result?.outcome,
      ({ code }) => code,
    );
    assert.match(String(first), /^(INNAGO_\w+|unknown)$/);
    await settles(home);
    const words = home.comments().map((text) => text.split('\n')[0]);
    assert.deepEqual(words, arrives(fault) ? ['First.', 'Second.'] : ['Second.']);
    assert.deepEqual(home.items(), ['INNAGO_COMMENT_UNKNOWN']);
  });
}

for (const fault of [401, 429, 'redirect-301', '403-html'] as const) {
  test(`${fault} at a comment: surely not sent, so it is sent again`, async (t) => {
    const home = await linkedTicket(t);
    await home.technician({ activities: [publicComment('First.')] });
    home.place.simulator.faults.next({ ...post, times: 2 }, fault);
    await errorOf(home.step());
    home.place.simulator.faults.clear();
    home.place.clock.pass(1);
    await settles(home);
    assert.deepEqual(home.comments(), ['First.\n\n— ERE Fiber']);
    assert.ok(!home.items().includes('INNAGO_COMMENT_UNKNOWN'));
  });
}

for (const moment of ['before-effect', 'after-effect', 'after-answer'] as const) {
  test(`killed at the PATCH, ${moment}: resolved once after the restart`, async (t) => {
    const home = await linkedTicket(t);
    await home.technician({ status: 3, activities: [statusChange(0, 3)] });
    const stop = killAt(home, 'PATCH', moment);
    await assert.rejects(home.step());
    const writes = home.requests().filter(isWrite).length;
    await restarted(home, stop);
    await home.tick();
    const again = home.requests().filter(isWrite).length;
    assert.deepEqual([writes, again], [1, moment === 'before-effect' ? 1 : 0]);
    assert.equal(home.ticket.status, 'Resolved');
    await settles(home);
  });

  test(`killed at a comment, ${moment}: at most once, and a person is asked`, async (t) => {
    const home = await linkedTicket(t);
    await home.technician({ activities: [publicComment('First.'), publicComment('Second.')] });
    const stop = killAt(home, 'POST', moment);
    await assert.rejects(home.step());
    await restarted(home, stop);
    await settles(home);
    const words = home.comments().map((text) => text.split('\n')[0]);
    assert.deepEqual(words, moment === 'before-effect' ? ['Second.'] : ['First.', 'Second.']);
    assert.deepEqual(home.items(), ['INNAGO_COMMENT_UNKNOWN']);
  });
}

test('killed after the commit of the ledger, before that of the book: neither is written twice', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [publicComment('First.'), statusChange(0, 3)] });
  const { database } = home.place.store;
  for (const moment of ["NEW.status = 'Resolved'", "NEW.entry_json NOT LIKE '%\"comment:%'"]) {
    await database.run((knex) =>
      knex.raw(
        `CREATE TRIGGER killed BEFORE UPDATE ON tickets WHEN ${moment} BEGIN SELECT RAISE(ABORT, 'killed'); END`,
      ),
    );
    await assert.rejects(home.step());
    await database.run((knex) => knex.raw('DROP TRIGGER killed'));
  }
  await home.place.restart();
  await settles(home);
  assert.deepEqual([home.comments().length, home.ticket.status], [1, 'Resolved']);
});

test('a reopen of ours whose answer was lost is not taken for the tenant’s: what the technician did since counts', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  await home.tick();
  await home.technician({ status: 1, activities: [statusChange(3, 1)] });
  home.place.simulator.faults.next(patch, 'reset-after');
  await errorOf(home.step());
  assert.equal(home.ticket.status, 'ReOpened');
  await home.technician({ status: 3, activities: [statusChange(1, 3)] });
  assert.equal((await home.tick())?.text, 'resolved');
  assert.equal(home.ticket.status, 'Resolved');
  await settles(home);
});

test('the same without a scan in between: the ledger’s look finds it', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  await home.tick();
  await home.technician({ status: 1, activities: [statusChange(3, 1)] });
  home.place.simulator.faults.next(patch, 'reset-after');
  await errorOf(home.step());
  home.requests();
  assert.equal((await home.step())?.outcome, 'skipped');
  assert.deepEqual(home.requests(), ['GET']);
  const outcomes = (await home.place.store.audit.list())
    .filter(({ kind }) => kind === 'innago-ticket-status')
    .map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ['adopted', 'unknown', 'done']);
  assert.deepEqual([home.entry().agreed, home.entry().innago.reopened], ['open', false]);
});

test('a reopen of ours that never went out is not held against the tenant’s own: a reopen beats a resolve', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  await home.tick();
  await home.technician({ status: 1, activities: [statusChange(3, 1)] });
  home.place.simulator.faults.next(patch, 429);
  await errorOf(home.step());
  home.place.clock.pass(5);
  home.place.simulator.world.reopenTicket(home.uid);
  await home.technician({ status: 3, activities: [statusChange(1, 3)] });
  await home.tick();
  assert.equal(home.ticket.status, 'ReOpened');
  assert.deepEqual(home.place.store.tickets.followsNow(home.uid), { side: 'uisp', to: 'open' });
});

test('send again: once, before what came later; ignore leaves it', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ activities: [publicComment('First.'), publicComment('Second.')] });
  home.place.simulator.faults.next({ ...post, times: 2 }, 'reset-before');
  await errorOf(home.step());
  await errorOf(home.step());
  assert.deepEqual([home.comments(), home.items().length], [[], 2]);
  const { store } = home.place;
  const [first, second] = store.attention.list();
  assert.ok(first && second);
  assert.deepEqual(first.verbs, ['send-again', 'ignore']);
  assert.equal(first.where, 'unit 101');
  assert.doesNotMatch(JSON.stringify(store.attention.list()), /First|Second/);
  await home.place.restart();
  await home.technician({ activities: [publicComment('Third.')] });
  await carryOut(home.place.store, { verb: 'ignore', key: second.key });
  const sent = await carryOut(home.place.store, { verb: 'send-again', key: first.key });
  assert.equal(sent.text, 'sent again at the next scan');
  assert.deepEqual(home.items(), []);
  await settles(home);
  assert.deepEqual(
    home.comments().map((text) => text.split('\n')[0]),
    ['First.', 'Third.'],
  );
  const none = await errorOf(carryOut(home.place.store, { verb: 'send-again', key: first.key }));
  assert.equal(none.code, 'NO_SUCH_ITEM');
});

test('sent again, and lost again: asked again, and still at most once each time', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ activities: [publicComment('First.')] });
  home.place.simulator.faults.next({ ...post, times: 2 }, 'reset-after');
  await errorOf(home.step());
  const [item] = home.place.store.attention.list();
  await carryOut(home.place.store, { verb: 'send-again', key: item?.key });
  await errorOf(home.step());
  assert.deepEqual([home.comments().length, home.items()], [2, ['INNAGO_COMMENT_UNKNOWN']]);
  await settles(home);
  assert.equal(home.comments().length, 2);
});
