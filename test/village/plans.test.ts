import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centsOfDollars, dollarText } from '../../nodes/village/money.ts';
import {
  addOnText,
  defaultPlan,
  defaultPlanRows,
  parsePlans,
  planByName,
  planLine,
  speedText,
  upgradeRows,
} from '../../nodes/village/plans.ts';
import fc from './seeded.ts';

const row = { name: 'A', downloadMbps: '500', uploadMbps: '500', rate: '45', addOn: '0', isDefault: true };

test('the brief’s three packages', () => {
  assert.deepEqual(
    parsePlans(defaultPlanRows).map((plan) => Object.values(plan)),
    [
      ['Village Fiber 500', 500, 500, 4500, 0, true],
      ['Village Fiber 1G', 1000, 1000, 5500, 1000, false],
      ['Village Fiber 2G', 2000, 2000, 6000, 1500, false],
    ],
  );
});

test('other names are as typed, each once, and absent where there are none', () => {
  const [named, plain] = parsePlans([
    { ...row, otherNames: ' gamer plan, Turbo;turbo ,\n' },
    { ...row, name: 'B', isDefault: false },
  ]);
  assert.deepEqual(named?.otherNames, ['gamer plan', 'Turbo', 'turbo']);
  assert.ok(plain !== undefined && !('otherNames' in plain));
});

const wrong: readonly [string, unknown, RegExp][] = [
  ['no list', undefined, /no plan/],
  ['an empty list', [], /no plan/],
  ['a row that is none', [7], /Plan 1 is not a row/],
  ['no name', [{ ...row, name: ' ' }], /Plan 1: the name is empty/],
  ['no speed', [{ ...row, downloadMbps: '' }], /Plan 1 \("A"\): the download speed is empty/],
  ['a variable without value', [{ ...row, rate: '${RATE}' }], /UISP rate reads \$\{RATE\}, a variable without value/],
  ['speed 0', [{ ...row, uploadMbps: 0 }], /upload speed "0"/],
  ['half a Mbps', [{ ...row, uploadMbps: 0.5 }], /upload speed "0.5"/],
  ['a speed with unit', [{ ...row, uploadMbps: '1 Gbps' }], /upload speed "1 Gbps"/],
  ['a negative add-on', [{ ...row, addOn: '-1' }], /tenant add-on "-1"/],
  ['three decimals', [{ ...row, rate: '45.001' }], /UISP rate "45.001"/],
  ['a decimal comma', [{ ...row, rate: '45,50' }], /UISP rate "45,50"/],
  ['the second row', [row, { ...row, name: 'B', rate: 'x', isDefault: false }], /Plan 2 \("B"\)/],
  ['no default', [{ ...row, isDefault: false }], /default, and none is/],
  ['two defaults', [row, { ...row, name: 'B' }], /default, and "A" and "B"/],
  ['one name twice', [row, { ...row, name: ' a', isDefault: false }], /Plans 1 and 2 bear the same name, "a"/],
];

for (const [what, rows, message] of wrong) {
  test(`refused: ${what}`, () => {
    assert.throws(() => parsePlans(rows), { code: 'PLANS_INVALID', trouble: 'operator', message });
  });
}

test('money comes as text or number, with or without dollar sign and decimals', () => {
  for (const ten of ['10', '10.0', '10.00', '$10', ' $ 10.00 ', 10])
    assert.equal(centsOfDollars(ten), 1000, String(ten));
  assert.equal(centsOfDollars('0.29'), 29);
  assert.equal(centsOfDollars(19.99), 1999);
  for (const no of ['', '.5', '1e3', '10.', 'ten', '-1', null, undefined, Number.NaN])
    assert.equal(centsOfDollars(no), undefined);
});

test('cents to dollars and back is exact', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), (cents) => {
      assert.equal(centsOfDollars(dollarText(cents)), cents);
      assert.equal(centsOfDollars(cents / 100), cents);
    }),
  );
});

test('plans are found by name, whatever the case, and the default is the default', () => {
  const plans = parsePlans(defaultPlanRows);
  assert.equal(planByName(plans, ' village fiber 1g ')?.addOnCents, 1000);
  assert.equal(planByName(plans, '1G'), undefined);
  assert.equal(defaultPlan(plans).name, 'Village Fiber 500');
  assert.throws(() => defaultPlan([]), { code: 'PLANS_INVALID' });
});

test('speeds, prices and the plan line as tenants read them', () => {
  const speeds = [100, 500, 999, 1000, 1050, 2000, 2500, 10_000].map(speedText);
  assert.deepEqual(speeds, [
    '100 Mbps',
    '500 Mbps',
    '999 Mbps',
    '1 Gbps',
    '1050 Mbps',
    '2 Gbps',
    '2.5 Gbps',
    '10 Gbps',
  ]);
  assert.equal(addOnText(1250), '+$12.50/mo');
  assert.deepEqual(parsePlans(defaultPlanRows).map(planLine), [
    'Village Fiber 500 (500 Mbps) - Included with rent',
    'Village Fiber 1G (1 Gbps) - +$10/mo',
    'Village Fiber 2G (2 Gbps) - +$15/mo',
  ]);
});

test('the upgrade rows are the plans with an add-on, padded to the brief’s columns', () => {
  assert.deepEqual(
    upgradeRows(parsePlans(defaultPlanRows)).map(({ name, speed, addOn }) => `| ${name} | ${speed} | ${addOn} |`),
    ['| Village Fiber 1G | 1 Gbps   | +$10/mo  |', '| Village Fiber 2G | 2 Gbps   | +$15/mo  |'],
  );
});
