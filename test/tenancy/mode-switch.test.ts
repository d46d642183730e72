/**
 * The mode is switched while leases live: a life with switches and the same life with restarts in the other mode come to the same; a write
 * on its way when a person goes back to dry-run is the last one, and is not made again.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Store } from '../../nodes/state/store.ts';
import type { Mode } from '../../nodes/state/store-port.ts';
import { type Day, dayInDallas, instantInDallas, plusDays } from '../billing/own-calendar.ts';
import { seededRandom } from '../simulator/world/random.ts';
import { Checks } from './checks.ts';
import { Ground } from './ground.ts';
import { Life, type LifeOptions, tickEvery } from './life/life.ts';
import { Village } from './life/village.ts';

type Way = 'switched' | 'started again';

const minute = 60_000;
const year: Omit<LifeOptions, 'seed'> = {
  from: '2026-11-20',
  to: '2028-02-20',
  inhabited: 4,
  mishaps: 1.2,
  newcomers: 0.8,
  crowds: 0.15,
};

/** What a life has come to: what was written, in order, and everything that is told, known and applied at its end. */
async function lived(seed: number, way: Way) {
  const options = { ...year, seed };
  const ground = await Ground.begin({
    units: 12,
    begins: instantInDallas(year.from, 8),
    isInProcess: true,
    pageSize: 6,
  });
  try {
    const village = new Village(ground.simulator, ground.clock);
    const life = new Life(village, options);
    const checks = new Checks(ground, village);
    const random = seededRandom(seed + 1);
    const switches: string[] = [];
    let mode: Mode = 'live';
    const turnTo = async (to: Mode) => {
      mode = to;
      switches.push(`${dayInDallas(ground.clock.now)} ${to}`);
      if (way === 'started again') return ground.restart(to);
      await ground.switchMode(to);
      // A start takes a token, for which the simulator draws from what the life draws from.
      ground.simulator.innago.fixedToken();
    };
    life.begin();
    await twoTicks(ground);
    for (let day: Day = year.from; day <= year.to; day = plusDays(day, 1)) {
      ground.clock.now = Math.max(ground.clock.now, instantInDallas(day, 0, 1));
      for (const at of life.day(day)) {
        ground.clock.now = Math.max(ground.clock.now, at);
        const chance = random.next();
        if (chance < (mode === 'live' ? 0.1 : 0.4)) await turnTo(mode === 'live' ? 'dry-run' : 'live');
        await twoTicks(ground);
        if (mode === 'live') await checks.letThemPay();
        await ground.look(release);
        await twoTicks(ground);
      }
    }
    await turnTo('live');
    await twoTicks(ground);
    return { switches, writes: ground.writes, world: worldOf(ground), known: await ground.look(knownTo) };
  } finally {
    await ground.end();
  }
}

async function twoTicks(ground: Ground): Promise<void> {
  for (const _ of [1, 2]) {
    await ground.tick();
    ground.clock.now += tickEvery;
    // To the minute: a start asks more than a switch, and each question takes its time.
    ground.clock.now -= ground.clock.now % minute;
  }
}

async function release({ leases, attention }: Store): Promise<void> {
  if (attention.list().some(({ code }) => code === 'REMOVALS_HELD')) await leases.release('removals');
  if (attention.list().some(({ code }) => code === 'CREATIONS_HELD')) await leases.release('creations');
}

function worldOf({ simulator: { world, mail } }: Ground) {
  return {
    clients: [...world.crm.clients.values()].map(({ id, userIdent, firstName, lastName, contacts }) => [
      id,
      userIdent,
      firstName,
      lastName,
      contacts.map(({ email }) => email),
    ]),
    services: [...world.crm.services.values()].map(({ id, clientId, activeFrom, activeTo, name }) => [
      id,
      clientId,
      activeFrom,
      activeTo,
      name,
    ]),
    mails: mail.messages.map(({ to, subject }) => `${to} ${subject}`),
  };
}

/** Without the instants. */
async function knownTo({ database, attention }: Store) {
  const lines = async (table: string, ...columns: string[]) => {
    const rows = await database.run((knex) => knex(table).select(...columns));
    return rows.map((row) => JSON.stringify(columns.map((column) => row[column]))).sort();
  };
  const audit = await lines('audit', 'kind', 'key', 'outcome', 'because', 'before_json', 'after_json');
  return {
    attention: attention
      .all()
      .map(({ key, verdict }) => `${key} ${verdict}`)
      .sort(),
    audit: audit.filter((line) => !line.includes('"mode"')),
    leases: await lines(
      'leases',
      'uid',
      'household_id',
      'applied_fingerprint',
      'planned_fingerprint',
      'billed_fingerprint',
      'charged_until',
      'failures',
      'waiting_json',
    ),
    stays: await lines('stays', 'household_id', 'unit_uid', 'service_id', 'last_day', 'let_go_as', 'ended_on'),
    planned: await lines('planned', 'run', 'key', 'after_json'),
    effects: await lines('effects', 'key', 'fingerprint', 'state'),
  };
}

test('a life with switches is the same as with restarts', { timeout: 300_000 }, async (t) => {
  let switches = 0;
  let planned = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    const bySwitch = await lived(seed, 'switched');
    const byRestart = await lived(seed, 'started again');
    assert.deepEqual(bySwitch, byRestart, `seed ${seed}`);
    switches += bySwitch.switches.length;
    planned += bySwitch.known.effects.filter((line) => line.includes('planned')).length;
  }
  t.diagnostic(`${switches} switches, ${planned} effects planned`);
  assert.ok(switches > 25 && planned > 15, `${switches} switches, ${planned} effects planned`);
});

/** One lease that begins today. */
async function oneLease(t: TestContext): Promise<Ground> {
  const begins = Date.parse('2026-11-20T18:00:00Z');
  const made = await Ground.begin({ units: 3, begins, isInProcess: true, pageSize: 10 });
  t.after(() => made.end());
  const { world } = made.simulator;
  world.addLease({ unit: world.unit([...world.units.keys()][0] ?? '').label });
  return made;
}

async function ticks(place: Ground, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) {
    place.clock.now += 5 * minute;
    await place.tick();
  }
}

function written({ writes }: Ground): string[] {
  return writes.filter((line) => !line.includes('/connect/token'));
}

/** What a lease costs that nobody disturbs. */
async function undisturbed(t: TestContext): Promise<{ written: string[]; mails: number }> {
  const place = await oneLease(t);
  await ticks(place, 3);
  return { written: written(place).sort(), mails: place.simulator.mail.messages.length };
}

for (const path of ['/clients', '/sites', '/clients/{id}/services']) {
  test(`back to dry-run while POST ${path} is under way: nothing after it; live again, it is finished once`, async (t) => {
    const whole = await undisturbed(t);
    const place = await oneLease(t);
    let switching: Promise<void> | undefined;
    const stop = place.simulator.faults.hook((request, moment) => {
      if (moment !== 'before-effect' || request.method !== 'POST' || request.path !== path) return;
      switching ??= place.switchMode('dry-run');
      return switching;
    });
    await ticks(place, 1);
    stop();
    assert.ok(switching, `nothing was written to ${path}`);
    const soFar = written(place);
    assert.equal(soFar.at(-1), `POST ${path}`, 'nothing after what was under way');
    await ticks(place, 3);
    assert.deepEqual([written(place), place.simulator.mail.messages.length], [soFar, 0]);
    await place.look(async (store) => assert.deepEqual(store.attention.list(), []));
    await place.switchMode('live');
    await ticks(place, 3);
    assert.deepEqual([written(place).sort(), place.simulator.mail.messages.length], [whole.written, whole.mails]);
    await place.look(async (store) => assert.deepEqual(store.attention.list(), []));
  });
}

test('live while a dry-run is under way: what it has read and found counts no more, and nothing is written by it', async (t) => {
  for (const path of ['/v1/leases', '/v2/maintenances', '/sites', '/clients', '/devices']) {
    const place = await oneLease(t);
    await place.switchMode('dry-run');
    let switching: Promise<void> | undefined;
    const stop = place.simulator.faults.hook((request, moment) => {
      if (moment !== 'after-effect' || request.isWrite || request.path !== path) return;
      switching ??= place.switchMode('live');
      return switching;
    });
    const { due } = await place.tick();
    stop();
    assert.ok(switching, `nothing was read of ${path}`);
    assert.deepEqual([written(place), place.simulator.mail.messages.length], [[], 0], path);
    if (path.startsWith('/v')) assert.equal(due, 0, `${path}: nothing comes out of such a scan`);
    const facts = await place.look(({ database }) => database.run((knex) => knex('facts').select('name')));
    assert.deepEqual(
      facts.flatMap(({ name }) => (/^(site|onu|service)/.test(name) ? [name] : [])),
      [],
      path,
    );
    const whole = await undisturbed(t);
    await ticks(place, 3);
    assert.deepEqual([written(place).sort(), place.simulator.mail.messages.length], [whole.written, whole.mails], path);
  }
});
