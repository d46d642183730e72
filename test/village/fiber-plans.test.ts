import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { NodeConfig } from '../../nodes/red.ts';
import fiberPlans from '../../nodes/village/fiber-plans.ts';
import { defaultPlanRows } from '../../nodes/village/plans.ts';
import type { FiberPlansNode, PropertyRules } from '../../nodes/village/property-rules.ts';
import { rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { TestRed } from '../red-runtime.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiber-plans-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('empty fields and variables without value are the defaults of the brief', () => {
  for (const empty of ['', undefined, '${NOT_SET}']) {
    const rules = rulesFromConfig({
      siteNamePattern: empty,
      onuNamePattern: empty,
      timeZone: empty,
      issueAheadDays: empty,
      earlyAccessDays: empty,
      lateCutoffDays: empty,
      absenceHours: empty,
      onuTable: empty,
      onuTableFile: empty,
    })();
    assert.deepEqual(
      rules.plans.map(({ name }) => name),
      ['Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G'],
    );
    assert.equal(rules.siteNamePattern, 'Unit {unit}');
    assert.equal(rules.onuNamePattern, 'ONU-{unit}');
    assert.equal(rules.timeZone, undefined);
    assert.equal(rules.issueAheadDays, 5);
    assert.deepEqual(rules.tenancy, { earlyAccessDays: 0, lateCutoffDays: 0, absenceHours: 24 });
    assert.deepEqual(rules.onuTable.rows, []);
  }
});

test('fields that are set count, numbers as text or number', () => {
  const rules = rulesFromConfig({
    plans: defaultPlanRows.slice(0, 1),
    siteNamePattern: '{property} {unit}',
    onuNamePattern: 'VV-{unit}',
    timeZone: 'America/Chicago',
    issueAheadDays: 0,
    earlyAccessDays: '2',
    lateCutoffDays: 30,
    absenceHours: '48',
    onuTable: 'unit,serial,mac\n101,UBNT1,',
  })();
  assert.equal(rules.plans.length, 1);
  assert.equal(rules.siteNamePattern, '{property} {unit}');
  assert.equal(rules.timeZone, 'America/Chicago');
  assert.equal(rules.issueAheadDays, 0);
  assert.deepEqual(rules.tenancy, { earlyAccessDays: 2, lateCutoffDays: 30, absenceHours: 48 });
  assert.deepEqual(rules.onuTable.rows, [{ unitLabel: '101', serial: 'UBNT1', mac: null }]);
});

const wrong: readonly [Parameters<typeof rulesFromConfig>[0], string][] = [
  [{ plans: [] }, 'PLANS_INVALID'],
  [{ siteNamePattern: 'Unit' }, 'PLANS_NAME_PATTERN'],
  [{ onuNamePattern: 'ONU-{flat}' }, 'PLANS_NAME_PATTERN'],
  [{ timeZone: 'Illinois' }, 'PLANS_TIME_ZONE'],
  [{ issueAheadDays: '-1' }, 'PLANS_ISSUE_AHEAD'],
  [{ issueAheadDays: '29' }, 'PLANS_ISSUE_AHEAD'],
  [{ issueAheadDays: 'five' }, 'PLANS_ISSUE_AHEAD'],
  [{ earlyAccessDays: '31' }, 'PLANS_TENANCY'],
  [{ lateCutoffDays: 'two' }, 'PLANS_TENANCY'],
  [{ absenceHours: '0' }, 'PLANS_TENANCY'],
  [{ undoHours: '-1' }, 'PLANS_CHANGES'],
  [{ upgradesPerMonth: 'many' }, 'PLANS_CHANGES'],
  [{ downgradeTakesEffect: 'later' }, 'PLANS_CHANGES'],
  [{ onuModels: [{ model: 'UF-Nano', fastestMbps: 'fast' }] }, 'PLANS_CHANGES'],
  [{ planWords: { ask: '***' } }, 'PLANS_CHANGES'],
  [{ onuTableFile: join(folder, 'none.csv') }, 'ONU_TABLE_FILE_MISSING'],
  [{ onuTableFile: folder }, 'ONU_TABLE_FILE_UNREADABLE'],
];
for (const [fields, code] of wrong) {
  test(`${Object.keys(fields)[0]} can be wrong: ${code}, at every call`, () => {
    const rules = rulesFromConfig(fields);
    for (const _call of [1, 2]) assert.throws(rules, { name: 'SyncError', code, trouble: 'operator' });
  });
}

test('a file counts before pasted text, and is read anew when it changes', () => {
  const file = join(folder, 'onus.csv');
  writeFileSync(file, '101,UBNT1,\n');
  const rules = rulesFromConfig({ onuTable: '101,UBNT9,', onuTableFile: file });
  const serials = () => rules().onuTable.rows.map(({ serial }) => serial);
  assert.deepEqual(serials(), ['UBNT1']);
  const { onuTable } = rules();
  assert.equal(rules().onuTable, onuTable, 'an unchanged file is not parsed again');
  writeFileSync(file, '101,UBNT1,\n102,UBNT2,\n');
  assert.deepEqual(serials(), ['UBNT1', 'UBNT2']);
  writeFileSync(file, '101,UBNT1,\n102,UBNT3,\n');
  utimesSync(file, new Date(), new Date(Date.now() + 2000));
  assert.deepEqual(serials(), ['UBNT1', 'UBNT3']);
  assert.notEqual(rules().onuTable.version, onuTable.version);
  rmSync(file);
  assert.throws(rules, { code: 'ONU_TABLE_FILE_MISSING', message: /onus\.csv/ });
  writeFileSync(file, '101,UBNT1,\n');
  assert.deepEqual(serials(), ['UBNT1']);
});

test('a file in UTF-16, as spreadsheets save Unicode text', () => {
  const file = join(folder, 'utf16.csv');
  writeFileSync(file, Buffer.from('\ufeffunit\tserial\r\n101\tUBNT1\r\n', 'utf16le'));
  assert.deepEqual(rulesFromConfig({ onuTableFile: file })().onuTable.rows, [
    { unitLabel: '101', serial: 'UBNT1', mac: null },
  ]);
});

test('a file that may not be read is said to be unreadable', {
  skip: process.getuid?.() === 0 && 'root reads everything',
}, () => {
  const file = join(folder, 'secret.csv');
  writeFileSync(file, '101,UBNT1,');
  chmodSync(file, 0);
  assert.throws(rulesFromConfig({ onuTableFile: file }), { code: 'ONU_TABLE_FILE_UNREADABLE', message: /EACCES/ });
});

test('a path below a file is missing, not a crash', () => {
  const file = join(folder, 'plain.csv');
  writeFileSync(file, '');
  mkdirSync(join(folder, 'below'), { recursive: true });
  assert.throws(rulesFromConfig({ onuTableFile: join(file, 'x.csv') }), { code: 'ONU_TABLE_FILE_MISSING' });
});

function start(fields: Record<string, unknown>): { rules: () => PropertyRules; warnings: readonly string[] } {
  const red = new TestRed([fiberPlans]);
  const { warnings } = red.start('plans', 'fiber-plans', fields);
  const { rules } = red.offered<FiberPlansNode>('plans', 'rules');
  return { rules, warnings };
}

test('the node offers its rules, and says nothing when all is well', () => {
  const { rules, warnings } = start({ plans: defaultPlanRows });
  assert.equal(rules().plans.length, 3);
  assert.deepEqual(warnings, []);
});

test('the dialog can ask for the usual words, whoever may read the node', () => {
  const red = new TestRed([fiberPlans]);
  const route = red.routes.get('GET /village-fiber/fiber-plans/words');
  assert.equal(route?.permission, 'fiber-plans.read');
});

test('settings for plan changes: what is set counts, what is not is the default', () => {
  const usual = rulesFromConfig({})().planChanges;
  assert.deepEqual([usual.undoHours, usual.upgradesPerMonth, usual.downgradeTakesEffect], [0, 2, 'now']);
  assert.deepEqual(usual.onuModels, []);
  const { planChanges } = rulesFromConfig({
    planWords: { ask: 'gimme\nwant, ,want', up: ' ' },
    onuModels: [{ model: ' UF-Nano ', fastestMbps: '1000' }],
    undoHours: 24,
    upgradesPerMonth: '0',
    downgradeTakesEffect: 'end of paid month',
  })();
  assert.deepEqual(planChanges.words, { ...usual.words, ask: ['gimme', 'want'] });
  assert.deepEqual(planChanges.onuModels, [{ model: 'UF-Nano', fastestMbps: 1000 }]);
  assert.deepEqual(
    [planChanges.undoHours, planChanges.upgradesPerMonth, planChanges.downgradeTakesEffect],
    [24, 0, 'end of paid month'],
  );
});

test('what is wrong is in the log at the deploy, and the node starts all the same', () => {
  const table = start({ onuTable: '101,UBNT1,\n101,UBNT2,' });
  assert.equal(table.warnings.length, 1);
  assert.match(table.warnings[0] ?? '', /^ONU table: Line 1: unit 101 is on lines 1, 2/);
  const plans = start({ plans: [] });
  assert.match(plans.warnings[0] ?? '', /no plan in the list.*fiber-plans/);
  assert.throws(plans.rules, { code: 'PLANS_INVALID', about: 'config node fiber-plans' });
});

test('names that two properties would share are refused at the deploy; {property} tells them apart', () => {
  const database = (id: string, property: string, uispHost = '${UISP_HOST}') =>
    ({ id, type: 'sync-database', property, uispHost }) as const;
  const step = (id: string, plans: string, on: string) => ({ id, type: 'uisp-service', plans, database: on });
  const plans = (id: string, siteNamePattern: string) => ({ id, type: 'fiber-plans', siteNamePattern }) as const;
  const told = (fields: { siteNamePattern?: string; onuNamePattern?: string }, ...others: NodeConfig[]) => {
    const red = new TestRed([fiberPlans]);
    red.configs.push(...others);
    return red.start('plans', 'fiber-plans', { plans: defaultPlanRows, ...fields }).warnings.join();
  };
  const [one, other] = [database('one', 'p-1'), database('other', 'p-2')];
  const shared = [one, other, step('s1', 'plans', 'one'), step('s2', 'plans', 'other')];
  assert.match(told({}, ...shared), /More than one property .* site names .* "Unit \{unit\}"\. Put \{property\}/);
  const site = { siteNamePattern: '{property} {unit}' };
  assert.match(told(site, ...shared), /More than one property .* ONU names/);
  assert.equal(told({ ...site, onuNamePattern: '{property}-{unit}' }, ...shared), '');
  const own = [one, other, plans('plans-2', 'Unit {unit}'), step('s1', 'plans', 'one'), step('s2', 'plans-2', 'other')];
  assert.match(told({}, ...own), /More than one property/, 'the same pattern in another fiber-plans');
  assert.equal(told({ siteNamePattern: 'VV {unit}', onuNamePattern: 'VV-{unit}' }, ...own), '');
  assert.equal(told({}, one, step('s1', 'plans', 'one'), step('s2', 'plans', 'one')), '');
  const elsewhere = [one, database('other', 'p-2', 'uisp.example.com'), ...shared.slice(2)];
  assert.equal(told({}, ...elsewhere), '', 'another UISP');
  assert.equal(told({}, one, { ...other, d: true }, ...shared.slice(2)), '', 'disabled');
});
