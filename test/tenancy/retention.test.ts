/** Ninety-one days after a household has left, the database file holds none of its names, and everything else is as before. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { chargesOfMonth } from '../../nodes/state/billing/charged-months.ts';
import { statementOf } from '../../nodes/state/statements/statements.ts';
import type { Store } from '../../nodes/state/store.ts';
import { todayIn } from '../../nodes/village/calendar-date.ts';
import { Ground } from './ground.ts';
import { paidPlan } from './paid-plans.ts';

const day = 86_400_000;
const zone = 'America/Chicago';
const begins = Date.parse('2026-06-01T18:00:00Z');

/** Nothing else in the world is called so. */
const canaries = {
  ada: { firstName: 'Zyxadela', lastName: 'Qwovenhart', email: 'zyxadela@qwovenhart.example', phone: '555-0177-401' },
  bo: { firstName: 'Vokbertram', lastName: 'Juxtanova', email: 'vokbertram@juxtanova.example', phone: '555-0177-402' },
  roommate: { firstName: 'Plemwick', lastName: 'Oxidrake', email: 'plemwick@oxidrake.example', phone: '555-0177-403' },
  renamed: { lastName: 'Brundlemoor', phone: '555-0177-404' },
};
const words = Object.values(canaries).flatMap((person) => Object.values(person));

/** In any form: names are folded to lower case here and there. */
function found(file: string): string[] {
  const bytes = ['', '-wal', '-shm', '-journal', '.lock']
    .filter((end) => existsSync(`${file}${end}`))
    .map((end) => readFileSync(`${file}${end}`, 'latin1').toLowerCase())
    .join('\n');
  return words.filter((word) => bytes.includes(word.toLowerCase()));
}

async function village(t: TestContext, forgetAfterDays = 90): Promise<Ground> {
  const place = await Ground.begin({ units: 4, begins, isInProcess: true, pageSize: 10, forgetAfterDays });
  t.after(() => place.end());
  return place;
}

async function days(place: Ground, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    place.clock.now += day;
    assert.deepEqual((await place.tick()).failures, []);
  }
}

function file(place: Ground): Promise<string> {
  return place.look(async (store) => store.database.file);
}

/** A household that pays, changes its tenants and their names, and leaves on June 30; another one stays. @returns its lease's uid */
async function lived(place: Ground): Promise<{ uid: string; label: string }> {
  const { world } = place.simulator;
  const [label = '', other = ''] = [...world.units.values()].map((unit) => unit.label);
  const { ada, bo, roommate, renamed } = canaries;
  const lease = world.addLease({
    unit: label,
    startDate: '2026-06-01',
    endDate: '2026-07-31',
    dueOn: 6,
    tenants: [ada, bo],
  });
  world.addLease({ unit: other, startDate: '2026-06-01', endDate: '2027-05-31', tenants: [roommate, {}] });
  await place.tick();
  await days(place, 1);
  await place.look((store) => payFor(store, lease.leaseUid, place));
  await days(place, 1);
  const [, second] = lease.tenants;
  assert.ok(second);
  world.editTenant(second.tenantUid, renamed);
  await days(place, 1);
  world.addTenant(label, { ...roommate, tenantUid: 'the-third' });
  await days(place, 1);
  world.removeTenant(label, 'the-third');
  await days(place, 1);
  world.endLease(label, '2026-06-30');
  return { uid: lease.leaseUid, label };
}

async function payFor(store: Store, uid: string, place: Ground): Promise<void> {
  const id = store.leases.entry(uid)?.householdId;
  const claim = await store.claims.take(`lease:${uid}`);
  assert.ok(id && claim);
  const planSince = todayIn(zone, place.clock.now);
  await store.households.update(claim, id, { plan: paidPlan.name, planSince, planChangedAt: place.clock.now });
  await store.claims.release(claim);
}

/** What must be the same before and after: what was charged and mailed, and how the months are told. */
async function books(place: Ground) {
  const { simulator, clock, rules } = place;
  return {
    invoices: [...simulator.world.invoices.values()].map(({ leaseUid, amount }) => [leaseUid, amount]),
    mails: simulator.mail.messages.map(({ to, subject }) => `${to}: ${subject}`),
    clients: simulator.world.crm.clients.size,
    charges: await place.look((store) => chargesOfMonth(store, '2026-06')),
    statement: await place.look((store) =>
      statementOf(store, '2026-06', { rules, zone, today: todayIn(zone, clock.now) }),
    ),
  };
}

test('after 91 days no name, address or number of theirs is in the file, and nothing is written or mailed twice', {
  timeout: 120_000,
}, async (t) => {
  const place = await village(t);
  const { uid, label } = await lived(place);
  const { world } = place.simulator;
  // The other household’s roommate bears the name of a canary until here, and is gone from now on.
  const others = [...world.leases.values()].find((lease) => lease.leaseUid !== uid);
  assert.ok(others);
  world.removeTenant(others.leaseUid, others.tenants[0]?.tenantUid ?? '');
  const path = await file(place);
  while (todayIn(zone, place.clock.now) < '2026-08-25') await days(place, 1);
  assert.deepEqual(found(path), words, 'the search finds what is there');
  // June 30 is the last day; until September 28 their names are kept. What was written of anybody in June is older.
  while (todayIn(zone, place.clock.now) < '2026-09-28') await days(place, 1);
  const { ada, bo, renamed } = canaries;
  const kept = [...Object.values(ada), bo.firstName, bo.lastName, bo.email, renamed.lastName, renamed.phone];
  assert.deepEqual(found(path).sort(), kept.sort());
  const before = await books(place);
  assert.equal(before.invoices.length, 1);
  assert.equal(before.statement.provisional, false);
  const writes = place.writes.length;

  await days(place, 3);
  assert.deepEqual(found(path), []);
  assert.deepEqual(await books(place), before);
  assert.equal(place.writes.length, writes);
  const entry = await place.look(async (store) => store.leases.entry(uid));
  assert.deepEqual([entry?.lease.end, entry?.standing, entry?.lease.tenants.length], ['2026-06-30', 'ended', 2]);

  // Innago lists the lease as ever; a new process reads it anew.
  place.kill();
  assert.equal((await place.tick()).wasKilled, true);
  await days(place, 2);
  assert.deepEqual([found(path), place.writes.length], [[], writes]);
  // It says something else of it, and a corrected name: it is over all the same.
  world.editLease(uid, { dueOn: 9 });
  world.editTenant(world.lease(uid).tenants[0]?.tenantUid ?? '', { firstName: 'Zyxadela II' });
  // Not even until the next day.
  place.clock.now += 300_000;
  await place.tick();
  assert.deepEqual(found(path), []);
  await days(place, 2);
  assert.deepEqual([found(path), place.writes.length], [[], writes]);

  // It disappears from the list, and comes back.
  world.editLease(uid, { listed: false });
  await days(place, 3);
  world.editLease(uid, { listed: true });
  await days(place, 2);
  assert.deepEqual([found(path), place.writes.length], [[], writes]);
  assert.deepEqual(await books(place), before);

  // It was a mistake: they have stayed all the time. The same client, and nobody is welcomed again.
  world.editTenant(world.lease(uid).tenants[0]?.tenantUid ?? '', { firstName: canaries.ada.firstName });
  world.editLease(uid, { endDate: '2027-06-30' });
  await days(place, 2);
  const after = await books(place);
  assert.deepEqual([after.mails, after.clients], [before.mails, before.clients]);
  assert.deepEqual(after.charges, before.charges);
  assert.ok(found(path).includes(canaries.ada.lastName));
  const stays = await place.look(
    async ({ leases, households }) => households.peek(leases.entry(uid)?.householdId ?? 0)?.stays,
  );
  assert.deepEqual(
    stays?.map(({ unitLabel, endedOn }) => [unitLabel, endedOn]),
    [[label, null]],
  );
});

test('nothing is purged while the end of the service cannot be written', { timeout: 60_000 }, async (t) => {
  const place = await village(t);
  const { uid } = await lived(place);
  const refusal = place.simulator.faults.next(
    { path: /services\/\d+/, isWrite: true, times: Number.POSITIVE_INFINITY },
    422,
  );
  for (let number = 0; number < 130; number += 1) {
    place.clock.now += day;
    await place.tick();
  }
  const standing = () => place.look(async (store) => store.leases.entry(uid)?.standing);
  assert.equal(await standing(), 'leaving');
  assert.ok(found(await file(place)).includes(canaries.ada.lastName));
  refusal.cancel();
  await days(place, 2);
  // Who still lives there is still known.
  assert.deepEqual([await standing(), found(await file(place))], ['ended', Object.values(canaries.roommate)]);
});

test('0 days: never', { timeout: 60_000 }, async (t) => {
  const place = await village(t, 0);
  await lived(place);
  await days(place, 130);
  assert.deepEqual(found(await file(place)), words);
});
