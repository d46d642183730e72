/** Effects that another node carries out and nobody can look up: at most once (design §2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf, stage } from './stage.ts';
import { mail } from './under-way.ts';

test('accepted once, it is never sent again, after a restart neither', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  assert.equal(await store.once.beginOnce(await claimOf(store), mail), 'send');
  await store.once.settleOnce(mail.key, 'done');
  await store.close();
  const again = await open();
  assert.equal(await again.once.beginOnce(await claimOf(again), { ...mail, fingerprint: 'other' }), 'already');
});

test('surely refused, it is sent again', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  await store.once.beginOnce(claim, mail);
  await store.once.settleOnce(mail.key, 'failed', 'MAIL_REFUSED');
  assert.equal(await store.once.beginOnce(claim, mail), 'send');
});

test('an unknown outcome is a person’s business, whether it was reported or the process died', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  const claim = await claimOf(store);
  await store.once.beginOnce(claim, mail);
  await assert.rejects(store.once.beginOnce(claim, mail), { code: 'EFFECT_UNKNOWN' });
  await store.once.settleOnce(mail.key, 'unknown', 'MAIL_UNKNOWN');
  await assert.rejects(store.once.beginOnce(claim, mail), { code: 'EFFECT_UNKNOWN' });
  await store.close();
  const again = await open();
  await assert.rejects(again.once.beginOnce(await claimOf(again), mail), { code: 'EFFECT_UNKNOWN' });
});

test('a late acceptance counts, even after a person has given it up', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  await store.once.beginOnce(claim, mail);
  await store.once.settleOnce(mail.key, 'unknown');
  assert.equal(await store.once.sendAgain(mail.key), true);
  await store.once.settleOnce(mail.key, 'done');
  assert.equal(await store.once.beginOnce(claim, mail), 'already');
  assert.equal(await store.once.sendAgain(mail.key), false);
});

test('nothing undoes an acceptance', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  await store.once.beginOnce(claim, mail);
  await store.once.settleOnce(mail.key, 'done');
  await store.once.settleOnce(mail.key, 'failed');
  await store.once.settleOnce(mail.key, 'unknown');
  assert.equal(await store.once.beginOnce(claim, mail), 'already');
});

test('send again: the next attempt sends', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  assert.equal(await store.once.sendAgain(mail.key), false);
  await store.once.beginOnce(claim, mail);
  assert.equal(await store.once.sendAgain(mail.key), true);
  assert.equal(await store.once.beginOnce(claim, mail), 'send');
  assert.deepEqual(
    (await store.audit.list()).map(({ outcome, errorCode }) => [outcome, errorCode]),
    [['absent', 'SEND_AGAIN']],
  );
});

test('without the claim nothing is recorded', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  await store.claims.release(claim);
  await assert.rejects(store.once.beginOnce(claim, mail), { code: 'CLAIM_LOST' });
  assert.equal(await store.once.beginOnce(await claimOf(store), mail), 'send');
});

test('dry-run plans once and sends nothing; live then sends', async (t) => {
  const { open } = await stage(t);
  const dry = await open({ mode: 'dry-run' });
  const claim = await claimOf(dry);
  assert.equal(await dry.once.beginOnce(claim, mail), 'planned');
  assert.equal(await dry.once.beginOnce(claim, mail), 'planned');
  assert.equal((await dry.plan()).length, 1);
  await dry.close();
  const live = await open();
  assert.equal(await live.once.beginOnce(await claimOf(live), mail), 'send');
});
