/** Devious texts by hand of which none is an order: hearsay, the past, sarcasm, dates, other units, parking spots. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as v from 'valibot';
import { read } from './reading.ts';

const texts = v.parse(
  v.array(v.string()),
  JSON.parse(readFileSync(join(import.meta.dirname, 'no-orders.json'), 'utf8')),
);

test('none of them is read as a change', () => {
  assert.ok(texts.length > 600);
  assert.deepEqual(
    texts.filter((text) => read(text).startsWith('Village')),
    [],
  );
});
