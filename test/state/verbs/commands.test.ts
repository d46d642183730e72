/** What is no command is refused in words; what every answer tells. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../../error-of.ts';
import { lease, stage, tick } from '../stage.ts';

test('what is no command, an unknown verb, a missing key or client: refused by name, and nothing is done', async (t) => {
  const store = await (await stage(t)).open();
  for (const [command, says] of [
    [undefined, /not understood/],
    ['list', /not understood/],
    [{ key: 'a' }, /not understood/],
    [{ verb: 7 }, /not understood/],
    [{ verb: 'x'.repeat(41) }, /not understood/],
    [{ verb: 'drop', key: 'a' }, /"drop" is not known/],
    [{ verb: 'constructor', key: 'a' }, /"constructor" is not known/],
    [{ verb: 'approve' }, /"approve" needs "key"/],
    [{ verb: 'mark-done', key: '' }, /"mark-done" needs "key"/],
    [{ verb: 'choose', key: 'ADOPT_NO_MATCH/lease:a' }, /"choose" needs "client"/],
    [{ verb: 'choose', key: 'ADOPT_NO_MATCH/lease:a', client: '10x' }, /not understood/],
  ] as const) {
    const error = await errorOf(carryOut(store, command));
    assert.deepEqual([error.code, error.trouble], ['BAD_COMMAND', 'operator']);
    assert.match(error.message, says);
    assert.match(error.hint ?? '', /welcome-again/);
  }
  assert.deepEqual(await store.audit.list(), []);
});

test('a key that is nothing’s is refused by every verb that takes one', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await tick(store, clock, [lease('a', '101')]);
  for (const verb of [
    'approve',
    'release',
    'retry',
    'ignore',
    'heed',
    'mark-done',
    'send-again',
    'welcome-again',
    'choose',
  ])
    for (const key of [
      'nothing',
      'lease:z',
      'unit:999',
      'ticket:z',
      'ADOPTION_OPEN/property',
      'REMOVALS_HELD/property',
    ]) {
      const error = await errorOf(carryOut(store, { verb, key, client: 1 }));
      assert.equal(error.code, 'NO_SUCH_ITEM', `${verb} ${key}`);
    }
  assert.deepEqual(await store.audit.list(), []);
});

test('each answer holds what is open, who is ignored and since when all is paused', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await tick(store, clock, [lease('a', '101'), lease('b', 'Apt 102')]);
  assert.deepEqual(await carryOut(store, { verb: 'list' }), {
    verb: 'list',
    text: '0 open',
    items: [],
    ignored: [],
    paused: null,
  });
  await carryOut(store, { verb: 'ignore', key: 'unit:102' });
  await carryOut(store, { verb: 'pause' });
  const { ignored, paused, items, text } = await carryOut(store, { verb: 'list' });
  assert.deepEqual(ignored, [{ key: 'lease:b', leaseUid: 'b', where: 'unit 102' }]);
  assert.equal(paused, new Date(clock()).toISOString());
  assert.deepEqual([text, items.map(({ code }) => code)], ['1 open', ['PAUSED']]);
});

test('a yes to an item of drift is kept with it, and in the audit', async (t) => {
  const store = await (await stage(t)).open();
  const key = 'DRIFT_ONU_RENAMED/unit:101';
  await store.attention.raise({ key, code: 'DRIFT_ONU_RENAMED', where: 'unit 101', why: 'x', todo: 'y' });
  assert.equal((await carryOut(store, { verb: 'approve', key })).text, 'approved');
  assert.equal(await store.attention.isApproved(key), true);
  const [entry] = await store.audit.list();
  assert.deepEqual([entry?.key, entry?.outcome], [key, 'approved']);
});
