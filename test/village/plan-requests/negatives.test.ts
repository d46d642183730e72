/** Generated requests of which none is an order: templates × noise. `PROPERTY_SEED=<number>` tries others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { negatives } from './negatives.ts';
import { read } from './reading.ts';

const seed = Number(process.env['PROPERTY_SEED'] ?? 2026);

test('none of 3,000 is read as a change', () => {
  const requests = negatives(3000, seed);
  assert.equal(requests.length, 3000);
  const changes = requests.filter(({ subject, text, unit, current }) =>
    read(text, { subject, unit, current }).startsWith('Village'),
  );
  assert.deepEqual(changes, []);
});
