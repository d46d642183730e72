/** A write that waits for its turn at a slow server when a person stops everything, or goes back to dry-run, does not leave any more. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { MemoryBreakers } from '../../nodes/http/breaker.ts';
import { LateBreakers } from '../../nodes/http/late-breakers.ts';
import { SyncError } from '../../nodes/sync-error.ts';
import { clientOf, get, post } from './client.ts';
import { json, serve, until } from './server.ts';

class Stoppable extends MemoryBreakers {
  isStopped = false;

  mayWrite(): void {
    if (this.isStopped) throw new SyncError('Everything is paused.', { code: 'PAUSED', trouble: 'state' });
  }
}

test('writes that wait are refused with no effect; those under way get their answers, and reads go on', async (t) => {
  const held: ServerResponse[] = [];
  const server = await serve(t, ({ method }, response) => {
    if (method === 'GET') json(response, {});
    else held.push(response);
  });
  const store = new Stoppable();
  const breaker = new LateBreakers();
  breaker.use(store);
  const client = clientOf(t, server.url, { breaker, concurrency: 2 });
  const writes = [1, 2, 3, 4].map(() =>
    client.request(post).then(
      () => 'answered',
      ({ code, effect }) => `${code} ${effect}`,
    ),
  );
  const read = client.request(get);
  await until(() => held.length === 2);
  store.isStopped = true;
  for (const response of held) json(response, {});
  assert.deepEqual(await Promise.all(writes), ['answered', 'answered', 'PAUSED none', 'PAUSED none']);
  assert.equal((await read).status, 200);
  assert.equal(server.received.filter(({ method }) => method === 'POST').length, 2);
  store.isStopped = false;
  const again = client.request(post);
  await until(() => held.length === 3);
  for (const response of held.slice(2)) json(response, {});
  assert.equal((await again).status, 200);
});

test('a write that is to be sent once more, because of a 401, is asked for again', async (t) => {
  const store = new Stoppable();
  const server = await serve(t, (_request, response) => {
    store.isStopped = true;
    json(response, {}, 401);
  });
  const client = clientOf(t, server.url, { breaker: store, unauthorized: async () => true });
  await assert.rejects(client.request(post), { code: 'PAUSED', effect: 'none' });
  assert.equal(server.received.length, 1);
});
