import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { defaultPlanWords } from '../../nodes/village/plan-requests/default-plan-words.ts';
import { defaultPlanRows } from '../../nodes/village/plans.ts';
import { fieldDefaults, rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { dialogOf } from './dialog.ts';

const { defaults, category, label, html, words, word, node, check } = dialogOf('fiber-plans');

test('the dialog’s defaults are those of the runtime', () => {
  assert.equal(category, 'config');
  assert.deepEqual(structuredClone(defaults['plans']?.value), defaultPlanRows);
  for (const [field, value] of Object.entries(fieldDefaults)) assert.equal(defaults[field]?.value, value, field);
});

test('the dialog has a box for each list of words of the runtime, in a named group', () => {
  const groups = /const wordGroups = (\[[\s\S]*?\n {2}\]);/.exec(html)?.[1] ?? '';
  const inGroups: [string, string[]][] = structuredClone(runInNewContext(groups));
  assert.deepEqual(inGroups.flatMap(([, lists]) => [...lists]).toSorted(), Object.keys(defaultPlanWords).toSorted());
  assert.deepEqual(Object.keys(words['fiber-plans'].words).toSorted(), Object.keys(defaultPlanWords).toSorted());
  assert.deepEqual(
    inGroups.map(([group]) => group),
    Object.keys(words['fiber-plans'].group),
  );
});

test('a list or number about plan changes is refused by the dialog when the runtime refuses it, and only then', () => {
  const tried: Record<string, readonly unknown[]> = {
    planWords: [
      '',
      {},
      { ask: '' },
      { ask: 'want, ***' },
      { fault: '🔥, down' },
      { ask: 'ª', to: '→, >' },
      [],
      'want',
      { up: 'x'.repeat(50_001) },
    ],
    onuModels: [
      [],
      '',
      'x',
      [{ model: 'UF-Nano', fastestMbps: 1000 }],
      [{ model: '', fastestMbps: 1000 }],
      [{ model: 'UF-Nano', fastestMbps: '0' }],
      [{ model: 'UF-Nano', fastestMbps: '1 Gbps' }],
      [
        { model: 'UF-Nano', fastestMbps: 1000 },
        { model: 'uf nano', fastestMbps: '2000' },
      ],
    ],
    earlyAccessDays: ['', '0', '030', '30', '31', '-1', 'x'],
    lateCutoffDays: ['', '0', '7', '30', '31', '1.5'],
    absenceHours: ['', '1', '24', '720', '721', '0', 'a day'],
    undoHours: ['', '0', '24', '744', '745', '-1', '1.5', 'x'],
    upgradesPerMonth: ['', '0', '2', '99', '100', 'two'],
    downgradeTakesEffect: ['', 'now', 'end of paid month', 'later'],
  };
  for (const [field, values] of Object.entries(tried)) {
    for (const value of values) {
      let refused = false;
      try {
        rulesFromConfig({ [field]: value })();
      } catch {
        refused = true;
      }
      assert.equal(check(field, value) !== true, refused, `${field}: ${JSON.stringify(value).slice(0, 60)}`);
    }
  }
});

test('every default is valid', () => {
  for (const [field, { value, validate }] of Object.entries(defaults))
    if (validate) assert.equal(check(field, value), true, field);
});

/** What the editor must not read as the value of an input. */
const listed = new Map([
  ['plans', '-list'],
  ['onuModels', '-list'],
  ['planWords', '-lists'],
]);

test('every field of the node has its input and its label, and every text its words', () => {
  for (const field of Object.keys(defaults)) {
    const id = `node-config-input-${field}${listed.get(field) ?? ''}`;
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
    if (group === 'words' || group === 'group') continue;
    for (const key of Object.keys(Object(entries)))
      assert.ok(
        html.includes(group === 'label' && !html.includes(`label.${key}`) ? `'${key}'` : `${group}.${key}`),
        `${group}.${key}`,
      );
  }
});

const row = { name: 'A', downloadMbps: 500, uploadMbps: '500', rate: '45', addOn: '0', isDefault: true };
const refusedPlans: readonly [unknown, string[]][] = [
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

test('absent, as in a flow of an older version, the plans are the usual ones', () => {
  assert.equal(check('plans', undefined), true);
});

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
