/**
 * What somebody needs who is asked for help: versions, how the store is set and how the work fares, as counts and codes. No secret, no
 * value of a setting, nobody's name, no unit, no host (design §3.8): it is made to be pasted into a public issue.
 */
import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { RuntimeApi } from '../red.ts';
import { toSyncError } from '../sync-error.ts';
import { addDays } from '../village/calendar-date.ts';
import { isoOf } from './dashboard/ask-context.ts';
import { apisOf } from './dashboard/ask-health.ts';
import { migrations } from './database/migrations/index.ts';
import { isActedOn } from './leases/lease-entry.ts';
import { modeOf, withoutPerson } from './mode.ts';
import { utcDay } from './scans.ts';
import { settingNames } from './setting-names.ts';
import type { Store } from './store.ts';

/** Put in by the build; absent when the sources run as they are. */
declare const __VERSION__: string | undefined;

/** Where it runs. */
interface Surroundings {
  /** Of Node-RED's settings. */
  readonly nodeRed: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of those that the editor sets. */
  readonly inEditor?: ReadonlySet<string>;
}

const shownDays = 7;

/**
 * Also when there is no store, or it cannot be opened: then with the code of that instead. Never throws.
 * @param open undefined: no database is deployed
 */
export async function diagnosticsOf(
  open: (() => Promise<Store>) | undefined,
  { nodeRed, env, inEditor }: Surroundings,
) {
  return {
    package: typeof __VERSION__ === 'string' ? __VERSION__ : 'source',
    node: process.versions.node,
    nodeRed: typeof nodeRed === 'string' ? nodeRed : 'unknown',
    platform: `${process.platform} ${process.arch}`,
    /** Their values are nobody's business. */
    variablesSet: settingNames.filter((name) => (env[name] ?? '') !== '' || inEditor?.has(name)),
    store: open === undefined ? { trouble: 'NO_DATABASE' } : await open().then(storeTold).catch(troubleOf),
  };
}

const globalConfig = v.object({ type: v.literal('global-config'), env: v.array(v.object({ name: v.string() })) });

/** The variables of the editor (User settings, Environment) by name; Node-RED keeps them in a node. */
export function variablesInEditor({ nodes }: Pick<RuntimeApi, 'nodes'>): ReadonlySet<string> {
  const names = new Set<string>();
  nodes.eachNode((config) => {
    const parsed = v.safeParse(globalConfig, config);
    if (parsed.success) for (const { name } of parsed.output.env) names.add(name);
  });
  return names;
}

function troubleOf(thrown: unknown) {
  return { trouble: codeOf(toSyncError(thrown).code) };
}

async function storeTold(store: Store) {
  const { mode, ceiling, why } = modeOf(store);
  const { pause, world, onlyUnits, facts, clock } = store;
  return {
    at: isoOf(clock()),
    world: world.kind,
    mode: { now: mode, ceiling, why: withoutValues(withoutPerson(why)) },
    pausedSince: isoOf(pause.since),
    onlyUnits: onlyUnits?.length ?? null,
    isGoLiveSet: facts.peek('goLive') !== undefined,
    apis: apisOf(store).map(({ name, state, since }) => ({ name, state, since })),
    scans: await scansTold(store),
    attention: counted(store.attention.list().map(({ code }) => codeOf(code))),
    ...workTold(store),
    database: { schema: migrations.at(-1)?.name ?? null, ...(await sizesOf(store.file)) },
  };
}

async function scansTold({ scans, clock }: Store) {
  const last = scans.last('leases');
  const days = await scans.days('leases', addDays(utcDay(clock()), 1 - shownDays));
  const verdict = last && { at: isoOf(last.at), isComplete: last.complete, seen: last.seen, due: last.due };
  return { last: verdict ?? null, lastCompleteAt: isoOf(scans.lastComplete('leases')), days };
}

/** How many of each, and of them how many are on their way, wait or fail. */
function workTold({ units, households, leases, tickets, desk }: Store) {
  const books = [...leases.entries()];
  const acted = books.filter((entry) => isActedOn(entry));
  const slips = [...tickets.entries()];
  return {
    units: units.all().length,
    households: households.all().length,
    leases: {
      all: books.length,
      standing: counted(books.map(({ standing }) => standing)),
      inFlight: desk.progress('lease').inFlight,
      waiting: acted.filter(({ waiting }) => waiting.length > 0).length,
      failing: acted.filter(({ failures, waiting }) => failures > 0 && waiting.length === 0).length,
    },
    tickets: {
      all: slips.length,
      inUisp: slips.filter(({ link }) => link !== null).length,
      inFlight: desk.progress('ticket').inFlight,
      failing: slips.filter(({ failures }) => failures > 0).length,
    },
  };
}

/** Bytes of the file, and of what SQLite has not yet taken into it. */
async function sizesOf(file: string) {
  const size = (path: string) =>
    stat(path).then(
      ({ size }) => size,
      () => null,
    );
  return { bytes: await size(file), walBytes: await size(`${file}-wal`) };
}

function counted(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names.toSorted()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** What is no code may be somebody's words. */
function codeOf(code: string): string {
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'OTHER';
}

/** `SYNC_MODE is "…"`: what stands there may have been meant for another variable. */
function withoutValues(why: string): string {
  return why.replace(/"(?!(?:live|dry-run)")[^"]*"/g, '"…"');
}
