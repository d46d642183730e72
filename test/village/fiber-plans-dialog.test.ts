import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPlanRows } from '../../nodes/village/plans.ts';
import { fieldDefaults } from '../../nodes/village/rules-from-config.ts';
import { dialogOf } from './dialog.ts';

const { defaults, category, label, html, words, word, node, check } = dialogOf('fiber-plans');

test('the dialog’s defaults are those of the runtime', () => {
  assert.equal(category, 'config');
  assert.deepEqual(structuredClone(defaults['plans']?.value), defaultPlanRows);
  for (const [field, value] of Object.entries(fieldDefaults)) assert.equal(defaults[field]?.value, value, field);
});

test('every default is valid', () => {
  for (const [field, { value, validate }] of Object.entries(defaults))
    if (validate) assert.equal(check(field, value), true, field);
});

test('every field of the node has its input and its label, and every text its words', () => {
  for (const field of Object.keys(defaults)) {
    const id = field === 'plans' ? 'node-config-input-plans-list' : `node-config-input-${field}`;
    assert.ok(html.includes(`id="${id}"`), id);
    assert.equal(typeof word(`fiber-plans.label.${field}`), 'string', field);
  }
  for (const [, key] of html.matchAll(/data-i18n="(?:\[\w+\])?([^"]+)"/g))
    assert.equal(typeof word(key ?? ''), 'string', key);
  for (const [, key] of html.matchAll(/_\('([\w.-]+)'[,)]/g)) assert.equal(typeof word(key ?? ''), 'string', key);
  assert.equal(label.call(node), 'fiber plans');
});

test('no word is left over', () => {
  for (const [group, entries] of Object.entries(words['fiber-plans'])) {
    for (const key of Object.keys(Object(entries)))
      assert.ok(
        html.includes(group === 'label' && !html.includes(`label.${key}`) ? `'${key}'` : `${group}.${key}`),
        `${group}.${key}`,
      );
  }
});

const row = { name: 'A', downloadMbps: 500, uploadMbps: '500', rate: '45', addOn: '0', isDefault: true };
const refusedPlans: readonly [unknown, string[]][] = [
  [undefined, ['Plans: add at least one plan']],
  [[], ['Plans: add at least one plan']],
  [[{ ...row, name: ' ' }], ['Plan 1: the name is empty']],
  [[{ ...row, isDefault: false }], ['Plans: mark exactly one plan as the default']],
  [[row, { ...row, name: ' a ', isDefault: false }], ['Plan 2: the same name as plan 1']],
  [[{ ...row, downloadMbps: '1 Gbps' }], ['Plan 1, Down, Mbps: a whole number of Mbps is needed']],
  [[{ ...row, uploadMbps: 0 }], ['Plan 1, Up, Mbps: a whole number of Mbps is needed']],
  [
    [{ ...row, rate: '', addOn: '1,50' }],
    [
      'Plan 1, UISP rate, $: an amount in dollars is needed, such as 10 or 10.50',
      'Plan 1, Add-on, $: an amount in dollars is needed, such as 10 or 10.50',
    ],
  ],
];
for (const [plans, expected] of refusedPlans) {
  test(`the dialog says: ${expected[0]}`, () => assert.deepEqual(check('plans', plans), expected));
}

test('variables are valid everywhere', () => {
  assert.equal(check('plans', [{ ...row, rate: '${RATE}', downloadMbps: '${DOWN}', name: '${NAME}' }]), true);
  for (const field of ['siteNamePattern', 'onuNamePattern', 'timeZone', 'issueAheadDays', 'onuTable'])
    assert.equal(check(field, '${ANY}'), true);
});

test('the other fields refuse in words what the runtime refuses', () => {
  assert.match(String(check('siteNamePattern', 'Unit')), /must contain \{unit\}/);
  assert.match(String(check('onuNamePattern', 'ONU-{unit}-{flat}')), /not \{flat\}/);
  assert.match(String(check('onuNamePattern', `{unit}${'x'.repeat(80)}`)), /at most 80/);
  assert.match(String(check('timeZone', 'Mars/Olympus')), /America\/Chicago/);
  for (const days of ['29', '-1', 'five', '1.5']) assert.match(String(check('issueAheadDays', days)), /0 to 28/, days);
  assert.match(String(check('onuTable', 'unit,serial,mac\n# x\n101 UBNT1')), /line 3/);
  assert.equal(check('onuTable', '# only a comment\n\n101;UBNT1'), true);
});
