/** The ledger (design §2): what is written, what is skipped, and what happens after an unknown outcome. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SyncError } from '../../nodes/sync-error.ts';
import { claimOf, effectOf, stage } from './stage.ts';

const unknown = () => new SyncError('lost', { code: 'UISP_CRM_TIMEOUT', trouble: 'server', effect: 'unknown' });
const refused = () => new SyncError('no', { code: 'UISP_CRM_422', trouble: 'data', effect: 'none' });

/** A write that fails after it may have happened. */
const lost = { write: async (): Promise<string> => Promise.reject(unknown()) };

test('the same again is skipped, with the stored result; A, B, A is three effects', async (t) => {
  const { open } = await stage(t);
  let store = await open();
  let claim = await claimOf(store);
  const written: string[] = [];
  const outcomes = [];
  for (const value of ['A', 'A', 'B', 'B']) outcomes.push(await store.ledger.apply(claim, effectOf(value, written)));
  await store.close();
  store = await open();
  claim = await claimOf(store);
  for (const value of ['B', 'A', 'A']) outcomes.push(await store.ledger.apply(claim, effectOf(value, written)));
  assert.deepEqual(written, ['A', 'B', 'A']);
  assert.deepEqual(
    outcomes.map(({ outcome, result }) => `${outcome} ${result}`),
    ['done A', 'skipped A', 'done B', 'skipped B', 'skipped B', 'done A', 'skipped A'],
  );
});

test('a write that surely did nothing is closed, and simply written again', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  const looks: string[] = [];
  const look = { look: async () => void looks.push('look') as undefined };
  const failing = effectOf('A', written, { ...look, write: () => Promise.reject(refused()) });
  await assert.rejects(store.ledger.apply(claim, failing), { code: 'UISP_CRM_422' });
  assert.equal((await store.ledger.apply(claim, effectOf('A', written, look))).outcome, 'done');
  assert.deepEqual([written, looks], [['A'], []]);
  const outcomes = (await store.audit.list()).map(({ outcome, errorCode }) => `${outcome} ${errorCode ?? ''}`.trim());
  assert.deepEqual(outcomes, ['done', 'failed UISP_CRM_422']);
});

test('a failed change leaves the earlier one true: going back to it writes nothing', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  await store.ledger.apply(claim, effectOf('A', written));
  await assert.rejects(store.ledger.apply(claim, effectOf('B', written, { write: () => Promise.reject(refused()) })));
  assert.equal((await store.ledger.apply(claim, effectOf('A', written))).outcome, 'skipped');
  assert.deepEqual(written, ['A']);
});

test('an unexpected error of a write counts as unknown', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const { look: _look, ...blind } = effectOf('A', [], { write: () => Promise.reject(new TypeError('defect')) });
  await assert.rejects(store.ledger.apply(claim, blind), { code: 'UNEXPECTED' });
  await assert.rejects(store.ledger.apply(claim, blind), { code: 'EFFECT_UNKNOWN' });
});

test('what prepare throws reaches the caller as it is, and nothing is recorded', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const thrown = new Error('already there');
  const leaving = effectOf('A', [], { prepare: () => Promise.reject(thrown) });
  await assert.rejects(store.ledger.apply(claim, leaving), (error) => error === thrown);
  assert.deepEqual(await store.audit.list(), []);
  assert.equal((await store.ledger.apply(claim, effectOf('A', []))).outcome, 'done');
});

test('a claim that is lost stops the write before anything is sent or recorded', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const claim = await claimOf(store);
  const written: string[] = [];
  clock.forward(15 * 60_000);
  await assert.rejects(store.ledger.apply(claim, effectOf('A', written)), { code: 'CLAIM_LOST', trouble: 'state' });
  const taken = await claimOf(store);
  await assert.rejects(store.ledger.apply(claim, effectOf('A', written)), { code: 'CLAIM_LOST' });
  assert.deepEqual([written, await store.audit.list()], [[], []]);
  assert.equal((await store.ledger.apply(taken, effectOf('A', written))).outcome, 'done');
});

test('a claim of an earlier opening of the store is worth nothing', async (t) => {
  const { open } = await stage(t);
  const first = await open();
  const old = await claimOf(first);
  await first.close();
  const store = await open();
  await claimOf(store);
  await assert.rejects(store.ledger.apply(old, effectOf('A', [])), { code: 'CLAIM_LOST' });
});

test('a claim that is lost while the write is under way: the step stops, but what was answered is known', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const claim = await claimOf(store);
  const written: string[] = [];
  const slow = effectOf('A', written, {
    write: async () => {
      clock.forward(16 * 60_000);
      return `${written.push('A')}`;
    },
  });
  await assert.rejects(store.ledger.apply(claim, slow), { code: 'CLAIM_LOST' });
  assert.equal((await store.ledger.apply(await claimOf(store), effectOf('A', written))).outcome, 'skipped');
  assert.deepEqual(written, ['A']);
});

test('two leases of one household that want the same thing at once: one writes, the other finds it done', async (t) => {
  const store = await (await stage(t)).open();
  const [first, second] = [await claimOf(store, 'lease:a'), await claimOf(store, 'lease:b')];
  const written: string[] = [];
  const slow = effectOf('A', written, {
    write: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return `${written.push('A')}`;
    },
  });
  const both = await Promise.all([store.ledger.apply(first, slow), store.ledger.apply(second, slow)]);
  assert.deepEqual([both.map(({ outcome }) => outcome), written], [['done', 'skipped'], ['A']]);
});

test('dry-run plans and writes nothing; the same plan is recorded once; live never takes a plan for done', async (t) => {
  const { open } = await stage(t);
  const dry = await open({ mode: 'dry-run' });
  const claim = await claimOf(dry);
  const written: string[] = [];
  for (const value of ['A', 'A', 'B', 'B']) {
    assert.deepEqual(await dry.ledger.apply(claim, effectOf(value, written)), {
      outcome: 'planned',
      result: undefined,
    });
  }
  assert.deepEqual(
    (await dry.audit.list()).map(({ outcome, after }) => `${outcome} ${after}`),
    ['planned B', 'planned A'],
  );
  assert.deepEqual(
    (await dry.plan()).map(({ after, reason }) => ({ after, unit: reason.unit })),
    [{ after: 'B', unit: '101' }],
  );
  await dry.close();
  const live = await open();
  assert.equal((await live.ledger.apply(await claimOf(live), effectOf('B', written))).outcome, 'done');
  assert.deepEqual([written, await live.plan()], [['B'], []]);
});

test('dry-run skips what live has done, and looks for what live left open', async (t) => {
  const { open } = await stage(t);
  const live = await open();
  const claim = await claimOf(live);
  await live.ledger.apply(claim, effectOf('A', []));
  await assert.rejects(live.ledger.apply(claim, effectOf('x', [], { ...lost, key: 'other' })));
  await live.close();
  const dry = await open({ mode: 'dry-run' });
  const again = await claimOf(dry);
  assert.equal((await dry.ledger.apply(again, effectOf('A', []))).outcome, 'skipped');
  const found = await dry.ledger.apply(again, effectOf('x', [], { key: 'other', look: async () => 'found' }));
  assert.equal(found.outcome, 'adopted');
});

test('the audit tells when, why, what, before, after and outcome', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.ledger.apply(await claimOf(store), effectOf('ONU-101', [], { before: 'huawei-7', after: 'ONU-101' }));
  const [entry] = await store.audit.list({ leaseUid: 'a' });
  assert.deepEqual(entry, {
    id: 1,
    at: clock(),
    reason: { leaseUid: 'a', unit: '101', householdId: 1, because: 'test' },
    kind: 'onu-name',
    key: 'onu-name/onu:1',
    before: 'huawei-7',
    after: 'ONU-101',
    outcome: 'done',
    errorCode: undefined,
  });
});
