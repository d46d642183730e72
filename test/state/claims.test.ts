/** Claims (design §2): who may act, for how long, and how many at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimLifetime, claimsAtOnce } from '../../nodes/state/ledger/claims.ts';
import { claimOf, stage } from './stage.ts';

test('a key is claimed by one; given back, it can be taken again with another token', async (t) => {
  const store = await (await stage(t)).open();
  const first = await claimOf(store);
  assert.equal(await store.claims.take('lease:a'), undefined);
  assert.equal(store.claims.isHeld('lease:a'), true);
  assert.equal(await store.claims.release(first), true);
  assert.equal(store.claims.isHeld('lease:a'), false);
  const second = await claimOf(store);
  assert.notEqual(second.token, first.token);
  assert.equal(await store.claims.release(first), false);
  assert.equal(store.claims.isHeld('lease:a'), true);
});

test('at most 20 leases at once; other work is not counted', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  for (let n = 0; n < claimsAtOnce; n += 1) await claimOf(store, `lease:${n}`);
  assert.equal(await store.claims.take('lease:one-too-many'), undefined);
  assert.ok(await store.claims.take('action:prepare'));
  clock.forward(claimLifetime);
  assert.ok(await store.claims.take('lease:one-too-many'));
});

test('a claim lasts 15 minutes, and 15 more from each renewal', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const claim = await claimOf(store);
  clock.forward(claimLifetime - 1);
  assert.equal(await store.claims.take('lease:a'), undefined);
  await store.renew(claim);
  clock.forward(claimLifetime - 1);
  assert.equal(store.claims.isHeld('lease:a'), true);
  clock.forward(1);
  assert.equal(store.claims.isHeld('lease:a'), false);
  await assert.rejects(store.renew(claim), { code: 'CLAIM_LOST', trouble: 'state' });
  const next = await claimOf(store);
  assert.equal(store.claims.isOurs(next), true);
  assert.equal(store.claims.isOurs(claim), false);
});

test('a new opening is a new epoch: all older claims are free at once', async (t) => {
  const { open } = await stage(t);
  const first = await open();
  const old = await claimOf(first);
  await first.close();
  const second = await open();
  await assert.rejects(second.renew(old), { code: 'CLAIM_LOST' });
  const taken = await claimOf(second);
  assert.equal(taken.epoch, old.epoch + 1);
  assert.equal(second.claims.isOurs(old), false);
});

test('a claim that was given back in memory alone can be taken over', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  store.claims.forget(claim);
  assert.equal(store.claims.isHeld('lease:a'), false);
  const next = await claimOf(store);
  await assert.rejects(store.renew(claim), { code: 'CLAIM_LOST' });
  await store.renew(next);
});
