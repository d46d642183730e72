import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OnuFacts, OnuMatchInput } from '../../../nodes/village/onu/onu-facts.ts';
import { matchOnu } from '../../../nodes/village/onu/onu-match.ts';
import { onu } from '../leases.ts';
import { decide, gone, named, onNeighbour, onOtherProperty, onParent, onStray, onUnit } from '../unit-101.ts';

interface Case {
  readonly what: string;
  readonly onus: OnuFacts[];
  readonly table?: string;
  readonly given?: Partial<OnuMatchInput>;
  /** `use <id>`, `use <id> for <old id> as <alias>`, or a code. */
  readonly is: string;
}

const cases: readonly Case[] = [
  // the operator's table
  { what: 'by serial, without a site', onus: [onu('1'), onu('2')], table: '101,UBNT00000001,', is: 'use 1' },
  {
    what: 'by MAC',
    onus: [onu('1', { serial: null, mac: 'f09fc2000001' })],
    table: '101,,F0:9F:C2:00:00:01',
    is: 'use 1',
  },
  {
    what: 'by MAC, however UISP spells it',
    onus: [onu('1', { mac: 'F0:9F:C2:00:00:01' })],
    table: '101,,f09fc2000001',
    is: 'use 1',
  },
  { what: 'on the parent site', onus: [onu('1', onParent)], table: '101,UBNT00000001,', is: 'use 1' },
  { what: 'on its site already', onus: [onu('1', onUnit)], table: '101,UBNT00000001,', is: 'use 1' },
  {
    what: 'before there is a site',
    onus: [onu('1')],
    table: '101,UBNT00000001,',
    given: { siteId: null },
    is: 'use 1',
  },
  { what: 'offline, all the same', onus: [onu('1', gone)], table: '101,UBNT00000001,', is: 'use 1' },
  { what: 'on a stray site under our parent', onus: [onu('1', onStray)], table: '101,UBNT00000001,', is: 'use 1' },
  { what: 'the table before the name', onus: [onu('1', named), onu('2')], table: '101,UBNT00000002,', is: 'use 2' },
  {
    what: 'serial and MAC of one',
    onus: [onu('1', { mac: 'f09fc2000001' }), onu('2')],
    table: '101,UBNT00000001,f09fc2000001',
    is: 'use 1',
  },
  { what: 'not listed by UISP', onus: [onu('2', onUnit)], table: '101,UBNT00000001,', is: 'ONU_MISSING' },
  {
    what: 'on another unit’s site',
    onus: [onu('1', onNeighbour)],
    table: '101,UBNT00000001,',
    is: 'ONU_ON_OTHER_UNIT',
  },
  {
    what: 'on another property’s site',
    onus: [onu('1', onOtherProperty)],
    table: '101,UBNT00000001,',
    is: 'ONU_ON_OTHER_UNIT',
  },
  {
    what: 'serial of one, MAC of another',
    onus: [onu('1'), onu('2', { mac: 'f09fc2000002' })],
    table: '101,UBNT00000001,f09fc2000002',
    is: 'ONU_TWICE',
  },
  {
    what: 'one serial on two ONUs',
    onus: [onu('1'), onu('9', { serial: 'UBNT00000001' })],
    table: '101,UBNT00000001,',
    is: 'ONU_TWICE',
  },
  {
    what: 'MAC of an ONU with another serial',
    onus: [onu('2', { mac: 'f09fc2000002' })],
    table: '101,UBNT00000001,f09fc2000002',
    is: 'ONU_CONFLICT',
  },
  {
    what: 'replaces a disconnected one',
    onus: [onu('1'), onu('2', { ...onUnit, ...gone, ...named })],
    table: '101,UBNT00000001,',
    is: 'use 1 for 2 as ONU-101-old-0002',
  },
  {
    what: 'both on the site, the old one disconnected',
    onus: [onu('1', onUnit), onu('2', { ...onUnit, ...gone })],
    table: '101,UBNT00000001,',
    is: 'use 1 for 2 as ONU-101-old-0002',
  },
  {
    what: 'an old one without serial',
    onus: [onu('1'), onu('2', { ...onUnit, ...gone, serial: null, mac: 'f09fc200abcd' })],
    table: '101,UBNT00000001,',
    is: 'use 1 for 2 as ONU-101-old-abcd',
  },
  { what: 'the site’s is active', onus: [onu('1'), onu('2', onUnit)], table: '101,UBNT00000001,', is: 'ONU_CONFLICT' },
  {
    what: 'the site’s has no known status',
    onus: [onu('1'), onu('2', { ...onUnit, status: null })],
    table: '101,UBNT00000001,',
    is: 'ONU_CONFLICT',
  },
  {
    what: 'two others on the site',
    onus: [onu('1'), onu('2', { ...onUnit, ...gone }), onu('3', { ...onUnit, ...gone })],
    table: '101,UBNT00000001,',
    is: 'ONU_TWICE',
  },
  // the unit's site
  { what: 'the one on the site', onus: [onu('1', onUnit), onu('2')], is: 'use 1' },
  { what: 'the site before the name', onus: [onu('1', onUnit), onu('2', named)], is: 'use 1' },
  { what: 'two on the site', onus: [onu('1', onUnit), onu('2', { ...onUnit, ...gone })], is: 'ONU_TWICE' },
  {
    what: 'the table gives the site’s to another unit',
    onus: [onu('1', onUnit)],
    table: '102,UBNT00000001,',
    is: 'ONU_CONFLICT',
  },
  // the unit's name
  { what: 'named, without a site', onus: [onu('1', named), onu('2')], is: 'use 1' },
  { what: 'named, in another case', onus: [onu('1', { name: ' onu-101 ' })], is: 'use 1' },
  { what: 'named, on the parent site', onus: [onu('1', { ...named, ...onParent })], is: 'use 1' },
  { what: 'named, on a stray site under our parent', onus: [onu('1', { ...named, ...onStray })], is: 'use 1' },
  {
    what: 'the same when the pattern is not known',
    onus: [onu('1', { ...named, ...onStray })],
    given: { siteNamePattern: '{property} {unit}' },
    is: 'ONU_ON_OTHER_UNIT',
  },
  { what: 'named, on another unit’s site', onus: [onu('1', { ...named, ...onNeighbour })], is: 'ONU_ON_OTHER_UNIT' },
  {
    what: 'named, on another property’s site: not ours',
    onus: [onu('1', { ...named, ...onOtherProperty })],
    is: 'ONU_MISSING',
  },
  {
    what: 'named, but the table gives it to another unit',
    onus: [onu('1', named)],
    table: '102,UBNT00000001,',
    is: 'ONU_MISSING',
  },
  { what: 'two of the name', onus: [onu('1', named), onu('2', named)], is: 'ONU_TWICE' },
  {
    what: 'a longer name is another',
    onus: [onu('1', { name: 'ONU-1010' }), onu('2', { name: 'OLD-ONU-101' })],
    is: 'ONU_MISSING',
  },
  { what: 'none at all', onus: [], is: 'ONU_MISSING' },
  { what: 'never by position: one free ONU, one unit', onus: [onu('1')], is: 'ONU_MISSING' },
  // no two ONUs on sites with one name
  {
    what: 'the name is taken on another unit’s site',
    onus: [onu('1', onUnit), onu('2', { ...named, ...onNeighbour })],
    is: 'ONU_NAME_TAKEN',
  },
  {
    what: 'the name is taken on another property’s site',
    onus: [onu('1'), onu('2', { ...named, ...onOtherProperty })],
    table: '101,UBNT00000001,',
    is: 'ONU_NAME_TAKEN',
  },
  {
    what: 'the name is borne by a free one',
    onus: [onu('1', onUnit), onu('2', { ...named, ...onParent })],
    is: 'use 1',
  },
  {
    what: 'the name is borne by the one that gives way',
    onus: [onu('1'), onu('2', { ...named, ...onUnit, ...gone })],
    table: '101,UBNT00000001,',
    is: 'use 1 for 2 as ONU-101-old-0002',
  },
];

for (const { what, onus, table, given, is } of cases) {
  test(`${is}: ${what}`, () => {
    const decision = decide(onus, table, given);
    if (decision.kind === 'attention') {
      assert.equal(decision.code, is, decision.why);
      assert.match(`${decision.why} ${decision.todo}`, /101/);
      assert.doesNotMatch(`${decision.why} ${decision.todo}`, /Jane|undefined|null/);
    } else {
      const replaced = decision.replace;
      const found = `use ${decision.onuId}${replaced === undefined ? '' : ` for ${replaced.onuId} as ${replaced.alias}`}`;
      assert.equal(found, is);
    }
  });
}

test('without a site name pattern every other site is another unit’s', () => {
  const input = {
    unitLabel: '101',
    tableRow: undefined,
    tableRows: [],
    siteId: null,
    parentSiteId: 'parent',
    onuName: 'ONU-101',
  };
  const decision = matchOnu({ ...input, onus: [onu('1', { ...named, ...onStray })] });
  assert.equal(decision.kind === 'attention' && decision.code, 'ONU_ON_OTHER_UNIT');
});

test('an alias keeps to UISP’s 30 characters', () => {
  const onuName = 'VICTORIAN-VILLAGE-ONU-NUMBER-101';
  const decision = decide([onu('1'), onu('2', { ...onUnit, ...gone })], '101,UBNT00000001,', { onuName });
  assert.equal(decision.kind === 'use' && decision.replace?.alias.length, 30);
  assert.match((decision.kind === 'use' && decision.replace?.alias) || '', /-old-0002$/);
});
