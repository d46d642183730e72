/** How well the rules read requests that were labelled by others than who wrote the rules (design §4, "Plan change"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged, sets } from './labelled-set.ts';

/** What must be carried out of the clear requests. The unseen ones tell what is to be expected of new tenants. */
const carriedOut = { labelled: 0.97, 'other-voices': 0.95, unseen: 0.93, 'added-plan': 0.9 } as const;

for (const [name, share] of [
  ['labelled', carriedOut.labelled],
  ['other-voices', carriedOut['other-voices']],
  ['unseen', carriedOut.unseen],
  ['added-plan', carriedOut['added-plan']],
] as const) {
  const all = judged(sets[name]);
  const clear = all.filter(({ one }) => one.label.request === 'change');

  test(`${name}: no false change at all`, () => {
    assert.ok(all.length > clear.length);
    assert.deepEqual(
      all.filter(({ isFalseChange }) => isFalseChange).map(({ one }) => one.kind),
      [],
    );
  });

  test(`${name}: ${share * 100} % of ${clear.length} clear requests are carried out`, () => {
    const done = clear.filter(({ isCarriedOut }) => isCarriedOut).length;
    assert.ok(done / clear.length >= share, `${done} of ${clear.length}`);
  });

  test(`${name}: faults are told in 95 %`, () => {
    const right = all.filter(({ one, reading }) => one.label.fault === reading.fault).length;
    assert.ok(right / all.length >= 0.95, `${right} of ${all.length}`);
  });
}
