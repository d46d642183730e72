/**
 * The power goes out while a household's service is ended: before the last day is written, between that and its answer, between the answer
 * and the freeing of the site, and around that. The next start finishes it, and writes nothing again that was done.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Moment } from '../simulator/faults.ts';
import { assertInvariants, writes } from './invariants.ts';
import { type NodeRedProcess, until } from './node-red-process.ts';
import { powerCuts } from './power-cut.ts';
import { quiet } from './stage.ts';
import { lease, onTenancyStage, services, welcomed } from './tenancy-scene.ts';

const chain = ['PATCH /clients/services/{id}', 'PATCH /clients/services/{id}/unmsclientsite/unbind'];

for (const moment of ['before-effect', 'after-effect', 'after-answer'] satisfies Moment[]) {
  test(`killed ${moment} of both writes of an end: the restart finishes it, and nothing is written twice`, {
    timeout: 240_000,
  }, async () => {
    await onTenancyStage(['101'], async (stage) => {
      const { simulator } = stage;
      const { world } = simulator;
      lease(stage, ['ann'], { unit: '101' });
      let red: NodeRedProcess = await stage.start();
      await until('ann is welcomed', () => simulator.mail.messages.length === 1, { within: 60 });
      await quiet(simulator);

      const before = writes(simulator).length;
      const deaths = powerCuts(simulator, { chain, moment, kill: () => red.killNow() });
      world.endLease('101', '2026-11-09');
      lease(stage, ['bob'], { unit: '101', startDate: '2026-11-09' });
      for (const [n, write] of chain.entries()) {
        await until(`killed at ${write}`, () => deaths.length > n, { within: 60 });
        await red.kill();
        red = await stage.start();
      }
      await until('bob is served', () => services(stage).length === 2, { within: 60 });
      await quiet(simulator);
      assert.deepEqual(services(stage), [
        'ann 2026-01-01 to 2026-11-09, no site',
        'bob 2026-11-10 to no end, Unit 101',
      ]);
      assert.deepEqual(welcomed(stage), ['ann 101', 'bob 101']);
      const ends = writes(simulator)
        .slice(before)
        .filter((write) => chain.includes(write));
      // Cut off before their effect, both are sent once more.
      assert.deepEqual(
        ends,
        chain.flatMap((write) => (moment === 'before-effect' ? [write, write] : [write])),
      );
      const open: { items: unknown[] } = await (await fetch(`${red.url}/village-fiber/attention`)).json();
      assert.deepEqual(open.items, []);
      assertInvariants(simulator);
    });
  });
}
