/** A restored backup, while Innago gives the leases and not the tickets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restoredKey } from '../../nodes/state/backup-gap.ts';
import type { EffectFacts } from '../../nodes/state/effect.ts';
import type { Store } from '../../nodes/state/store.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { backedUp, day, mail, restore, scanned } from './backup-scene.ts';
import { claimOf, codes, minute } from './stage.ts';
import { absorb } from './tickets/book.ts';
import { ticket } from './tickets/tickets.ts';

/** The mail that answers a ticket. */
const answer = (uid: string): EffectFacts => ({
  ...mail(1),
  key: `mail/ticket:${uid}/answer`,
  reason: { because: uid },
});

/** What becomes of the answers to these tickets, each in a place of its own. */
async function answers(store: Store, ...uids: string[]): Promise<string[]> {
  const claim = await claimOf(store);
  const outcomes: string[] = [];
  for (const uid of uids)
    outcomes.push(await store.once.beginOnce(claim, answer(uid)).catch((error: { code: string }) => error.code));
  await store.claims.release(claim);
  return outcomes;
}

test('tickets stay asked about until they were listed twice, whatever was approved meanwhile, over restarts', async (t) => {
  const scene = await backedUp(t);
  const { store, copy, clock } = scene;
  const { file } = await copy();
  clock.forward(day);
  await restore(scene, store, file);
  const restored = await scene.open();
  await carryOut(restored, { verb: 'approve', key: restoredKey });
  for (let n = 0; n < 3; n += 1) {
    await scanned(restored, clock);
    clock.forward(minute);
  }
  assert.deepEqual([restored.gap.restoredAt, codes(restored)], [undefined, []], 'the leases are settled');
  await restored.close();

  const later = await scene.open();
  await absorb(later, [ticket('t1'), ticket('t2')]);
  assert.deepEqual(await answers(later, 't1'), ['EFFECT_UNKNOWN'], 'no list was whole yet');
  await later.gap.noteTickets();
  clock.forward(minute);
  await absorb(later, [ticket('t1'), ticket('t2'), ticket('t3')]);
  assert.deepEqual(
    await answers(later, 't2', 't3'),
    ['EFFECT_UNKNOWN', 'send'],
    'the first whole list tells what is new',
  );
  await later.gap.noteTickets();
  await absorb(later, [ticket('t4', { submittedOn: '2026-11-19' })]);
  assert.deepEqual(await answers(later, 't4'), ['send'], 'settled');
});

test('a dry-run settles no tickets: nothing was asked', async (t) => {
  const scene = await backedUp(t);
  const { file } = await scene.copy();
  await restore(scene, scene.store, file);
  const looking = await scene.open({ mode: 'dry-run' });
  await looking.gap.noteTickets();
  await looking.gap.noteTickets();
  await looking.close();
  const live = await scene.open();
  assert.equal(live.gap.askedFrom(answer('t1')), live.gap.restoredAt);
  await absorb(live, [ticket('t1')]);
  await live.gap.noteTickets();
  await live.gap.noteTickets();
  assert.deepEqual(await answers(live, 't1'), ['EFFECT_UNKNOWN']);
});
