/** A full disk and a locked file: told in words, and nothing is lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outside } from './outside.ts';
import { claimOf, effectOf, stage } from './stage.ts';

test('a full disk is told in words, at opening and later, and the store goes on when there is room', async (t) => {
  const { open } = await stage(t);
  await assert.rejects(open({ maxPages: 5 }), { code: 'STORE_FULL', trouble: 'state' });
  const store = await open({ maxPages: 120 });
  await assert.rejects(store.facts.set('big', 'x'.repeat(1_000_000)), { code: 'STORE_FULL', message: /no space/ });
  assert.equal(await store.facts.get('big'), undefined);
  await store.facts.set('small', 'x');
  assert.equal(await store.facts.get('small'), 'x');
});

test('a full disk between a write and its result: the effect is looked for, not written twice', async (t) => {
  const { open } = await stage(t);
  const written: string[] = [];
  const store = await open({ maxPages: 100 });
  const claim = await claimOf(store);
  const big = { result: effectOf('x', written).result, write: async () => `${written.push('x')}`.padEnd(1_000_000) };
  await assert.rejects(store.ledger.apply(claim, effectOf('x', written, big)), { code: 'STORE_FULL' });
  const again = await store.ledger.apply(claim, effectOf('x', written, { look: async () => 'found' }));
  assert.deepEqual([again, written], [{ outcome: 'adopted', result: 'found' }, ['x']]);
});

test('a database that an outside program keeps locked is told in words, and works again afterwards', async (t) => {
  const { file, open } = await stage(t);
  const store = await open();
  await outside(file, async (knex) => {
    await knex.raw('BEGIN IMMEDIATE');
    await assert.rejects(store.facts.set('a', 'b'), {
      code: 'STORE_LOCKED',
      trouble: 'state',
      message: /Another program/,
    });
    await knex.raw('ROLLBACK');
  });
  await store.facts.set('a', 'b');
});
