/** The actions digest, heartbeat and attention in their nodes, and the mail's way back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flow } from '../flow.ts';

const to = { to: 'operator@example.com' };

function item(unit: number, code = 'ONU_MISSING') {
  return { key: `${code}/unit:${unit}`, code, where: `unit ${unit}`, why: 'No <ONU> & more.', todo: 'Look.' };
}

test('one message for the e-mail node, and nothing of what triggered it', async (t) => {
  const { store, node } = await flow(t);
  for (let unit = 1; unit <= 50; unit += 1) await store.attention.raise(item(unit));
  const digest = node('digest', to);
  assert.equal(await digest.receive({ payload: 1, cc: 'x@example.com', attachments: ['a'], envelope: {} }), undefined);
  const [mail, ...others] = digest.out();
  assert.deepEqual(others, []);
  assert.ok(mail);
  assert.deepEqual(Object.keys(mail).sort(), ['from', 'mail', 'payload', 'plaintext', 'to', 'topic']);
  assert.deepEqual([mail['to'], mail['from']], ['operator@example.com', 'ERE <internet@example.com>']);
  assert.equal(mail['topic'], 'Village Fiber: 50 need a person (50 new)');
  assert.match(String(mail['payload']), /No &lt;ONU&gt; &amp; more\./);
  assert.equal(digest.lastStatus(), '50 new, 0 gone');
  await digest.receive({});
  assert.equal(digest.out().length, 1);

  const accepted = node('mail-accepted');
  assert.equal(await accepted.receive({ ...mail }), undefined);
  assert.deepEqual([accepted.out(), accepted.lastStatus()], [[], 'digest sent']);
  const now = node('digest', { ...to, hours: '0' });
  await now.receive({});
  assert.deepEqual([now.out(), now.lastStatus()], [[], 'nothing new']);
});

test('a mail that fails is told again, by whatever message comes next', async (t) => {
  const { store, node } = await flow(t);
  await store.attention.raise(item(1));
  const digest = node('digest', to);
  await digest.receive({ payload: { hours: 1 } });
  const [mail] = digest.out();
  const failed = node('mail-failed');
  const error = {
    message: 'Invalid login: 535 operator@example.com',
    code: 'EAUTH',
    source: { id: 'e', type: 'e-mail' },
  };
  assert.equal(await failed.receive({ ...mail, error }), undefined);
  assert.deepEqual([failed.out(), failed.lastStatus()], [[], 'digest not sent']);
  assert.deepEqual(
    failed.lines.filter((line) => line.includes('operator@')),
    [],
  );
  await digest.receive({ payload: { urgent: true } });
  assert.equal(digest.out().length, 2);
  assert.equal(digest.out()[1]?.['topic'], 'Village Fiber: 1 needs a person (1 new)');
});

test('without an address it says so once; a wrong field reaches Catch', async (t) => {
  const { store, node } = await flow(t);
  await store.attention.raise(item(1));
  const digest = node('digest', { to: '${OPERATOR_EMAIL}' });
  for (const _ of [1, 2]) assert.equal(await digest.receive({}), undefined);
  assert.deepEqual([digest.out(), digest.lines.length, digest.lastStatus()], [[], 1, 'no address']);
  assert.equal((await node('digest', { to: 'nobody' }).receive({}))?.code, 'MAIL_ADDRESS');
  assert.equal((await node('digest', { ...to, hours: 'often' }).receive({}))?.code, 'DIGEST_FIELDS');
  assert.equal((await node('digest', { ...to, address: 'javascript:alert(1)' }).receive({}))?.code, 'DIGEST_FIELDS');
  assert.equal((await node('digest', { ...to, from: 'x' }).receive({}))?.code, 'MAIL_HEADER');
  for (const nobody of [',', ' ; ', 'a@example.com, b'])
    assert.equal((await node('digest', { to: nobody }).receive({}))?.code, 'MAIL_ADDRESS');
  const several = node('digest', { to: ' a@example.com; b@example.com, ' });
  await several.receive({});
  assert.equal(several.out()[0]?.['to'], 'a@example.com, b@example.com');
});

test('what the heartbeat could not store goes out all the same, once', async (t) => {
  const { store, node } = await flow(t);
  const beat = node('heartbeat', { scanMinutes: '0.01', mayMiss: '0' });
  const silent = async () => {
    const deadline = Date.now() + 5_000;
    while (beat.out(1).length === 0 && Date.now() < deadline) await beat.receive({});
    return beat.out(1)[0];
  };
  await store.database.run((knex) => knex.raw('PRAGMA query_only = ON'));
  const said = await silent();
  assert.deepEqual(beat.out(0), []);
  const digest = node('digest', to);
  await digest.receive({ ...said });
  assert.match(String(digest.out()[0]?.['topic']), /urgent, NO COMPLETE SCAN \(all units\)/);
  assert.equal((await node('mail-accepted').receive({ ...digest.out()[0] }))?.code, 'STORE_UNREADABLE');
  await digest.receive({ ...said });
  assert.equal(digest.out().length, 1);
  await store.database.run((knex) => knex.raw('PRAGMA query_only = OFF'));
  await store.scans.save('leases', { at: Date.now(), complete: true, seen: 1, due: 0, why: '' });
  await beat.receive({});
  assert.equal(beat.out(0).length, 1);
  assert.deepEqual(
    beat.out(1).map(({ topic }) => topic),
    ['silent', 'back'],
  );
});

test('a store that cannot be opened: what the heartbeat says goes out all the same', async (t) => {
  const { node } = await flow(t);
  const digest = node('digest', { ...to, database: 'gone' });
  await digest.receive({ payload: { urgent: true } });
  assert.deepEqual([digest.out(), digest.lastStatus()], [[], 'NOT CONFIGURED']);
  const silent = { ...item(0, 'NO_COMPLETE_SCAN'), where: 'all units', since: Date.now() };
  await digest.receive({ topic: 'silent', payload: { event: 'silent', urgent: true, item: silent } });
  const [mail, ...others] = digest.out();
  assert.deepEqual(others, []);
  assert.equal(mail?.['topic'], 'Village Fiber: urgent, 2 matters');
  assert.match(String(mail?.['plaintext']), /NOT CONFIGURED: [\s\S]*all units, NO COMPLETE SCAN: /);
});

test('attention: each item comes out once when it is raised and once when it is cleared, fifty at a time', async (t) => {
  const { store, node } = await flow(t);
  const attention = node('attention');
  await attention.until('it listens', () => attention.statuses.length > 0);
  const units = Array.from({ length: 50 }, (_, unit) => unit);
  for (const _ of [1, 2]) for (const unit of units) await store.attention.raise(item(unit));
  for (const unit of units) await store.attention.raise({ ...item(unit), why: 'Another text.' });
  for (const _ of [1, 2]) for (const unit of units) await store.attention.clear(item(unit).key);
  const said = attention.out().map(({ payload, topic }) => `${Object(payload).change} ${topic}`);
  assert.deepEqual(said, [
    ...units.map((unit) => `raised ONU_MISSING/unit:${unit}`),
    ...units.map((unit) => `cleared ONU_MISSING/unit:${unit}`),
  ]);
});
