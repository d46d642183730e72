import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from './simulator.ts';

const dayMs = 86_400_000;

test('the sandbox shows all that can become of a tenancy, in its diary and on its page', async (t) => {
  let now = Date.parse('2026-11-22T15:00:00Z');
  const simulator = await startSimulator({ now: () => now });
  t.after(() => simulator.stop());
  const { life, world } = simulator;
  for (let day = 0; day < 6; day += 1) {
    const ended = endedOrDeleted(simulator);
    for (let step = 0; step < 40; step += 1) life.next();
    assert.ok(endedOrDeleted(simulator) - ended <= 3, 'the brake on removals need not hold anything back');
    now += dayMs;
  }
  const diary = life.diary.join('\n');
  for (const words of [
    /a lease of \d+ from/,
    /is left/,
    /moves to \d+/,
    /gives notice for 2026-\d\d-\d\d; a lease of/,
    /a roommate moves into/,
    /a roommate leaves/,
    /the first tenant leaves the others in/,
    /a renewal of/,
    /month to month from now on/,
    /the coming lease of .* is called off/,
    /begins a week later/,
    /has its lease deleted/,
  ])
    assert.match(diary, words);
  const page = await (await fetch(simulator.pageUrl)).text();
  assert.match(page, /the coming lease of/);
  const active = [...world.leases.values()].filter(
    ({ startDate, endDate }) => startDate <= world.today && (endDate === null || endDate >= world.today),
  );
  assert.equal(
    new Set(active.map(({ unitUid }) => unitUid)).size,
    active.length,
    'nobody lives in a unit with strangers',
  );
});

/** Leases that are over, as Innago shows them or no longer shows them. */
function endedOrDeleted({ life }: Awaited<ReturnType<typeof startSimulator>>): number {
  return life.diary.filter((line) => /is left|moves to|lease deleted/.test(line)).length;
}
