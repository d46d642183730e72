import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkOnuPattern,
  checkSitePattern,
  clientName,
  namePattern,
  onuName,
  siteName,
  userIdent,
} from '../../nodes/village/names.ts';

const words = { unit: '101', property: 'Victorian Village' };

test('patterns are filled in, once', () => {
  assert.equal(namePattern('Unit {unit}', words), 'Unit 101');
  assert.equal(namePattern('{property} - Unit {unit} ({unit})', words), 'Victorian Village - Unit 101 (101)');
  assert.equal(namePattern('{unit}', { unit: '{property}', property: 'x' }), '{property}');
  assert.equal(namePattern('ONU-{unit}', { unit: '12\r\nB', property: '' }), 'ONU-12 B');
  assert.equal(namePattern('Unit {unit}', { unit: '$&', property: '' }), 'Unit $&');
});

test('a pattern without {unit}, with another word, or with stray blanks is refused', () => {
  for (const pattern of ['Unit', '{property}', '', 'Unit {unit} {floor}', ' Unit {unit}', 'Unit\n{unit}']) {
    assert.throws(() => checkSitePattern(pattern), { code: 'PLANS_NAME_PATTERN', trouble: 'operator' }, pattern);
  }
  assert.throws(() => checkOnuPattern(`${'x'.repeat(80)}{unit}`), { code: 'PLANS_NAME_PATTERN', message: /80/ });
  assert.equal(checkOnuPattern('ONU-{unit}'), 'ONU-{unit}');
});

test('a name that UISP would not take is refused', () => {
  assert.equal(siteName('Unit {unit}', words), 'Unit 101');
  assert.equal(siteName('{unit}', { unit: 'x'.repeat(100), property: '' }).length, 100);
  assert.throws(() => siteName('{unit}', { unit: 'x'.repeat(101), property: '' }), { code: 'PLANS_NAME_LENGTH' });
  assert.equal(onuName('{unit}', { unit: 'x'.repeat(80), property: '' }).length, 80);
  assert.throws(() => onuName('{unit}', { unit: 'x'.repeat(81), property: '' }), { code: 'PLANS_NAME_LENGTH' });
  assert.throws(() => onuName('{unit}', { unit: '1', property: '' }), { code: 'PLANS_NAME_LENGTH' });
});

const names: readonly [string, string, string, string][] = [
  ['Ann', 'Lee', 'Ann', 'Lee'],
  ['Seán', "O'Brien", 'Seán', "O'Brien"],
  ['<b>x</b>', 'José', '<b>x</b>', 'José'],
  ['Ann', ' ', 'Ann', 'Unit 101'],
  ['', 'Lee', 'Lee', 'Unit 101'],
  ['', '', 'Tenant', 'Unit 101'],
  ['Ann\r\nBcc: x@y.z', 'Le\u0000e', 'Ann Bcc: x@y.z', 'Le e'],
  ['  Mary   Ann ', 'Lee', 'Mary Ann', 'Lee'],
];

for (const [firstName, lastName, first, last] of names) {
  test(`the client of ${JSON.stringify([firstName, lastName])} is "${first}", "${last}"`, () => {
    assert.deepEqual(clientName({ firstName, lastName }, '101'), { firstName: first, lastName: last });
  });
}

test('the Custom ID is the tenant’s uid with our prefix', () => assert.equal(userIdent('abc'), 'innago:abc'));
