/** What needs a person about a site, and a site that was deleted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPerson, village } from './needs-person.ts';
import { codeOf, scene } from './scene.ts';

needsPerson('site', {
  'no parent site': {
    code: 'PARENT_SITE_MISSING',
    about: 'parent site',
    given: (world) => {
      world.parentSite.name = 'Elsewhere';
    },
  },
  'two parent sites': {
    code: 'PARENT_SITE_AMBIGUOUS',
    about: 'parent site',
    given: (world) => void world.addSite({ name: 'Victorian Village', type: 'site' }),
  },
  'two sites of the unit’s name': {
    code: 'SITE_AMBIGUOUS',
    given: (world) => {
      for (const name of ['Unit 101', 'unit 101 ']) world.addSite({ name, parentId: village(world) });
    },
    mended: (world) => {
      for (const site of world.sites.values()) if (site.name === 'unit 101 ') site.name = 'Old';
    },
  },
  'the site of the unit’s name is below another parent': {
    code: 'SITE_ELSEWHERE',
    given: (world) => {
      const other = world.addSite({ name: 'Other Village', type: 'site' });
      world.addSite({ name: 'Unit 101', parentId: other.id });
    },
    mended: (world) => {
      for (const site of world.sites.values()) if (site.name === 'Unit 101') site.parentId = village(world);
    },
  },
  'the site of the unit’s name has no parent, and is not ours': {
    code: 'SITE_ELSEWHERE',
    given: (world) => void world.addSite({ name: 'Unit 101', parentId: null }),
  },
});

test('steps in the wrong order say so', async (t) => {
  const s = await scene(t);
  const work = await s.lease({ unit: '101' });
  assert.equal(await codeOf(s.provision(work, ['onu'])), 'STEP_ORDER');
  assert.equal(await codeOf(s.provision(work, ['site', 'service'])), 'STEP_ORDER');
});

test('a site that was deleted by hand is made again', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work, ['client', 'site']);
  world.sites.delete((await s.household(work)).siteId ?? '');
  await s.restart();
  assert.equal(await codeOf(s.provision(work)), 'SITE_GONE');
  const results = await s.provision(work);
  assert.equal(results.site.outcome, 'done');
  assert.equal([...world.sites.values()].filter(({ name }) => name === 'Unit 101').length, 1);
});
