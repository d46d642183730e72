import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worldSettings } from './options.ts';
import { activeLeases } from './world/lease-state.ts';
import { Life } from './world/life.ts';
import { PlanRequestLife } from './world/plan-request-life.ts';
import { PLAN_REQUEST_TEXTS } from './world/plan-request-texts.ts';
import { seededRandom } from './world/random.ts';
import { buildWorld } from './world/victorian-village.ts';

const village = (seed = 1) => buildWorld(worldSettings({ seed, now: () => Date.parse('2026-11-22T12:00:00Z') }));

describe('requests for another plan', () => {
  it('come in every way there is, from who should write them', () => {
    const world = village();
    const life = new PlanRequestLife(world, seededRandom(1));
    const written = Array.from({ length: 60 }, () => life.next()?.ticket).filter((ticket) => ticket !== undefined);
    const went = new Set<unknown>();
    const seen = new Set<string>();
    for (const { name, description, personUid, unit } of written) {
      const text = PLAN_REQUEST_TEXTS.find((one) => one.name === name && one.description === description);
      assert.ok(text, name);
      seen.add(text.kind);
      const lease = activeLeases(world).find(({ unitUid }) => unitUid === unit);
      assert.ok(lease, 'somebody lives there');
      assert.equal(
        lease.tenants.some(({ tenantUid }) => tenantUid === personUid),
        text.kind !== 'stranger',
        text.kind,
      );
      if (text.kind === 'up') went.add(personUid);
      if (text.kind === 'down' || text.kind === 'second') assert.ok(went.has(personUid), 'who went up before');
    }
    assert.deepEqual([...seen].sort(), ['down', 'question', 'second', 'stranger', 'unclear', 'up', 'with-fault']);
  });

  it('are none where nobody lives', () => {
    const world = buildWorld(worldSettings({ village: 'empty' }));
    assert.equal(new PlanRequestLife(world, seededRandom(1)).next(), undefined);
  });

  it('come every few minutes in the living village, and who was not clear says more', () => {
    const world = village();
    const life = new Life(world);
    const isPlan = (line: string) => PLAN_REQUEST_TEXTS.some(({ description }) => line.includes(description));
    // Three minutes each.
    for (let step = 0; step < 200; step += 1) life.next();
    const many = life.diary.filter(isPlan).length;
    assert.ok(many > 15, `${many} requests in ten hours`);
    assert.ok(life.diary.some((line) => /adds to "(Internet Upgrade|Question)": "Then Village|"Thank you/.test(line)));
  });

  it('are the same for the same seed', () => {
    const requests = (seed: number) => {
      const life = new PlanRequestLife(village(), seededRandom(seed));
      return Array.from({ length: 30 }, () => life.next());
    };
    assert.deepEqual(requests(4), requests(4));
    assert.notDeepEqual(requests(4), requests(5));
  });
});
