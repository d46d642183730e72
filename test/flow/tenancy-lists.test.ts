/** What comes: the plan, the moves and the adoption, at the press of a button, as rows and as CSV. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writes } from './invariants.ts';
import { inTenancy, lease, person, welcomed } from './tenancy-scene.ts';

interface List {
  readonly mode: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly csv: string;
  readonly summary: string;
}

test('in a dry-run the plan, the moves of 60 days and the households from before go-live come out; nothing is written', {
  timeout: 180_000,
}, async () => {
  await inTenancy(
    {
      units: ['101', '102'],
      env: { SYNC_MODE: 'dry-run', SYNC_GO_LIVE: '2026-11-01' },
      before: (stage) => {
        const { world } = stage.simulator;
        const { firstName, lastName } = person('ann');
        lease(stage, ['ann'], { unit: '101' });
        lease(stage, ['bob'], { unit: '102', startDate: '2026-11-05', endDate: '2026-11-20' });
        lease(stage, ['cleo'], { unit: '102', startDate: '2026-11-20' });
        const client = world.addClient({ firstName: firstName ?? '', lastName: lastName ?? '', userIdent: 'OLD-17' });
        const site = world.addSite({ name: 'Unit 101', parentId: stage.simulator.uisp.parentSiteId });
        world.addService({ clientId: client.id, plan: 'Village Fiber 1G', siteId: site.id });
      },
    },
    async (scene) => {
      const { ask, tick } = scene;
      const list = async (button: Parameters<typeof ask>[0]): Promise<List> => {
        const { payload } = await ask(button);
        return JSON.parse(JSON.stringify(payload));
      };
      // Who waits for the unit is looked at again a few times, and then less often.
      for (const _ of [1, 2, 3]) await tick();
      const plan = await list('plan');
      assert.deepEqual(
        plan.rows.map(({ unit, what, after }) => `${unit} ${what}: ${after}`),
        [
          '101 ONU on the site: on Unit 101',
          '101 ONU gets its name: ONU-101',
          '102 UISP client: Zebulonia Quackenbush, Unit 102, 1 contact',
          '102 UISP client: Zebulonia Quackenbush, Unit 102, 1 contact',
          '102 subscriber site: Unit 102 below Victorian Village',
          '102 service begins: Village Fiber 500 from November 5, 2026',
          '102 ONU on the site: on Unit 102',
          '102 ONU gets its name: ONU-102',
          '102 welcome mail: to Zebulonia Quackenbush',
          '102 welcome mail: to Zebulonia Quackenbush',
        ],
      );
      assert.match(plan.summary, /^10 changes in 2 units: 2 × UISP client, /);
      assert.match(plan.csv, /^unit,what,before,after,why,lease,planned at,key\r\n101,ONU on the site,/);
      assert.equal(plan.csv.trim().split('\r\n').length, 11);

      const moves = await list('upcoming');
      assert.deepEqual(
        moves.rows.map(({ day, unit, what, note }) => [day, unit, what, note]),
        [
          ['2026-11-20', '102', 'moves out', ''],
          ['2026-11-20', '102', 'moves in', 'internet from November 21, 2026'],
        ],
      );
      assert.match(moves.csv, /^day,unit,what,who,note,lease\r\n2026-11-20,102,moves out,Zebulonia Quackenbush,/);

      const adoption = await list('adoption');
      assert.deepEqual(
        adoption.rows.map(({ unit, state, client }) => [unit, state, client]),
        [['101', 'matched', 1000]],
      );
      assert.equal(adoption.summary, '1 household from before go-live: 1 matched');
      assert.match(adoption.csv, /^unit,lease,state,client,choices,why,key\r\n101,/);
      assert.deepEqual([plan.mode, moves.mode, adoption.mode], ['dry-run', 'dry-run', 'dry-run']);
      assert.deepEqual([...writes(scene.simulator), ...welcomed(scene)], []);
    },
  );
});
