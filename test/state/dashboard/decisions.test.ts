/** What a person decides about something of a unit: in the unit's history, in words; and what was ignored can be taken up again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { stage } from '../stage.ts';
import { absorb, village } from '../tickets/book.ts';
import { ticket } from '../tickets/tickets.ts';
import { answered } from './asking.ts';

const requester = {
  key: 'PLAN_REQUESTER/ticket:t1',
  code: 'PLAN_REQUESTER',
  where: 'unit 101',
  why: 'Ticket t1 asks for a plan.',
  todo: 'Approve, or ignore this.',
};
const drift = {
  key: 'DRIFT_PLAN_CHANGED/unit:unit-101',
  code: 'DRIFT_PLAN_CHANGED',
  where: 'somewhere',
  why: 'x',
  todo: 'y',
};
const missed = {
  key: 'billing/household:1/missed:2026-10',
  code: 'BILLING_MONTH_MISSED',
  where: 'unit 101',
  why: 'October was not charged.',
  todo: 'Ignore: it is never charged.',
  leaseUid: 'a',
};

test('decisions about tickets, drift and charges are in the history of the unit, whatever the key', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  for (const item of [requester, drift, missed]) await store.attention.raise(item);
  await carryOut(store, { verb: 'ignore', key: requester.key }, 'dashboard: jane');
  await carryOut(store, { verb: 'approve', key: drift.key }, 'dashboard: jane');
  await carryOut(store, { verb: 'ignore', key: missed.key }, 'operator: boss');
  await carryOut(store, { verb: 'retry', key: 'ticket:t1' }, 'operator: boss');
  const { history } = await answered(store, 'unit', { unit: '101' });
  assert.deepEqual(
    history.slice(0, 4).map(({ what, outcome, why, by }) => [what, outcome, why, by]),
    [
      ['ticket', 'retry', '', 'operator: boss'],
      ['charge of 2026-10', 'ignored', '', 'operator: boss'],
      ['drift plan changed', 'approved', '', 'dashboard: jane'],
      ['plan requester', 'ignored', '', 'dashboard: jane'],
    ],
  );
  assert.deepEqual((await answered(store, 'unit', { unit: '102' })).history, []);
});

test('an ignored item is told of as such, also after a restart, until it is taken up again', async (t) => {
  const { open, clock } = await stage(t);
  const first = await open();
  await village(first, clock);
  await first.attention.raise(missed);
  const { ignored } = await carryOut(first, { verb: 'ignore', key: missed.key });
  const { key, code, where, why, leaseUid } = missed;
  assert.deepEqual(ignored, [{ key, where, code, why, leaseUid }]);
  await first.close();
  const store = await open();
  assert.deepEqual((await answered(store, 'attention', {}, 'viewer')).ignored, ignored);
  assert.equal((await answered(store, 'units')).counts.attention, 0);
  const after = await carryOut(store, { verb: 'heed', key }, 'dashboard: jane');
  assert.deepEqual([after.ignored, after.items.map((item) => item.key)], [[], [key]]);
  assert.equal((await answered(store, 'units')).counts.attention, 1);
  const [said] = (await answered(store, 'unit', { unit: '101' })).history;
  assert.deepEqual([said?.what, said?.outcome, said?.by], ['charge of 2026-10', 'heed', 'dashboard: jane']);
});
