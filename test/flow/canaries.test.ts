/**
 * A life with all that the product does, with names, addresses and keys that are easily found: each stands where it belongs and nowhere else. And what
 * the log says meanwhile is what docs/log.md lists.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../package/editor-definitions.ts';
import { listedLines } from '../package/log-rows.ts';
import { outside } from '../state/outside.ts';
import { inPlanScene, type PlanScene, unclear, wants } from './plan-scene.ts';
import { techniciansWords } from './ticket-scene.ts';
import { giveOnus, type Trouble, tenantOf } from './trouble-scene.ts';

const heard = ['EENVELOPE', 'UISP_CRM_500', 'MAIL_REFUSED', 'LEASE_WITHOUT_TENANT'];

/** Our part of a line of the log, without time, level and who says it; undefined: it is Node-RED's, or another node's. */
function ourLine(line: string, types: readonly string[]): string | undefined {
  if (line.startsWith('[village-fiber] ')) return line;
  const [, level, type, text] = /^\S+ \S+ \S+ - \[(\w+)\] \[([\w-]+):[^\]]*\] (.*)$/.exec(line) ?? [];
  return level !== 'error' && types.includes(type ?? '') ? text : undefined;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** What anybody with the editor gets to see, and what an operator asks in vain. */
async function answersOf({ red }: PlanScene): Promise<string[]> {
  const get = async (path: string, headers: Record<string, string> = {}) =>
    `${path}: ${await (await fetch(`${red.url}${path}`, { headers })).text()}`;
  const api = { 'node-red-api-version': 'v2' };
  const post = async (body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${red.url}/village-fiber/attention`, init)).text();
  };
  return [
    await get('/flows', api),
    await get('/flows', { accept: 'application/json' }),
    await get('/settings'),
    await get('/diagnostics'),
    await get('/context/global'),
    await get('/village-fiber/attention'),
    await get('/village-fiber/variables'),
    await get('/village-fiber/diagnostics'),
    await get('/village-fiber/upcoming?days=nonsense'),
    await get('/village-fiber/plan?database=nowhere'),
    await post({ verb: 'approve', key: 'nowhere' }),
    await post({ verb: 'drop' }),
    await post('{'),
  ];
}

test('names, addresses, words and keys stand where they belong, and the log says only what is listed', {
  timeout: 180_000,
}, async () => {
  const before: Trouble['before'] = (stage) => giveOnus(stage, '103', '104', '105');
  await inPlanScene({ dueIn: { 101: 3, 102: 12 }, heard, before }, async (scene) => {
    const { simulator, folder, env, red, witness, report, half, asked, tick, deploy, moveIn, press } = scene;
    const { world, mail, faults } = simulator;
    const typed = 'c4n4ry-typed-k3y';
    await deploy('uisp-server', { credentials: { crmKey: typed } });
    await deploy('uisp-server', { credentials: { crmKey: '${UISP_CRM_API_KEY}' } });
    await tick();
    await asked('101', wants['1G']);
    await asked('102', unclear);
    const ticket = report('102');
    await tick();
    world.crmTechnician.comment(half(ticket).id, techniciansWords);
    world.editTicket(ticket.maintenanceUid, { description: 'kaputnik, still' });
    const end = faults.next({ server: 'crm', isWrite: true, times: Number.POSITIVE_INFINITY }, '500');
    moveIn('103');
    await tick();
    end.cancel();
    await tick();
    const accept = mail.refuse({
      at: 'recipient',
      address: tenantOf('104').email,
      message: `<${tenantOf('104').email}>: unknown`,
    });
    moveIn('104');
    moveIn('105', { tenants: [] });
    await tick();
    accept();
    world.addTenant('105', tenantOf('105'));
    await press('bills');
    await press('statement');
    await tick();
    await tick();

    const people = [...world.leases.values()].flatMap(({ tenants }) =>
      tenants.flatMap(({ firstName, lastName, email, phone }) => [firstName, lastName, email, phone]),
    );
    const words = ['kaputnik', 'wardrobe', 'flummox'];
    const names = ['INNAGO_API_KEY', 'INNAGO_CLIENT_SECRET', 'UISP_CRM_API_KEY', 'UISP_NMS_API_KEY', 'SMTP_PASS'];
    const keys = [typed, simulator.uisp.crmReadKey, simulator.uisp.nmsReadToken, ...names.map((name) => env[name])];
    for (const canary of [...people, ...keys]) assert.ok(canary);
    const nowhereIn = (what: string, text: string, canaries: readonly (string | undefined | null)[]) => {
      for (const canary of canaries) assert.ok(!canary || !text.includes(canary), `${canary} in ${what}`);
    };

    for (const line of [...red.lines, ...witness.everything()])
      nowhereIn(`"${line}"`, line, [...people, ...words, ...keys]);
    for (const answer of await answersOf(scene)) nowhereIn(answer.slice(0, 60), answer, [...people, ...words, ...keys]);
    const database = env['SYNC_DATABASE'] ?? '';
    let files = 0;
    for (const path of filesBelow(folder)) {
      const text = readFileSync(path, 'latin1');
      files += 1;
      nowhereIn(path, text, keys);
      // The database knows whom to write to; the witness is the test's own ear.
      if (!path.startsWith(database) && !path.endsWith('.jsonl')) nowhereIn(path, text, [...people, ...words]);
    }
    assert.ok(files >= 5, 'flows, credentials, secret, database');
    await outside(database, async (knex) => {
      for (const table of ['audit', 'effects', 'attention', 'facts', 'meta', 'plan_changes', 'statements']) {
        // What was written to UISP is kept with the effect, until the tenant is forgotten.
        const isTrail = ['audit', 'effects'].includes(table);
        nowhereIn(`the table ${table}`, JSON.stringify(await knex(table)), isTrail ? words : [...words, ...people]);
      }
    });

    const types = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))['node-red'].nodes);
    const listed = listedLines();
    assert.ok(listed.length > 20);
    const said = red.lines.flatMap((line) => ourLine(line, types) ?? []);
    const isSaid = (part: string) => said.some((line) => line.includes(part));
    assert.ok(isSaid('[village-fiber] Editor: ') && isSaid('Mode live') && isSaid(' taken up: '), said.join('\n'));
    const unlisted = said.filter((line) => !listed.some((row) => row.test(line)));
    assert.deepEqual(unlisted, [], 'add a row to docs/log.md');
  });
});
