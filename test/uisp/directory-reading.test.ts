import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orAbort, SharedReading } from '../../nodes/uisp/shared-reading.ts';
import { WriteClock } from '../../nodes/uisp/write-clock.ts';
import { errorOf } from '../error-of.ts';

/** A thing to read whose answers the test gives, one by one. */
function source() {
  const asked: { signal: AbortSignal; answer: (value: string) => void; fail: (error: Error) => void }[] = [];
  let now = 1000;
  const read = (signal: AbortSignal) =>
    new Promise<string>((answer, fail) => {
      asked.push({ signal, answer, fail });
    });
  const reading = new SharedReading(read, () => now);
  const settled = async (count: number) => {
    for (let round = 0; round < 20; round += 1) await Promise.resolve();
    assert.equal(asked.length, count);
  };
  return { asked, reading, settled, later: (ms: number) => (now += ms), now: () => now };
}

const fresh = { maxAgeMs: 100 };

test('all who want it at once share one request, and its answer is kept while fresh', async () => {
  const { asked, reading, settled, later } = source();
  const all = [reading.get(fresh), reading.get(fresh), reading.get(fresh)];
  await settled(1);
  asked[0]?.answer('one');
  assert.deepEqual(await Promise.all(all), ['one', 'one', 'one']);
  later(100);
  assert.equal(await reading.get(fresh), 'one');
  later(1);
  const again = reading.get(fresh);
  await settled(2);
  asked[1]?.answer('two');
  assert.equal(await again, 'two');
});

test('"since" is not served by a request that began before, and never two run at a time', async () => {
  const { asked, reading, settled, later, now } = source();
  const before = reading.get(fresh);
  await settled(1);
  later(10);
  const after = [reading.get({ ...fresh, since: now() }), reading.get({ ...fresh, since: now() })];
  await settled(1);
  asked[0]?.answer('old');
  assert.equal(await before, 'old');
  await settled(2);
  // Whoever comes now and wants what came since joins the one that has just begun.
  const joined = reading.get({ ...fresh, since: now() });
  asked[1]?.answer('new');
  assert.deepEqual(await Promise.all([...after, joined]), ['new', 'new', 'new']);
  await settled(2);
});

test('a failure reaches all who wait, and the next one asks anew', async () => {
  const { asked, reading, settled } = source();
  const both = Promise.allSettled([reading.get(fresh), reading.get(fresh)]);
  await settled(1);
  asked[0]?.fail(new Error('away'));
  assert.deepEqual(
    (await both).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  const next = reading.get(fresh);
  await settled(2);
  asked[1]?.answer('back');
  assert.equal(await next, 'back');
});

test('one that gives up leaves the request to the others; when all have, it is aborted', async () => {
  const { asked, reading, settled } = source();
  const [one, other] = [new AbortController(), new AbortController()];
  const first = errorOf(reading.get(fresh, one.signal));
  const second = reading.get(fresh, other.signal);
  await settled(1);
  one.abort();
  assert.equal((await first).code, 'UISP_CLOSED');
  assert.equal(asked[0]?.signal.aborted, false);
  asked[0]?.answer('one');
  assert.equal(await second, 'one');

  const third = errorOf(reading.get({ maxAgeMs: -1 }, other.signal));
  await settled(2);
  other.abort();
  assert.equal((await third).code, 'UISP_CLOSED');
  assert.equal(asked[1]?.signal.aborted, true);
  // Somebody new is not given the abandoned request.
  const fourth = reading.get({ maxAgeMs: -1 });
  asked[1]?.fail(new Error('aborted'));
  await settled(3);
  asked[2]?.answer('three');
  assert.equal(await fourth, 'three');
});

test('what we wrote is in the kept answer, and in one that was on its way', async () => {
  const { asked, reading, settled, later } = source();
  const first = reading.get(fresh);
  await settled(1);
  reading.revise((value) => `${value}+noted`);
  asked[0]?.answer('read');
  assert.equal(await first, 'read+noted');
  reading.revise((value) => `${value}+again`);
  assert.equal(await reading.get(fresh), 'read+noted+again');
  later(200);
  const second = reading.get(fresh);
  await settled(2);
  asked[1]?.answer('read');
  assert.equal(await second, 'read');
});

test('an aborted signal asks nothing at all', async () => {
  const { reading, settled } = source();
  assert.equal((await errorOf(reading.get(fresh, AbortSignal.abort()))).code, 'UISP_CLOSED');
  assert.equal((await errorOf(orAbort(new Promise(() => undefined), AbortSignal.abort()))).code, 'UISP_CLOSED');
  await settled(0);
});

test('writing is over when it has been quiet for 300 ms, and after 10 s in any case', async () => {
  let now = 0;
  const writes = new WriteClock(
    () => now,
    async (ms) => {
      now += ms;
    },
  );
  const never = new AbortController().signal;
  await writes.quiet(never);
  assert.equal(now, 0);
  writes.begin()();
  await writes.quiet(never);
  assert.equal(now, 300);
  const ended = writes.begin();
  await writes.quiet(never);
  assert.equal(now, 10_300);
  ended();
  ended();
  assert.equal(writes.lastEnd, 10_300);
  await writes.quiet(never);
  assert.equal(now, 10_600);
});
