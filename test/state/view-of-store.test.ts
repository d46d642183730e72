/** The store as work sees it (Store.forWork): of one mode, and never taken in the middle of a switch. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchMode } from '../../nodes/state/mode.ts';
import { stage } from './stage.ts';

test('work that waits for one command does not begin in the middle of the switch behind it', async (t) => {
  const store = await (await stage(t)).open();
  let finish = () => {};
  const command = store.modeSwitch.inTurn(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const taking = store.forWork().then((view) => ({ view, isHeld: store.modeSwitch.isHeld }));
  const switching = switchMode(store, 'dry-run', 'operator');
  // The command begins in a turn of its own.
  await new Promise((resolve) => setImmediate(resolve));
  finish();
  const { view, isHeld } = await taking;
  assert.deepEqual([isHeld, view.mode, view.isCurrent], [false, 'dry-run', true]);
  await Promise.all([command, switching]);
});

test('a command that fails keeps nobody waiting', async (t) => {
  const store = await (await stage(t)).open();
  const failing = store.modeSwitch.inTurn(() => Promise.reject(new Error('no')));
  const taking = store.forWork();
  await assert.rejects(failing, /no/);
  assert.equal((await taking).mode, 'live');
});
