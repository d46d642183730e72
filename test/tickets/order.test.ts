/** Within a tick, either side may be read first: the end is the same (design §4, "Maintenance ticket"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../simulator/world/random.ts';
import { randomTicketEdit } from '../simulator/world/ticket-edits.ts';
import { markedUid } from '../simulator/world/ticket-marker.ts';
import { BothSides, type Order } from './both-sides.ts';

const orders: readonly Order[] = ['innago first', 'uisp first'];
const batches = 40;

for (const seed of [11, 12]) {
  test(`${batches} batches of edits, seed ${seed}: the same end in both orders, after each batch`, {
    timeout: 120_000,
  }, async () => {
    const both = await Promise.all(
      orders.map(async (order) => ({ order, sides: await BothSides.begin(), random: seededRandom(seed) })),
    );
    try {
      for (let batch = 1; batch <= batches; batch += 1) {
        const ends = [];
        for (const { order, sides, random } of both) {
          for (let edits = 1 + random.below(6); edits > 0; edits -= 1) randomTicketEdit(sides.simulator.world, random);
          for (let tick = 0; tick < 3; tick += 1) await sides.tick(order);
          assert.deepEqual(sides.failures, []);
          ends.push(endOf(sides));
        }
        assert.deepEqual(ends[1], ends[0], `seed ${seed}, batch ${batch}`);
      }
    } finally {
      for (const { sides } of both) await sides.end();
    }
  });
}

/** How every ticket stands on both sides: statuses, and what was said. */
function endOf({ simulator }: BothSides) {
  const { world } = simulator;
  const halves = Map.groupBy([...world.crm.tickets.values()], ({ subject }) => markedUid(subject ?? '') ?? '');
  return [...world.maintenances.values()].map(({ maintenanceUid, status, comments }) => ({
    maintenanceUid,
    status,
    comments: comments.map(({ text }) => text).sort(),
    uisp: (halves.get(maintenanceUid) ?? []).map((half) => ({
      status: half.status,
      comments: half.activity.filter(({ type }) => type === 'comment').length,
    })),
  }));
}
