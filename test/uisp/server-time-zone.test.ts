import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SyncError } from '../../nodes/sync-error.ts';
import { keepTimeZone } from '../../nodes/uisp/time-zone.ts';

function scene(answers: readonly (string | null | SyncError)[]) {
  const stored: string[] = [];
  const troubles: string[] = [];
  const waits: number[] = [];
  const closing = new AbortController();
  let asked = 0;
  const facts = {
    get: async () => undefined,
    set: async (name: string, value: string) => void stored.push(`${name}=${value}`),
  };
  const options = async () => {
    const answer = answers[asked++];
    if (answer instanceof SyncError) throw answer;
    if (answer === undefined) closing.abort();
    return { appTimezone: answer ?? null, switches: {} };
  };
  const zone = keepTimeZone(
    { store: async () => ({ facts }), crm: () => ({ options }) },
    { trouble: ({ code }) => void troubles.push(code) },
    async (ms) => void waits.push(ms),
    closing.signal,
  );
  return { zone, stored, troubles, waits };
}

const away = () => new SyncError('away', { code: 'UISP_CRM_UNREACHABLE', trouble: 'server' });
const paused = () => new SyncError('paused', { code: 'UISP_CRM_401', trouble: 'server' });

test('it asks every 30 s until it works, and tells each kind of trouble once', async () => {
  const { zone, stored, troubles, waits } = scene([away(), away(), paused(), paused(), null, 'America/Chicago']);
  assert.equal(await zone, 'America/Chicago');
  assert.deepEqual(stored, ['uisp.timeZone=America/Chicago']);
  assert.deepEqual(troubles, ['UISP_CRM_UNREACHABLE', 'UISP_CRM_401', 'UISP_NO_TIME_ZONE']);
  assert.deepEqual(waits, [30_000, 30_000, 30_000, 30_000, 30_000]);
});

test('closing ends it without a word', async () => {
  const { zone, stored, troubles } = scene([away()]);
  assert.equal(await zone, undefined);
  assert.deepEqual([stored, troubles], [[], ['UISP_CRM_UNREACHABLE']]);
});
