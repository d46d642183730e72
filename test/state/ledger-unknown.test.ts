/** The ledger after a write whose outcome is unknown (design §2): it looks first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SyncError } from '../../nodes/sync-error.ts';
import { claimOf, effectOf, stage } from './stage.ts';

/** A write that fails after it may have happened. */
const lost = {
  write: async (): Promise<string> => {
    throw new SyncError('lost', { code: 'UISP_CRM_TIMEOUT', trouble: 'server', effect: 'unknown' });
  },
};

test('after an unknown outcome it is looked for first, with what was prepared then, and adopted', async (t) => {
  const { open } = await stage(t);
  let store = await open();
  let claim = await claimOf(store);
  const written: string[] = [];
  const first = effectOf('A', written, { ...lost, prepare: async () => ['invoice-1'] });
  await assert.rejects(store.ledger.apply(claim, first), { code: 'UISP_CRM_TIMEOUT' });
  await store.close();
  store = await open();
  claim = await claimOf(store);
  const prepared: unknown[] = [];
  const again = await store.ledger.apply(
    claim,
    effectOf('A', written, {
      prepare: async () => ['invoice-2'],
      look: async (then) => {
        prepared.push(then);
        return 'found';
      },
    }),
  );
  assert.deepEqual(again, { outcome: 'adopted', result: 'found' });
  assert.deepEqual([prepared, written], [[['invoice-1']], []]);
  assert.deepEqual(await store.ledger.apply(claim, effectOf('A', written)), { outcome: 'skipped', result: 'found' });
});

test('looked for and not there: written under a new intent, with a new preparation', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  const prepared: unknown[] = [];
  await assert.rejects(store.ledger.apply(claim, effectOf('A', written, { ...lost, prepare: async () => 1 })));
  const outcome = await store.ledger.apply(
    claim,
    effectOf('A', written, {
      prepare: async () => 2,
      write: async (now) => {
        prepared.push(now);
        return 'A';
      },
    }),
  );
  assert.deepEqual([outcome.outcome, prepared], ['done', [2]]);
  assert.deepEqual(
    (await store.audit.list()).map((entry) => entry.outcome),
    ['done', 'absent', 'unknown'],
  );
});

test('an open intent is looked for whatever is wanted now, and even when what was applied before is wanted again', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  await store.ledger.apply(claim, effectOf('A', written));
  await assert.rejects(store.ledger.apply(claim, effectOf('B', written, lost)));
  const looks: string[] = [];
  const back = await store.ledger.apply(
    claim,
    effectOf('A', written, { look: async () => void looks.push('A') as undefined }),
  );
  assert.deepEqual([back.outcome, looks, written], ['done', ['A'], ['A', 'A']]);
});

test('what cannot be looked for is done at most once: an unknown outcome is a person’s business', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  const { look: _look, ...blind } = effectOf('A', written);
  await assert.rejects(store.ledger.apply(claim, { ...blind, ...lost }));
  await assert.rejects(store.ledger.apply(claim, blind), { code: 'EFFECT_UNKNOWN', trouble: 'operator' });
  assert.deepEqual(written, []);
});

test('seeking looks without writing: what is there is adopted, what is not stays unknown', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  const found = effectOf('A', written, { look: async () => 'found' });
  assert.equal(await store.ledger.seek(claim, found), undefined, 'nothing is unknown');
  await assert.rejects(store.ledger.apply(claim, effectOf('A', written, lost)));
  assert.equal(await store.ledger.seek(claim, effectOf('A', written)), undefined);
  const { look: _look, ...blind } = found;
  await assert.rejects(store.ledger.seek(claim, blind), { code: 'EFFECT_UNKNOWN' });
  assert.deepEqual(await store.ledger.seek(claim, found), { outcome: 'adopted', result: 'found' });
  assert.equal(await store.ledger.seek(claim, found), undefined, 'it is settled');
  assert.deepEqual(written, []);
});
