/** What of former tenants is purged, and when; what an outside reader or a full log can do to it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Store } from '../../nodes/state/store.ts';
import { outside } from './outside.ts';
import { type Clock, carryThrough, claimOf, effectOf, expired, hour, lease, stage, tick } from './stage.ts';
import { absorb, linked, village } from './tickets/book.ts';
import { ticket } from './tickets/tickets.ts';

const day = 24 * hour;
const ended = lease('a', '101', { start: '2026-01-01', end: '2026-06-30', flags: expired });

/** One tick of the product: leases taken over, and the scan noted. */
async function scanned(store: Store, clock: Clock, leases = [ended]) {
  const due = await tick(store, clock, leases);
  await store.scans.save('leases', { at: clock(), complete: true, seen: leases.length, due: due.size, why: '' });
  return due;
}

const retentionLines = (lines: readonly string[]) => lines.filter((line) => /former tenants/.test(line));

test('leases that were over long before they were first seen are forgotten at once, and once', async (t) => {
  const { clock, lines, file, open } = await stage(t);
  const first = await open({ forgetAfterDays: 90 });
  await scanned(first, clock);
  assert.deepEqual(retentionLines(lines), [
    'Retention: data of former tenants purged after 90 days (leases: 1, entries of what was written: 0, tickets: 0).',
  ]);
  assert.equal(first.leases.entry('a')?.lease.tenants[0]?.email, null);
  assert.doesNotMatch(readFileSync(file, 'latin1'), /tenant-of-a@example/);
  for (const days of [1, 1, 40]) {
    clock.forward(days * day);
    await scanned(first, clock);
  }
  await first.close();
  const second = await open({ forgetAfterDays: 90 });
  await scanned(second, clock);
  assert.equal(retentionLines(lines).length, 1);
  assert.doesNotMatch(readFileSync(`${file}-wal`, 'latin1'), /tenant-of-a@example/);
});

test('leases outside the list of units, and unclear ones, are forgotten when Innago’s list was long without them', async (t) => {
  const { clock, file, open } = await stage(t);
  const store = await open({ forgetAfterDays: 90, onlyUnits: ['101'] });
  const unclear = { active: false, expired: false, expiring: false, future: false };
  const others = [lease('out', '102'), lease('unclear', '101', { flags: unclear }), lease('nowhere', ' ')];
  const stays = lease('stays', '103');
  await scanned(store, clock, [...others, stays]);
  const named = () => [...store.leases.entries()].flatMap(({ lease }) => (lease.tenants[0]?.email ? [lease.uid] : []));
  await scanned(store, clock, [stays]);
  clock.forward(90 * day);
  await scanned(store, clock, [stays]);
  assert.equal(named().length, 4);
  clock.forward(2 * day);
  await scanned(store, clock, [stays]);
  assert.deepEqual(named(), ['stays']);
  assert.doesNotMatch(readFileSync(file, 'latin1'), /tenant-of-(out|unclear|nowhere)@example/);
  clock.forward(day);
  await scanned(store, clock, [stays, ...others.slice(0, 1)]);
  assert.deepEqual(named().sort(), ['out', 'stays'], 'listed again');
});

test('the copy from before an upgrade goes when it is as old; a younger one, and other files, stay', async (t) => {
  const { clock, file, open } = await stage(t);
  const copies = { old: `${file}.before-0002`, young: `${file}.before-0003`, other: `${file}-old` };
  for (const [name, path] of Object.entries(copies)) {
    writeFileSync(path, 'Canary');
    const at = (clock() - (name === 'young' ? 89 : 91) * day) / 1000;
    utimesSync(path, at, at);
  }
  const never = await open({ forgetAfterDays: 0 });
  await scanned(never, clock);
  assert.equal(existsSync(copies.old), true);
  await never.close();
  await scanned(await open({ forgetAfterDays: 90 }), clock);
  assert.deepEqual(Object.values(copies).map(existsSync), [false, true, true]);
});

test('what was planned in dry-run, and what was written for those who still live there', async (t) => {
  const { clock, open } = await stage(t);
  const said = { name: 'Canary Bird', email: 'canary@example.com', phone: null };
  const about = (leaseUid: string, key: string) =>
    effectOf('x', [], { key, kind: 'uisp-contact', before: said, after: said, reason: { leaseUid, because: 'test' } });
  const planning = await open({ mode: 'dry-run' });
  await scanned(planning, clock, [ended, lease('b', '102')]);
  for (const uid of ['a', 'b'])
    await planning.ledger.apply(await claimOf(planning, `lease:${uid}`), about(uid, `k/${uid}`));
  await planning.close();
  const store = await open({ forgetAfterDays: 90 });
  await scanned(store, clock, [ended, lease('b', '102')]);
  const holding = async (table: string) => {
    const rows: unknown = await store.database.run((knex) =>
      knex(table).where('after_json', 'like', '%Canary%').pluck('lease_uid'),
    );
    return rows;
  };
  const all = async () => [await holding('effects'), await holding('audit'), await holding('planned')];
  assert.deepEqual(await all(), [['b'], ['b'], ['b']], 'the lease is over, so at once');
  clock.forward(91 * day);
  await scanned(store, clock, [ended, lease('b', '102')]);
  assert.deepEqual(await all(), [[], [], ['b']], 'what was done is too old; what is planned is still to be done');
});

test('texts that wait on a ticket long closed', async (t) => {
  const { clock, open } = await stage(t);
  const store = await open({ forgetAfterDays: 90 });
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  const text = { source: 'comment:7', kind: 'comment' as const, text: 'Canary: the dog bites', files: [] };
  const claim = await claimOf(store, 'ticket:t1');
  await store.tickets.change(claim, 't1', (before) => ({
    ...before,
    toInnago: [text],
    toUisp: [text],
    unsure: [text],
  }));
  await store.claims.release(claim);
  await store.tickets.due('sync', '2026-11-20');
  const stored = async () => {
    const rows: unknown = await store.database.run((knex) =>
      knex('tickets').where('entry_json', 'like', '%Canary%').pluck('uid'),
    );
    return rows;
  };
  const open90 = async () => {
    clock.forward(91 * day);
    await scanned(store, clock, [lease('a', '101')]);
    return stored();
  };
  assert.deepEqual(await open90(), ['t1'], 'it is open');
  const again = await claimOf(store, 'ticket:t1');
  await store.tickets.change(again, 't1', (before) => ({
    ...before,
    innago: { ...before.innago, class: 'solved', place: 'left' },
    uisp: before.uisp && { ...before.uisp, class: 'solved', status: 3, lastActivityAt: clock() },
  }));
  await store.claims.release(again);
  assert.deepEqual(await stored(), ['t1']);
  await scanned(store, clock, [lease('a', '101')]);
  assert.deepEqual(await stored(), ['t1'], 'it was closed just now');
  assert.deepEqual(await open90(), []);
  const left = store.tickets.entry('t1');
  assert.deepEqual([left?.toInnago, left?.toUisp, left?.unsure], [[], [], []]);
  assert.equal(store.attention.get('INNAGO_COMMENT_UNKNOWN/innago-comment/ticket:t1/comment:7'), undefined);
});

test('another program that reads the file: told in the log, the scan goes on, and the rest follows', async (t) => {
  const { clock, lines, file, open } = await stage(t);
  const store = await open({ forgetAfterDays: 90 });
  await carryThrough(store, (await scanned(store, clock, [lease('b', '102')])).get('b'));
  clock.forward(day);
  await outside(file, async (knex) => {
    await knex.raw('BEGIN');
    await knex('leases').select('uid');
    await scanned(store, clock, [ended, lease('b', '102')]);
    await knex.raw('ROLLBACK');
  });
  assert.match(retentionLines(lines).at(-1) ?? '', /could not be purged: Another program reads the database/);
  const said = retentionLines(lines).length;
  await outside(file, async (knex) => {
    await knex.raw('BEGIN');
    await knex('leases').select('uid');
    for (let n = 0; n < 3; n += 1) await scanned(store, clock, [ended, lease('b', '102')]);
    await knex.raw('ROLLBACK');
  });
  assert.equal(retentionLines(lines).length, said, 'not with every scan');
  assert.equal(store.leases.entry('a')?.forgottenAt, clock());
  clock.forward(hour);
  await scanned(store, clock, [ended, lease('b', '102')]);
  assert.doesNotMatch(readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1'), /tenant-of-a@example/);
});

test('what is planned anew for a lease that was forgotten can be forgotten again', async (t) => {
  const store = await (await stage(t)).open({ mode: 'dry-run' });
  const claim = await claimOf(store);
  const planned = (name: string) =>
    effectOf(name, [], { key: 'uisp-client/a', kind: 'uisp-client', after: { firstName: name } });
  await store.ledger.apply(claim, planned('Ada'));
  await store.database.run((knex) => knex('planned').update({ after_json: '{}', forgotten_at: 1 }));
  await store.ledger.apply(claim, planned('Grace'));
  const rows = await store.database.run((knex) => knex('planned').select('after_json', 'forgotten_at'));
  assert.deepEqual(rows, [{ after_json: '{"firstName":"Grace"}', forgotten_at: null }]);
});
