/** Digests on their way: what was accepted is not told again, whatever is restarted; what failed is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import type { DigestNote } from '../../../nodes/state/told/digest-mail.ts';
import { hour, minute, stage } from '../stage.ts';

const daily = { hours: 20, onlyUrgent: false, signOfLife: false };
const often = { ...daily, onlyUrgent: true };

function item(unit: number, code = 'ONU_MISSING') {
  return { key: `${code}/unit:${unit}`, code, where: `unit ${unit}`, why: 'Why.', todo: 'Do.' };
}

async function next(store: Store, terms = daily) {
  const due = await store.digests.next(terms);
  return (
    due && {
      ...due,
      fresh: due.digest.fresh.map(({ where }) => where),
      settled: due.digest.settled.map(({ where }) => where),
    }
  );
}

function noteOf(due: { note: DigestNote } | undefined): DigestNote {
  assert.ok(due);
  return due.note;
}

test('told once accepted, over a restart too; settled ones are told once, and only those that were told', async (t) => {
  const { clock, open } = await stage(t);
  const first = await open();
  await first.attention.raise(item(101));
  await first.attention.raise(item(102));
  await first.attention.raise({ ...item(103), group: 'adoption' });
  await first.attention.raise(item(104));
  await first.attention.judge(item(104).key, 'ignored');
  const due = await next(first);
  assert.deepEqual(due?.fresh, ['unit 101', 'unit 102']);
  assert.equal(await next(first), undefined, 'it is on its way');
  // Raised after it was written, and so not told.
  await first.attention.raise(item(105));
  await first.digests.accepted(noteOf(due));
  clock.forward(minute);
  assert.equal(await next(first), undefined, 'too early');
  await first.attention.clear(item(101).key);
  await first.attention.clear(item(105).key);
  await first.close();
  clock.forward(20 * hour);
  const second = await open();
  await second.attention.raise(item(106));
  const later = await next(second);
  assert.deepEqual([later?.fresh, later?.settled], [['unit 106'], ['unit 101']]);
  await second.digests.accepted(noteOf(later));
  clock.forward(20 * hour);
  assert.equal(await next(second), undefined);
  // The same again is a new matter.
  await second.attention.raise(item(101));
  assert.deepEqual((await next(second))?.fresh, ['unit 101']);
});

test('one that was settled while its mail was on the way is told as settled', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  await store.attention.raise(item(101));
  const due = await next(store);
  await store.attention.clear(item(101).key);
  await store.digests.accepted(noteOf(due));
  clock.forward(20 * hour);
  assert.deepEqual((await next(store))?.settled, ['unit 101']);
});

test('one that failed is told again at the next occasion, and the failure is an item that no mail tells of', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  await store.attention.raise(item(101));
  await store.digests.failed(noteOf(await next(store)), 'EAUTH', 'Invalid login: operator@example.com');
  assert.match(store.attention.get('DIGEST_NOT_SENT/operator')?.why ?? '', /refused the login/);
  assert.doesNotMatch(JSON.stringify(store.attention.list()), /operator@/);
  clock.forward(15 * minute);
  const again = await next(store, often);
  assert.deepEqual(again?.fresh, ['unit 101'], 'it does not wait for tomorrow');
  await store.digests.accepted(noteOf(again));
  assert.equal(store.attention.get('DIGEST_NOT_SENT/operator'), undefined);
  clock.forward(20 * hour);
  assert.equal(await next(store), undefined);
});

test('one that may have arrived is told again, but not within the hour', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  await store.attention.raise(item(1, 'REMOVALS_HELD'));
  await store.digests.failed(noteOf(await next(store)), 'ETIMEDOUT', 'Timeout');
  clock.forward(hour - 1);
  assert.equal(await next(store, often), undefined);
  assert.equal(await next(store), undefined);
  clock.forward(1);
  assert.equal((await next(store, often))?.digest.kind, 'digest', 'it does not wait for tomorrow');
});

test('one that was late leaves the next morning its mail', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  await store.attention.raise(item(101));
  const seven = await next(store);
  await store.digests.failed(noteOf(seven), 'ECONNREFUSED', 'connect ECONNREFUSED');
  clock.forward(5 * hour - minute);
  await store.digests.failed(noteOf(await next(store, often)), 'ECONNREFUSED', 'connect ECONNREFUSED');
  clock.forward(minute);
  await store.digests.accepted(noteOf(await next(store, often)));
  await store.attention.raise(item(102));
  clock.forward(13 * hour);
  assert.equal(await next(store, often), undefined, 'it is no more owed');
  assert.equal(await next(store), undefined);
  clock.forward(6 * hour);
  const due = await next(store);
  assert.deepEqual(due?.fresh, ['unit 102']);
  await store.digests.accepted(noteOf(due));
  await store.attention.raise(item(103));
  await store.close();
  clock.forward(20 * hour - 1);
  const later = await open();
  assert.equal(await next(later), undefined);
});

test('one that was asked for before its time is not owed', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  await store.attention.raise(item(101));
  await store.digests.accepted(noteOf(await next(store)));
  await store.attention.raise(item(1, 'REMOVALS_HELD'));
  await store.attention.raise(item(102));
  clock.forward(3 * hour);
  const urgent = await next(store, often);
  assert.equal(await next(store), undefined);
  await store.digests.accepted(noteOf(urgent));
  clock.forward(18 * hour);
  assert.equal(await next(store, often), undefined, 'it waits for the morning');
  assert.deepEqual((await next(store))?.fresh, ['unit 102']);
});

test('a clock that is put back keeps no mail waiting', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  await store.attention.raise(item(101));
  await next(store);
  clock.forward(-24 * hour);
  const due = await next(store);
  assert.deepEqual(due?.fresh, ['unit 101'], 'whatever was on its way');
  await store.digests.failed(noteOf(due), 'ETIMEDOUT', 'Timeout');
  clock.forward(-24 * hour);
  assert.ok(await next(store));
});

test('one of which nothing was heard is told again after ten minutes; two triggers at once are one mail', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  await store.attention.raise(item(101));
  const both = await Promise.all([next(store), next(store)]);
  assert.equal(both.filter((due) => due !== undefined).length, 1);
  clock.forward(10 * minute - 1);
  assert.equal(await next(store), undefined);
  clock.forward(1);
  assert.deepEqual((await next(store))?.fresh, ['unit 101']);
});

test('urgent ones once an hour, over a restart too; the digest keeps its own time', async (t) => {
  const { clock, open } = await stage(t);
  const first = await open();
  await first.attention.raise(item(101));
  await first.attention.raise(item(1, 'REMOVALS_HELD'));
  const urgent = await next(first, often);
  assert.deepEqual([urgent?.digest.kind, urgent?.fresh], ['urgent', ['unit 1']]);
  await first.digests.accepted(noteOf(urgent));
  await first.attention.raise(item(2, 'CREATIONS_HELD'));
  await first.close();
  clock.forward(hour - 1);
  const second = await open();
  assert.equal(await next(second, often), undefined);
  clock.forward(1);
  assert.deepEqual((await next(second, often))?.fresh, ['unit 2']);
  const digest = await next(second);
  assert.equal(digest, undefined, 'the urgent one is on its way');
  await second.digests.accepted({ digest: 'urgent', at: clock(), open: [], settled: [], unstored: [] });
  assert.equal((await next(second, often))?.digest.kind, 'digest', 'it does not wait for tomorrow');
});

test('a store that cannot be written: told once all the same by this process', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  const extra = { ...item(0, 'NO_COMPLETE_SCAN'), id: null, since: clock(), isTold: false };
  const due = await store.digests.next(often, extra);
  assert.deepEqual(due?.note.unstored, [`NO_COMPLETE_SCAN/unit:0@${extra.since}`]);
  await store.attention.raise(item(1, 'PAUSED'));
  const note = { ...noteOf(due), open: [1] };
  await store.database.run((knex) => knex.raw('PRAGMA query_only = ON'));
  await assert.rejects(store.digests.accepted(note));
  clock.forward(2 * hour);
  assert.equal(await store.digests.next(often, extra), undefined);
  const again = { ...extra, since: clock() };
  assert.equal((await store.digests.next(often, again))?.digest.kind, 'urgent', 'the next time it is another matter');
  await store.database.run((knex) => knex.raw('PRAGMA query_only = OFF'));
});

test('what could not be stored is told again when its mail fails, until it is over', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open();
  const unstored = { ...item(0, 'NO_COMPLETE_SCAN'), id: null, since: clock(), isTold: false };
  await store.database.run((knex) => knex.raw('PRAGMA query_only = ON'));
  for (const said of [unstored, undefined, undefined]) {
    const due = await store.digests.next(often, said);
    assert.equal(due?.digest.fresh[0]?.code, 'NO_COMPLETE_SCAN');
    await assert.rejects(store.digests.failed(noteOf(due), 'ECONNREFUSED', 'connect ECONNREFUSED'));
    clock.forward(minute);
  }
  store.digests.forgetUnstored();
  assert.equal(await store.digests.next(often), undefined);
  await store.database.run((knex) => knex.raw('PRAGMA query_only = OFF'));
});
