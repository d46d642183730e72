/** What was there before go-live is adopted, and what a dry-run leaves behind (design §5). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryThrough, expired, future, lease, stage, tenant, tick } from './stage.ts';

const day = 24 * 3_600_000;
const ada = tenant('ada');

test('leases begun before the configured go-live date are adopted', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ goLive: '2026-06-02' });
  const works = await tick(store, clock, [lease('before', '101'), lease('after', '102', { start: '2026-06-02' })]);
  assert.deepEqual([works.get('before')?.adopt, works.get('after')?.adopt], [true, false]);
  assert.equal(await store.facts.get('goLive'), '2026-06-02');
});

test('the go-live date is the day of the first live tick, stored once; dry-run reckons as if it were today', async (t) => {
  const { open, clock } = await stage(t);
  const leases = [
    lease('yesterday', '101', { start: '2026-11-19' }),
    lease('today', '102', { start: '2026-11-20' }),
    lease('tomorrow', '103', { start: '2026-11-21', flags: future }),
  ];
  const adopted = (works: Map<string, { adopt: boolean }>) =>
    [...works].filter(([, { adopt }]) => adopt).map(([uid]) => uid);
  const unset = { isGoLiveUnset: true };
  const dry = await open({ mode: 'dry-run', ...unset });
  assert.deepEqual(adopted(await tick(dry, clock, leases)), ['yesterday']);
  assert.equal(await dry.facts.get('goLive'), undefined);
  await dry.close();
  clock.forward(day);
  const live = await open(unset);
  assert.deepEqual(adopted(await tick(live, clock, leases)).sort(), ['today', 'yesterday']);
  await live.close();
  clock.forward(5 * day);
  const later = await open(unset);
  assert.deepEqual(adopted(await tick(later, clock, leases)).sort(), ['today', 'yesterday']);
  assert.equal(await later.facts.get('goLive'), '2026-11-21');
});

test('a renewal seen first after go-live is adopted when its household lived there before', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ goLive: '2026-11-01' });
  const old = lease('old', '101', { start: '2025-11-10', end: '2026-11-09', tenants: [ada], flags: expired });
  const renewal = lease('renewal', '101', { start: '2026-11-10', tenants: [ada] });
  assert.equal((await tick(store, clock, [old, renewal])).get('renewal')?.adopt, true);
});

test('a unit that joins the list later has that day as its own go-live date', async (t) => {
  const { open, clock } = await stage(t);
  const leases = ['101', '102', '103'].map((unit) => lease(`lease-${unit}`, unit, { start: '2026-11-20' }));
  const adopted = async (options: object) => {
    const store = await open({ goLive: '2026-11-10', ...options });
    const works = await tick(store, clock, leases);
    await store.close();
    return [...works.values()].filter(({ adopt }) => adopt).map(({ unit }) => unit.label);
  };
  assert.deepEqual(await adopted({ onlyUnits: ['101'] }), []);
  clock.forward(day);
  assert.deepEqual(await adopted({ onlyUnits: ['101', '102'] }), ['102']);
  clock.forward(day);
  assert.deepEqual(await adopted({}), ['102', '103']);
});

test('in the sandbox everything is new', async (t) => {
  const { open, clock } = await stage(t);
  const world = { kind: 'sandbox' as const, property: 'p', uispHost: 'h' };
  const store = await open({ world, goLive: '2026-11-20' });
  assert.equal((await tick(store, clock, [lease('a', '101')])).get('a')?.adopt, false);
});

test('dry-run: a plan that is made keeps the ticks quiet; live makes everything due again', async (t) => {
  const { open, clock } = await stage(t);
  const leases = [lease('a', '101')];
  const dry = await open({ mode: 'dry-run' });
  await carryThrough(dry, (await tick(dry, clock, leases)).get('a'));
  assert.equal((await tick(dry, clock, leases)).size, 0);
  await dry.close();
  const live = await open();
  await carryThrough(live, (await tick(live, clock, leases)).get('a'));
  await live.close();
  const dryAgain = await open({ mode: 'dry-run' });
  assert.equal((await tick(dryAgain, clock, leases)).size, 0);
});
