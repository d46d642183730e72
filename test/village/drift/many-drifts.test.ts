/** Drift of many units at once, of units that two households share, and as a person reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftKey, findDrifts, massKinds } from '../../../nodes/village/drift/drift.ts';
import { driftCsv } from '../../../nodes/village/drift/drift-csv.ts';
import {
  driftCode,
  driftKinds,
  driftWords,
  isRepairableKind,
  repairableKinds,
  repairsFromConfig,
} from '../../../nodes/village/drift/drift-kinds.ts';
import { oddAnswers } from '../../../nodes/village/drift/odd-answer.ts';
import { errorOf } from '../../error-of.ts';
import { as, onuOf, shownOf, stayOf } from './drift-facts.ts';

test('the name of another unit is told, and where it is another unit’s site', () => {
  const shown = shownOf(['101', '102'], {
    onus: [onuOf('101', { name: 'ONU-102' }), onuOf('102', { siteId: 's-101', status: 'disconnected' })],
  });
  const drifts = findDrifts([stayOf('101'), stayOf('102')], shown);
  assert.deepEqual(
    drifts.map(({ kind, unit, after }) => [kind, unit, after]),
    [
      ['onu-moved', '102', 'on another site'],
      ['onu-renamed', '101', '"ONU-102"'],
    ],
  );
});

test('two households of a unit: what is the unit’s is told once, of who lives there', () => {
  const shown = as({ onus: [onuOf('101', { name: 'ubnt' })] });
  const next = stayOf('101', { householdId: 9, leaseUid: 'next', clientId: null, serviceId: null });
  const drifts = findDrifts([stayOf('101'), next], shown);
  assert.deepEqual(
    drifts.map(({ leaseUid }) => leaseUid),
    ['l-101'],
  );
  assert.equal(driftKey(drifts[0] ?? assert.fail()), 'onu-renamed/unit:u-101');
});

test('many: more than five, and more than a fifth of the units', () => {
  const units = Array.from({ length: 12 }, (_none, index) => String(101 + index));
  const renamed = (count: number) =>
    findDrifts(
      units.map((unit) => stayOf(unit)),
      shownOf(units, { onus: units.slice(0, count).map((unit) => onuOf(unit, { name: 'x' })) }),
    );
  assert.deepEqual([...massKinds(renamed(5), 12)], []);
  assert.deepEqual([...massKinds(renamed(6), 12)], ['onu-renamed']);
  assert.deepEqual([...massKinds(renamed(6), 30)], [], 'six of thirty are a fifth, not more');
  assert.deepEqual([...massKinds(renamed(7), 30)], ['onu-renamed']);
});

test('an answer that lacks much of what is known', () => {
  const units = Array.from({ length: 11 }, (_none, index) => String(101 + index));
  const stays = units.map((unit) => stayOf(unit));
  const sites = (count: number) =>
    oddAnswers(
      stays,
      shownOf(
        units,
        {},
        units.slice(0, count).map((unit) => `s-${unit}`),
      ),
    );
  assert.deepEqual(sites(0), []);
  assert.deepEqual(sites(5), [], 'five may be gone');
  assert.deepEqual(sites(6), ['sites: 6 of 11 are missing']);
  assert.deepEqual(oddAnswers([stayOf('101')], as({}, ['o-101'])), ['ONUs: 1 of 1 are missing'], 'an empty list');
  const few = stays.slice(0, 6);
  const gone = units.slice(0, 5).map((unit) => `s-${unit}`);
  assert.deepEqual(oddAnswers(few, shownOf(units, {}, gone)), [], 'five of six may be, where the list holds others');
  const many = Array.from({ length: 12 }, (_none, index) => stayOf(String(101 + index)));
  const half = many.slice(0, 6).flatMap(({ siteId }) => siteId ?? []);
  assert.deepEqual(oddAnswers(many, shownOf([...units, '112'], {}, half)), [], 'half is not more than half');
  assert.deepEqual(oddAnswers([], shownOf([])), [], 'nothing is known');
});

test('kinds: each has a code and words; the node’s field names those to repair', async () => {
  assert.equal(driftCode('plan-changed'), 'DRIFT_PLAN_CHANGED');
  for (const kind of driftKinds) assert.ok(driftWords[kind].length > 0);
  assert.deepEqual(driftKinds.filter(isRepairableKind).toSorted(), repairableKinds.toSorted());
  assert.deepEqual([...repairsFromConfig(['plan-changed', 'onu-moved'])], ['plan-changed', 'onu-moved']);
  for (const none of [undefined, null, '', []]) assert.equal(repairsFromConfig(none).size, 0);
  for (const wrong of [['site-renamed'], 'everything', [5]]) {
    const { code } = await errorOf((async () => repairsFromConfig(wrong))());
    assert.equal(code, 'NOT_CONFIGURED');
  }
});

test('as CSV', () => {
  const [drift] = findDrifts([stayOf('101')], as({ onus: [onuOf('101', { name: 'ubnt' })] }));
  assert.ok(drift);
  assert.equal(
    driftCsv([{ ...drift, outcome: 'reported' }]),
    'unit,kind,where,should be,is,outcome,why\r\n101,onu-renamed,ONU,"""ONU-101""","""ubnt""",reported,"' +
      'Unit 101: the ONU with serial UBNT0000101 should be called ONU-101, and was given ""ubnt"" in UISP."\r\n',
  );
});
