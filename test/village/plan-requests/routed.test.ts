/** From the tenant's text to the change, with the shipped router before the reading: what it takes for another trade's is never read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routerFromConfig } from '../../../nodes/village/keywords/router-config.ts';
import { shippedRouter } from '../keywords/maintenance-flow.ts';
import { type Judged, judged, sets } from './labelled-set.ts';

const { config, outputs } = shippedRouter();
const router = routerFromConfig(config);

function isRead({ one: { subject, text } }: Judged): boolean {
  const [taken] = router.route({ subject, description: text, category: '' }, router.mode);
  return outputs[taken?.rule ?? outputs.length - 1] !== 'other';
}

for (const [name, share] of [
  ['labelled', 0.95],
  ['unseen', 0.9],
] as const) {
  test(`${name}: of the clear requests ${share * 100} % are carried out through router and reading`, () => {
    const clear = judged(sets[name]).filter(({ one }) => one.label.request === 'change');
    const done = clear.filter((one) => one.isCarriedOut && isRead(one)).length;
    assert.ok(done / clear.length >= share, `${done} of ${clear.length}`);
  });
}
