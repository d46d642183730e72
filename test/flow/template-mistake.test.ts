/** The texts of the mail are the operator's to edit: a mistake in one is told, and nothing is lost by it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { outside } from '../state/outside.ts';
import { assertInvariants } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage } from './stage.ts';
import { giveOnus, tenantOf } from './trouble-scene.ts';

const { prepareUserDirectory }: { prepareUserDirectory(userDir: string, flowFile: string): void } = createRequire(
  import.meta.url,
)('../../flows/user-directory.js');

test('a section of the welcome mail is not closed: the lease fails and backs off; mended, the mail goes out, once', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator, folder, env, start } = stage;
    prepareUserDirectory(folder, 'flows.json');
    const path = join(folder, 'flows.json');
    const right = readFileSync(path, 'utf8');
    const wrong = right.replace('{{/payload.upgrades}}', '');
    assert.notEqual(wrong, right);
    writeFileSync(path, wrong);
    giveOnus(stage, '101');
    simulator.world.addLease({ unit: '101', tenants: [tenantOf('101')] });
    const red = await start();
    /** How often the lease has failed; undefined: the store does not know it yet. */
    const failures = async () => {
      let counts: number[] = [];
      await outside(env['SYNC_DATABASE'] ?? '', async (knex) => {
        if (await knex.schema.hasTable('leases')) counts = await knex('leases').pluck('failures');
      });
      return counts[0];
    };
    await until('it counts as a failure of the lease', async () => (await failures()) === 1);
    assert.equal(simulator.mail.messages.length, 0);
    await red.stop();

    writeFileSync(path, right);
    const { url } = await start();
    const again = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ verb: 'retry', key: 'unit:101' });
    assert.equal((await fetch(`${url}/village-fiber/attention`, { ...again, body })).status, 200);
    await until('the tenant is welcomed', () => simulator.mail.messages.length === 1);
    await until('the lease is done', async () => (await failures()) === 0);
    assertInvariants(simulator);
  });
});
