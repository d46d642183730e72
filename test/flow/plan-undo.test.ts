/** A plan change is taken back by the admin route while no line is issued; later it is refused, in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longDate } from '../../nodes/village/calendar-date.ts';
import { doneText, dueDate, inPlanScene, said, undoneText, wants } from './plan-scene.ts';

test('undo: before a line is issued, too late, and while a line is due', { timeout: 120_000 }, async () => {
  await inPlanScene({ dueIn: { 101: 12, 102: 1, 103: 3 } }, async (scene) => {
    const { simulator, asked, tick, planOf, bills, command, deploy, requestsOf } = scene;

    const up = await asked('101', wants['2G']);
    await tick();
    const undo = await command('undo', `ticket:${up.maintenanceUid}`);
    assert.equal(undo.status, 200);
    assert.match(undo.text, /Village Fiber 500/);
    await tick();
    const told = [doneText('101', '2G', longDate(dueDate(scene, 12))), undoneText('101', 500)];
    assert.deepEqual([planOf('101'), said(up), up.status, bills('101')], ['500', told, 'Resolved', []]);
    await tick();
    assert.deepEqual(await requestsOf(tick), []);
    const twice = await command('undo', `ticket:${up.maintenanceUid}`);
    assert.equal(twice.status, 400);
    assert.match(twice.text, /taken back already/);

    const billed = await asked('102', wants['2G']);
    const late = await command('undo', `ticket:${billed.maintenanceUid}`);
    assert.equal(late.status, 400);
    assert.match(late.text, /was charged for Village Fiber 2G in \d{4}-\d{2} already.*Void that invoice/);
    await tick();
    assert.deepEqual([planOf('102'), said(billed).length, bills('102').length], ['2G', 1, 1]);

    await deploy('fiber-plans', { undoHours: '1' });
    const held = await asked('103', wants['2G']);
    await tick();
    assert.deepEqual([planOf('103'), bills('103')], ['2G', []], 'the line waits for the undo window');
    await deploy('fiber-plans', { undoHours: '0' });
    const { leaseUid } = simulator.world.lease('103');
    assert.equal((await command('retry', `lease:${leaseUid}`)).status, 200);
    assert.equal((await command('undo', `ticket:${held.maintenanceUid}`)).status, 200);
    await tick();
    await tick();
    assert.deepEqual([planOf('103'), bills('103'), await scene.attention()], ['500', [], []]);
    assert.deepEqual(said(held).slice(1), [undoneText('103', 500)]);

    const again = await asked('101', wants['1G']);
    assert.deepEqual([planOf('101'), again.status, said(again).length], ['1G', 'Resolved', 1]);
  });
});
