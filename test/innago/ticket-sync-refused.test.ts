/** Where nothing is told to Innago, or it refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syncInnagoSide } from '../../nodes/innago/tickets/ticket-steps.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../error-of.ts';
import { linkedTicket, publicComment, statusChange, words } from './linked-ticket.ts';

test('not linked, held back, or gone on either side: nothing to do, nothing asked', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [publicComment('Done.'), statusChange(0, 3)] });
  const nothing = async (change: Parameters<typeof home.place.store.tickets.change>[2]) => {
    const before = home.entry();
    const result = await home.claimed(async (context) => {
      await context.store.tickets.change(context.claim, home.uid, change);
      return syncInnagoSide(context, words);
    });
    assert.deepEqual([result.outcome, result.text, home.requests()], ['skipped', 'nothing to do', []]);
    await home.claimed((context) => context.store.tickets.change(context.claim, home.uid, () => before));
  };
  await nothing((entry) => ({ ...entry, link: null, uisp: null }));
  await nothing((entry) => ({ ...entry, held: true }));
  await nothing((entry) => ({ ...entry, innago: { ...entry.innago, place: 'gone' } }));
  await nothing((entry) => ({ ...entry, uisp: entry.uisp && { ...entry.uisp, gone: 'deleted' } }));
});

test('dry-run: planned without the words, nothing written, nothing kept', async (t) => {
  const home = await linkedTicket(t, { store: { mode: 'dry-run' } });
  await home.technician({ status: 3, activities: [publicComment('The secret of the cable.'), statusChange(0, 3)] });
  assert.deepEqual(await home.tick(), {
    outcome: 'planned',
    text: 'resolved, comment',
    status: 'resolved',
    comments: 1,
  });
  assert.deepEqual(home.requests(), ['GET']);
  const plan = await home.place.store.plan();
  assert.deepEqual(
    plan.map(({ kind, after }) => [kind, after]),
    [
      ['innago-comment', { source: home.entry().toInnago[0]?.source ?? '', characters: 37 }],
      ['innago-ticket-status', { status: 'Resolved', code: 111 }],
    ],
  );
  assert.doesNotMatch(JSON.stringify(plan), /secret/);
  assert.equal(home.entry().toInnago.length, 1);
  assert.equal(await home.tick(), undefined, 'planned once');
});

test('what Innago refuses of a comment backs off, is a person’s at the third time, and keeps no status', async (t) => {
  const home = await linkedTicket(t);
  home.place.simulator.faults.hook(({ path }) => {
    if (path.endsWith('/comments')) home.place.simulator.world.maintenances.delete(home.uid);
    else home.place.simulator.world.maintenances.set(home.uid, home.ticket);
  });
  await home.technician({ status: 3, activities: [publicComment('The secret of the cable.'), statusChange(0, 3)] });
  const error = await errorOf(home.step());
  assert.deepEqual([error.code, error.trouble], ['INNAGO_404', 'data']);
  assert.doesNotMatch(JSON.stringify([error.message, error.hint]), /secret/);
  assert.equal(home.ticket.status, 'Resolved');
  assert.equal(await home.step(), undefined, 'backs off');
  for (const minutes of [5, 15]) {
    home.place.clock.pass(minutes);
    await errorOf(home.step());
  }
  assert.deepEqual(home.items(), ['INNAGO_404']);
  assert.doesNotMatch(JSON.stringify(await home.place.store.audit.list()), /secret/);
  const key = `INNAGO_404/ticket:${home.uid}`;
  assert.equal(await home.step(), undefined);
  await carryOut(home.place.store, { verb: 'retry', key });
  await errorOf(home.step());
  await carryOut(home.place.store, { verb: 'retry', key: `ticket:${home.uid}` });
  await errorOf(home.step());
  const none = await errorOf(carryOut(home.place.store, { verb: 'retry', key: 'ticket:nobody' }));
  assert.equal(none.code, 'NO_SUCH_ITEM');
});

test('a claim that is lost writes nothing', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [publicComment('Done.'), statusChange(0, 3)] });
  const error = await errorOf(
    home.claimed(async (context) => {
      home.place.clock.pass(16);
      return syncInnagoSide(context, words);
    }),
  );
  assert.equal(error.code, 'CLAIM_LOST');
  assert.deepEqual([home.comments(), home.ticket.status], [[], 'NewRequest']);
});
