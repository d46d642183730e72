/** A walk over all that can be asked: a viewer never gets personal data, and nobody without a role gets anything. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { askNames } from '../../../nodes/state/dashboard/answers.ts';
import { asks } from './asking.ts';
import { canaries, canaryStore, everyAsk } from './canary-store.ts';

for (const mode of ['live', 'dry-run'] as const) {
  suite(`in ${mode}`, () => {
    test('an operator gets what a viewer must not', async (t) => {
      const { store } = await canaryStore(t, mode);
      const told = new Set<string>();
      for (const payload of everyAsk) {
        const text = JSON.stringify(await asks(store, 'operator', payload));
        for (const canary of canaries) if (text.includes(canary)) told.add(canary);
      }
      const planned = mode === 'live' ? [] : ['Planova'];
      assert.deepEqual(
        [...told].sort(),
        ['Canaria', 'Titlecanary', 'tel-0815', 'tenant@canary.example', ...planned].sort(),
      );
    });

    test('a viewer gets none of it, from no ask', async (t) => {
      const { store } = await canaryStore(t, mode);
      for (const payload of everyAsk) {
        const answer = await asks(store, 'viewer', payload);
        const text = JSON.stringify(answer);
        for (const canary of canaries) assert.ok(!text.includes(canary), `${payload.ask}: ${canary} in ${text}`);
        assert.equal(answer['role'], 'viewer');
      }
    });

    test('without a role there is no data, whatever is asked', async (t) => {
      const { store } = await canaryStore(t, mode);
      for (const payload of everyAsk) {
        const { trouble, ...head } = await asks(store, undefined, payload);
        assert.equal((trouble as { code: string }).code, 'NOT_PERMITTED');
        assert.deepEqual(Object.keys(head).sort(), ['ask', 'at', 'role']);
        assert.equal(head['role'], null);
      }
    });
  });
}

test('every ask is in the walk', () => {
  assert.deepEqual(new Set(everyAsk.map(({ ask }) => ask)), new Set(askNames));
});
