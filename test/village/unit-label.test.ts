import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexUnits, unitLabel } from '../../nodes/village/unit-label.ts';
import fc from './seeded.ts';

const labels: readonly [string, string][] = [
  ['101', '101'],
  ['  101 ', '101'],
  ['Unit 101', '101'],
  ['UNIT101', '101'],
  ['unit #101', '101'],
  ['Apt 101', '101'],
  ['Apt. 101', '101'],
  ['apt.101', '101'],
  ['Apartment 101', '101'],
  ['# 101', '101'],
  ['Unit Apt. #101', '101'],
  ['Unit - 101', '101'],
  ['Unit 12 B', '12 B'],
  ['Unit  12   B', '12 B'],
  ['Unity House', 'Unity House'],
  ['Aptos 3', 'Aptos 3'],
  ['Building 2 Unit 5', 'Building 2 Unit 5'],
  ['Unit', 'Unit'],
  ['Unit #', 'Unit #'],
  ['Unit\r\n101', '101'],
  ['', ''],
];

for (const [name, label] of labels) {
  test(`the label of ${JSON.stringify(name)} is ${JSON.stringify(label)}`, () => assert.equal(unitLabel(name), label));
}

test('a label of a label is itself, and never empty unless the name is', () => {
  const words = fc.constantFrom('Unit', 'apt', 'Apt.', 'Apartment', '#', '-', ' ', '.', ':', '1', '101', 'A', 'ü');
  const names = fc.oneof(
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(names, (name) => {
      const label = unitLabel(name);
      assert.equal(unitLabel(label), label);
      assert.equal(label === '', unitLabel(` ${name} `) === '');
    }),
    { numRuns: 2000 },
  );
});

test('units are found by label; a label that stands for two stands for none', () => {
  const { units, byLabel, problems } = indexUnits([
    { uid: 'a', name: 'Unit 101' },
    { uid: 'b', name: 'Unit 102' },
    { uid: 'c', name: 'Apt 102' },
  ]);
  assert.deepEqual(
    units.map(({ label }) => label),
    ['101', '102', '102'],
  );
  assert.deepEqual(byLabel.get('101'), { uid: 'a', name: 'Unit 101', label: '101' });
  assert.equal(byLabel.get('102'), undefined);
  assert.deepEqual(problems, [{ code: 'UNIT_LABEL_TWICE', label: '102', uids: ['b', 'c'] }]);
});

test('labels that differ in case alone are one label to UISP', () => {
  const { byLabel, problems } = indexUnits([
    { uid: 'a', name: '12A' },
    { uid: 'b', name: 'Apt 12a' },
    { uid: 'c', name: '12B' },
  ]);
  assert.deepEqual([...byLabel.keys()], ['12B']);
  assert.deepEqual(problems, [{ code: 'UNIT_LABEL_TWICE', label: '12A', uids: ['a', 'b'] }]);
});

test('a unit without a name is in the list and nowhere else', () => {
  const { units, byLabel, problems } = indexUnits([
    { uid: 'a', name: ' ' },
    { uid: 'b', name: '' },
  ]);
  assert.equal(units.length, 2);
  assert.equal(byLabel.size, 0);
  assert.deepEqual(problems, []);
});
