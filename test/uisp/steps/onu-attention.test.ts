/** What needs a person about an ONU. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPerson, village } from './needs-person.ts';
import { codeOf, scene } from './scene.ts';

needsPerson('onu', {
  'no ONU': {
    code: 'ONU_MISSING',
    given: () => undefined,
    mended: (world) => void world.addOnu({ unit: '101', inTable: 'serial' }),
  },
  'the ONU is on another unit’s site': {
    code: 'ONU_ON_OTHER_UNIT',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 102', parentId: village(world) });
      world.addOnu({ unit: '101', inTable: 'serial', siteId: site.id });
    },
    mended: (world) => {
      for (const onu of world.devices.values()) if (onu.type === 'onu') onu.siteId = null;
    },
  },
  'two ONUs on the site': {
    code: 'ONU_TWICE',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 101', parentId: village(world) });
      for (let count = 0; count < 2; count += 1) world.addOnu({ siteId: site.id });
    },
  },
  'the table says another ONU than the active one on the site': {
    code: 'ONU_CONFLICT',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 101', parentId: village(world) });
      world.addOnu({ siteId: site.id });
      world.addOnu({ unit: '101', inTable: 'serial' });
    },
  },
  'an ONU on another unit’s site bears the name already': {
    code: 'ONU_NAME_TAKEN',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 102', parentId: village(world) });
      world.addOnu({ siteId: site.id, name: 'onu-101' });
      world.addOnu({ unit: '101', inTable: 'serial' });
    },
    mended: (world) => {
      for (const onu of world.devices.values()) if (onu.name === 'onu-101') onu.name = 'ONU-102';
    },
  },
  'the rename is not supported': {
    code: 'ONU_RENAME_UNSUPPORTED',
    given: (world) => {
      const { id } = world.addOnu({ unit: '101', inTable: 'serial' });
      Object.assign(world.variants, { systemRoute501For: [id] });
    },
    mended: (world) => {
      Object.assign(world.variants, { systemRoute501For: [] });
    },
  },
  'the OLT is away': {
    code: 'ONU_OLT_AWAY',
    trouble: 'server',
    given: (world) => {
      world.addOnu({ unit: '101', inTable: 'serial' });
      world.setOltConnected(false);
    },
    mended: (world) => world.setOltConnected(true),
  },
  'UISP refuses the assignment with 200': {
    code: 'UISP_NMS_REFUSED',
    trouble: 'data',
    given: (world) => {
      const { id } = world.addOnu({ unit: '101', inTable: 'serial' });
      Object.assign(world.variants, { authorizeResultFalseFor: [id] });
    },
    mended: (world) => {
      Object.assign(world.variants, { authorizeResultFalseFor: [] });
    },
  },
});

test('UISP does not say whether the ONU is enabled: it is not renamed', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  Object.assign(onu, { enabled: undefined });
  const work = await s.lease({ unit: '101' });
  assert.equal(await codeOf(s.provision(work)), 'ONU_ENABLED_UNKNOWN');
  assert.equal(onu.name, 'ubnt');
  onu.enabled = true;
  await s.restart();
  assert.equal((await s.provision(work)).onu.outcome, 'done');
});
