/** The nodes and routes by which a person hears and says things. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flow, home, payloadOf } from './flow.ts';

test('attention: a message for each change, the number open as status, and a list on demand', async (t) => {
  const { store, node } = await flow(t);
  const listener = node('attention');
  await listener.until('it listens', () => listener.lastStatus() === 'nothing open');
  const item = { key: 'k', code: 'ONU_MISSING', where: 'unit 101', why: 'No ONU.', todo: 'Plug it in.' };
  await store.attention.raise(item);
  assert.equal(listener.lastStatus(), '1 open');
  await listener.receive({});
  await store.attention.clear('k');
  assert.deepEqual(
    listener.out().map(({ topic, payload }) => `${topic} ${(payload as { change: string }).change}`),
    ['k raised', 'k open', 'k cleared'],
  );
  assert.equal(listener.lastStatus(), 'nothing open');
  await listener.close();
  await store.attention.raise(item);
  assert.equal(listener.out().length, 3);
});

test('command and admin route do the same: list, approve, ignore, retry; everything in the audit', async (t) => {
  const { red, store, node, begun, due } = await flow(t);
  const [command, failed] = [node('command'), node('failed')];
  const failure = {
    code: 'SITE_AMBIGUOUS',
    trouble: 'operator',
    effect: 'none',
    text: 'Two sites.',
    hint: 'Choose.',
  };
  for (let n = 0; n < 4; n += 1) await failed.receive({ ...(await begun(home)), failure });
  assert.deepEqual(await due([home]), []);
  const key = 'SITE_AMBIGUOUS/lease:a';
  await command.receive({ payload: { verb: 'list' } });
  assert.equal(payloadOf<{ items: unknown[] }>(command).items.length, 1);
  await command.receive({ payload: { verb: 'approve', key } });
  assert.equal(await store.attention.isApproved(key), true);
  assert.equal((await due([home])).length, 1);
  assert.equal(
    (await red.ask('POST /village-fiber/attention', { body: { verb: 'retry', key: 'lease:a' } })).status,
    200,
  );
  assert.equal((await red.ask('POST /village-fiber/attention', { body: { verb: 'ignore', key } })).status, 200);
  const { body } = await red.ask('GET /village-fiber/attention');
  assert.deepEqual((body as { items: unknown[] }).items, []);
  const audited = (await store.audit.list()).map(({ outcome }) => outcome);
  assert.deepEqual(audited, ['ignored', 'retry', 'approved']);
  for (const wrong of [
    {},
    { verb: 'drop' },
    { verb: 'approve' },
    { verb: 'approve', key: 'nothing' },
    { verb: 'retry', key: 'lease:z' },
  ]) {
    assert.equal((await red.ask('POST /village-fiber/attention', { body: wrong })).status, 400);
  }
  assert.match(String(await command.receive({ payload: 'x' })), /not understood/);
});

test('command and admin route do the same: a lease is left alone and taken up, everything paused and resumed', async (t) => {
  const { red, store, node, due } = await flow(t);
  const command = node('command');
  await due([home]);
  const post = (body: object) => red.ask('POST /village-fiber/attention', { body });
  const ask = async (payload: object) => {
    assert.equal(await command.receive({ payload }), undefined);
    return command.out().at(-1);
  };
  const ignored = await post({ verb: 'ignore', key: 'unit:101' });
  assert.match(JSON.stringify(ignored.body), /"ignored":\[\{"key":"lease:a"/);
  assert.deepEqual(await due([home]), []);
  const heeded = await ask({ verb: 'heed', key: 'unit:101' });
  assert.equal(heeded?.['topic'], 'unit:101');
  assert.equal((await due([home])).length, 1);
  const paused = await ask({ verb: 'pause' });
  assert.deepEqual([paused?.['topic'], store.pause.isOn], ['pause', true]);
  assert.equal((await post({ verb: 'resume' })).status, 200);
  assert.equal(store.pause.isOn, false);
  for (const body of [{ verb: 'heed', key: 'unit:101' }, { verb: 'mark-done', key: 'unit:999' }, { verb: 'choose' }]) {
    const [byRoute, byFlow] = [await post(body), await command.receive({ payload: body })];
    assert.deepEqual([byRoute.status, (byRoute.body as { code: string }).code], [400, byFlow?.code]);
  }
});

test('what going live would mean: the flow says what to send, the admin route leaves that to its buttons', async (t) => {
  const { red, store, node } = await flow(t);
  const command = node('command');
  const verb = 'live';
  assert.equal(await command.receive({ payload: { verb: 'dry-run' } }), undefined);
  const { body } = await red.ask('POST /village-fiber/attention', { body: { verb } });
  assert.match((body as { text: string }).text, /still in dry-run\.$/);
  assert.equal(await command.receive({ payload: { verb } }), undefined);
  const text = () => (command.out().map(({ payload }) => payload) as { text: string }[]).at(-1)?.text ?? '';
  assert.match(text(), /still in dry-run\. Send \{"verb": "live", "confirm": true\} to go live\.$/);
  assert.equal(store.mode, 'dry-run');
  assert.equal(await command.receive({ payload: { verb, confirm: true } }), undefined);
  assert.match(text(), /^live now\. (?!.*confirm)/);
});

test('the admin routes are protected, reading and writing apart, and answer without a database', async (t) => {
  const { red } = await flow(t);
  assert.deepEqual(
    [...red.routes].map(([path, { permission }]) => `${path} ${permission}`),
    [
      'GET /village-fiber/attention sync-state.read',
      'POST /village-fiber/attention sync-state.write',
      'GET /village-fiber/plan sync-state.read',
      'GET /village-fiber/adoption sync-state.read',
      'GET /village-fiber/upcoming sync-state.read',
      'GET /village-fiber/diagnostics sync-state.read',
    ],
  );
  assert.equal((await red.ask('GET /village-fiber/plan', { query: { database: 'other' } })).status, 404);
  red.nodes.delete('db');
  assert.equal((await red.ask('GET /village-fiber/plan')).status, 404);
});
