/** Where Innago takes no comments, a plan request is answered by a real mail, and one only. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longDate } from '../../nodes/village/calendar-date.ts';
import { doneText, dueDate, inPlanScene, said, unclear, wants } from './plan-scene.ts';
import { tenantOf } from './trouble-scene.ts';

test('comments are refused: the answer goes by mail, once, and without an address a person is asked', {
  timeout: 120_000,
}, async () => {
  await inPlanScene({ dueIn: { 101: 1, 102: 12 } }, async (scene) => {
    const { simulator, asked, tick, planOf, bills, requestsOf, command } = scene;
    const { world, mail } = simulator;
    world.variants = { ...world.variants, commentsRefused: 404 };
    const welcomes = mail.messages.length;
    const answers = () => mail.messages.slice(welcomes).map(({ to, subject, text }) => [to, subject, text.trim()]);
    const answer = (unit: string, text: string) => [tenantOf(unit).email, `Your internet plan - Unit ${unit}`, text];

    const up = await asked('101', wants['2G']);
    const done = answer('101', doneText('101', '2G', longDate(dueDate(scene, 1))));
    assert.deepEqual([up.status, planOf('101'), bills('101').length, answers()], ['Resolved', '2G', 1, [done]]);
    assert.deepEqual(await requestsOf(tick), []);
    const question = await asked('101', unclear);
    assert.deepEqual(await requestsOf(tick), []);
    assert.equal(question.status, 'NewRequest');
    assert.match(answers()[1]?.[2] ?? '', /^Thank you for your question.*\n\nOur plans:\n- Village Fiber 500/);
    world.variants = { ...world.variants, commentsRefused: undefined };
    assert.equal((await command('retry', `ticket:${question.maintenanceUid}`)).status, 200);
    await tick();
    assert.deepEqual([said(question), answers().length], [[], 2], 'what was mailed is not posted afterwards');
    world.resolveTicket(question.maintenanceUid);
    world.variants = { ...world.variants, commentsRefused: 404 };

    const tenant = world.lease('102').tenants[0];
    assert.ok(tenant);
    world.editTenant(tenant.tenantUid, { email: null });
    await tick();
    const silent = await asked('102', wants['1G']);
    assert.deepEqual([silent.status, planOf('102')], ['Resolved', '1G']);
    assert.equal(answers().length, 2);
    const [key] = await scene.keys('ANSWER_NO_ADDRESS');
    world.editTenant(tenant.tenantUid, { email: tenantOf('102').email });
    await tick();
    assert.equal(await scene.answer('retry', key ?? ''), 200);
    await tick();
    assert.deepEqual(answers().slice(2), [answer('102', doneText('102', '1G', longDate(dueDate(scene, 12))))]);
    assert.deepEqual([said(up), said(silent), await scene.attention()], [[], [], []]);

    world.variants = { ...world.variants, commentsRefused: undefined };
    const posted = await asked('102', wants['2G']);
    assert.deepEqual([said(posted).length, answers().length, said(up)], [1, 3, []]);
  });
});
