/** Following the tenants, cut off at every write, and what the lease says by the time it goes on. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { isSyncError } from '../../../nodes/sync-error.ts';
import type { Tenant } from '../../../nodes/village/lease.ts';
import { crashes, type Write } from '../crashes.ts';
import { codeOf, type Scene, scene } from './scene.ts';
import { assertSettled, bearer, clientOf, contactsOf, edited, followed, housed, person } from './tenants.ts';

const moveClient: Write = { method: 'PATCH', path: '/clients/{id}' };
const addContact: Write = { method: 'POST', path: '/clients/{id}/contacts' };
const editContact: Write = { method: 'PATCH', path: '/clients/contacts/{id}' };
const removeContact: Write = { method: 'DELETE', path: '/clients/contacts/{id}' };
const [ann, bo, cy, di] = [person('Ann'), person('Bo'), person('Cy'), person('Di')];
const boMoved = person('Bo', { email: 'bo.lee@example.com', lastName: 'Leeson' });

/** Runs it, a new process each time, until it goes through. */
async function untilThrough(s: Scene, work: LeaseWork): Promise<void> {
  for (let run = 1; run <= 3; run += 1) {
    try {
      await followed(s, work);
      return;
    } catch (error) {
      assert.ok(isSyncError(error) && error.code !== 'UNEXPECTED', String(error));
      await s.restart();
    }
  }
  assert.fail('it did not converge');
}

suite('every write, cut off', { concurrency: 4 }, () => {
  for (const [when, crash] of Object.entries(crashes)) {
    for (const write of [moveClient, addContact, editContact, removeContact]) {
      test(`${write.method} ${write.path}, killed ${when}`, async (t) => {
        const s = await scene(t);
        const work = await housed(s, ann, bo, cy);
        const now = edited(work, [boMoved, cy, di]);
        crash(s, write);
        await assert.rejects(followed(s, now), isSyncError);
        await s.restart();
        await followed(s, { ...now, reason: 'retry' });
        assert.equal(await bearer(s, work), 'innago:bo, Bo Leeson; bo pays');
        assert.deepEqual(await contactsOf(s, work), [
          'Bo Leeson, bo.lee@example.com',
          'Cy Lee, cy@example.com',
          'Di Lee, di@example.com',
        ]);
        assert.equal(new Set(s.store.contacts.of(work.householdId).values()).size, 3);
        await assertSettled(s, now);
      });
    }
  }
});

test('killed after the client has passed to the next tenant and before it is stored who pays', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const { households, database } = s.store;
  const update = households.update.bind(households);
  households.update = async (claim, id, patch) => {
    await database.close();
    return update(claim, id, patch);
  };
  const now = edited(work, [bo]);
  assert.equal(await codeOf(followed(s, now)), 'STORE_CLOSED');
  await s.restart();
  assert.equal(await bearer(s, work), 'innago:bo, Bo Lee; ann pays');
  s.mark();
  await followed(s, now);
  assert.equal(await bearer(s, work), 'innago:bo, Bo Lee; bo pays');
  assert.deepEqual(s.writes(), ['DELETE /clients/contacts/{id}'], 'the client is not written again');
  await assertSettled(s, now);
});

test('killed after the client was made and before its contacts are noted', async (t) => {
  const s = await scene(t);
  const work = await s.lease({ unit: '101', tenants: [ann, bo] });
  const { contacts, database } = s.store;
  const note = contacts.note.bind(contacts);
  contacts.note = async (...noted) => {
    await database.close();
    return note(...noted);
  };
  assert.equal(await codeOf(followed(s, work)), 'STORE_CLOSED');
  await s.restart();
  s.mark();
  await followed(s, work);
  assert.deepEqual(s.writes(), []);
  assert.equal(s.store.contacts.of(work.householdId).size, 2);
  await assertSettled(s, work);
});

/** The answer to the write is lost, and the lease says something else before it is tried again. */
const meanwhile: Readonly<
  Record<string, { lost: Write; first: readonly Tenant[]; later: readonly Tenant[]; shows: string }>
> = {
  'an edit is taken back': { lost: editContact, first: [ann, boMoved], later: [ann, bo], shows: 'ann: ann, bo' },
  'a name is taken back': {
    lost: moveClient,
    first: [person('Ann', { firstName: 'Anna' }), bo],
    later: [ann, bo],
    shows: 'ann: ann, bo',
  },
  'who joined has left': { lost: addContact, first: [ann, bo, cy], later: [ann, bo], shows: 'ann: ann, bo' },
  'who joined has another name and address': {
    lost: addContact,
    first: [ann, bo, cy],
    later: [ann, bo, person('Cy', { firstName: 'Cyrus', email: 'cyrus@example.com' })],
    shows: 'ann: ann, bo, cyrus',
  },
  'who left is back': { lost: removeContact, first: [ann], later: [ann, bo], shows: 'ann: ann, bo' },
  'the first tenant is back': { lost: moveClient, first: [bo], later: [ann, bo], shows: 'ann: ann, bo' },
  'the next has left, too': { lost: moveClient, first: [bo, cy], later: [cy], shows: 'cy: cy' },
};

suite('the answer is lost, and meanwhile', { concurrency: 4 }, () => {
  for (const [what, { lost, first, later, shows }] of Object.entries(meanwhile)) {
    for (const fault of ['reset-before', 'reset-after'] as const) {
      test(`${what}, ${fault}`, async (t) => {
        const s = await scene(t);
        const work = await housed(s, ann, bo);
        s.simulator.faults.next(lost, fault);
        await assert.rejects(followed(s, edited(work, first)), isSyncError);
        await s.restart();
        const now = edited(work, later);
        await followed(s, now);
        const { userIdent, contacts } = await clientOf(s, work);
        const emails = contacts.map(({ email }) => email?.split('@')[0]).sort();
        assert.equal(`${userIdent}: ${emails.join(', ')}`, `innago:${shows}`);
        assert.equal((await s.household(work)).firstTenantUid, shows.split(':')[0]);
        await assertSettled(s, now);
      });
    }
  }
});

test('the first tenant’s name, lost on its way, is sent again', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann);
  const now = edited(work, [person('Ann', { firstName: 'Anna' })]);
  s.simulator.faults.next(moveClient, 'reset-before');
  await assert.rejects(followed(s, now), isSyncError);
  await followed(s, now);
  assert.equal(await bearer(s, work), 'innago:ann, Anna Lee; ann pays');
  await assertSettled(s, now);
});

test('no answer at all', async (t) => {
  const s = await scene(t, { timeoutSeconds: 1 });
  const work = await housed(s, ann, bo);
  const now = edited(work, [ann, bo, cy]);
  s.simulator.faults.next(addContact, 'timeout-after');
  assert.equal(await codeOf(followed(s, now)), 'UISP_CRM_TIMEOUT');
  await untilThrough(s, now);
  assert.equal((await clientOf(s, work)).contacts.length, 3);
  await assertSettled(s, now);
});

test('a claim that is lost: nothing is sent, nothing noted', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const notes = new Map(s.store.contacts.of(work.householdId));
  const stop = s.simulator.faults.hook(async ({ method }, moment) => {
    if (moment === 'before-effect' && method === 'GET') await s.store.claims.revoke(work.key);
  });
  assert.equal(await codeOf(followed(s, edited(work, [bo, cy]))), 'CLAIM_LOST');
  stop();
  assert.deepEqual(s.writes(), []);
  assert.deepEqual(new Map(s.store.contacts.of(work.householdId)), notes);
  assert.equal(await bearer(s, work), 'innago:ann, Ann Lee; ann pays');
});
