/** Each line that a source writes into the log has its row in docs/log.md. What a whole life says is asked by test/flow/canaries.test.ts. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inWords, type ScanSummary } from '../../nodes/innago/scan/scan-summary.ts';
import { databaseSettings } from '../../nodes/state/database-settings.ts';
import { Batch } from '../../nodes/state/desk/batch.ts';
import { uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import { routerFromConfig } from '../../nodes/village/keywords/router-config.ts';
import { rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { errorOf } from '../error-of.ts';
import { root } from './editor-definitions.ts';
import { listedLines } from './log-rows.ts';

const sources = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && path !== 'build.ts')
  .map((path) => ({ path, text: readFileSync(join(root, 'nodes', path), 'utf8') }));

/** A template as it might come out. */
function filled(template: string): string {
  return template.replaceAll(/\$\{[^}]*\}/g, '7');
}

/** What each source writes: its own words, or undefined where it hands on what another has worded. */
const written = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/\b(?:log|warn|info)(?:\?\.)?\(\s*(?:`([^`]*)`|'([^']*)'|(?!text\b)[^\s()])/g)].map(
    ([, template, literal]) => {
      const line = filled(template ?? literal ?? '');
      return { path, line: /[a-z]/.test(line) ? line : undefined };
    },
  ),
);

async function words(work: () => unknown): Promise<string> {
  const { message, hint } = await errorOf((async () => work())());
  return `${message} ${hint ?? ''}`.trim();
}

const summary: ScanSummary = {
  ...{ complete: true, today: '2026-12-01', paused: false, leases: 118, tickets: 3, units: 118, due: 0, dueTickets: 0 },
  ...{ missing: 0, waiting: 0, failing: 0, requests: 9, ms: 900, wrong: 0 },
};

function batch(): Batch {
  const made = new Batch('');
  for (let n = 1; n <= 20; n += 1) {
    made.took(`${n}`, `unit ${n}`);
    made.ended(`${n}`, 'done');
  }
  return made;
}

/** Where the words are somebody else's: by the source that writes them, some of them, from whoever makes them. */
const handedOn: Readonly<Record<string, () => Promise<readonly (string | undefined)[]>>> = {
  'state/sync-database.ts': async () => {
    const mode = (value: string) =>
      databaseSettings({ id: 'n', type: 'sync-database', mode: value }, { userDir: '/', env: {} }).modeWords;
    return [mode('live'), mode('dry-run'), mode('no')];
  },
  'state/desk/desk.ts': async () => [batch().milestone(), batch().summary()],
  'innago/scan/scan.ts': async () => [inWords(summary)],
  'village/fiber-plans.ts': () =>
    Promise.all(
      [{ plans: [] }, { issueAheadDays: 'x' }, { timeZone: 'x' }].map((fields) => words(rulesFromConfig(fields))),
    ),
  'village/keyword-router.ts': async () => [await words(() => routerFromConfig({ rules: [] }))],
  'uisp/uisp-server.ts': () =>
    Promise.all([
      words(() => uispServerSettings({}, {})),
      words(() => uispServerSettings({ uispInvoices: 'x' }, { crmKey: 'x', nmsKey: 'x' })),
    ]),
  'uisp/steps/step-node.ts': async () =>
    sources
      .filter(({ path }) => path.startsWith('uisp/steps/'))
      .flatMap(({ text }) => [...text.matchAll(/(?:return \[\s+|const warning = )`([^`]*)`/g)])
      .map(([, template]) => filled(template ?? '')),
};

test('each line that a source words for the log is listed in docs/log.md', () => {
  const listed = listedLines();
  const lines = written.flatMap(({ line }) => line ?? []);
  assert.ok(lines.length > 15, `${lines.length}`);
  const unlisted = lines.filter((line) => !listed.some((row) => row.test(line)));
  assert.deepEqual(unlisted, [], 'add a row to docs/log.md');
});

test('and so is what a source hands on in the words of another', async () => {
  const listed = listedLines();
  const handing = new Set(written.filter(({ line }) => line === undefined).map(({ path }) => path));
  assert.deepEqual([...handing].sort(), Object.keys(handedOn).sort(), 'say in this test where the words come from');
  for (const [path, examples] of Object.entries(handedOn)) {
    const lines = (await examples()).filter((line) => line !== undefined);
    assert.ok(lines.length > 0, path);
    for (const line of lines)
      assert.ok(
        listed.some((row) => row.test(line)),
        `${path}: ${line}`,
      );
  }
});
