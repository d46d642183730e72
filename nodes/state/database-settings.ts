/** The fields of the config node sync-database, as the store wants them (design §5 and §6). */
import { isAbsolute, join } from 'node:path';
import { type NodeConfig, textField } from '../red.ts';
import { SyncError } from '../sync-error.ts';
import { calendarDate } from '../village/calendar-date.ts';
import { unitLabel } from '../village/unit-label.ts';
import type { World } from './database/world.ts';
import type { StoreOptions } from './store.ts';
import type { Mode } from './store-port.ts';

/** Where this Node-RED runs: its user directory, and the variables it was started with. */
export interface Surroundings {
  readonly userDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the store is opened with, but for clock and log. */
export interface DatabaseSettings
  extends Pick<StoreOptions, 'file' | 'mode' | 'world' | 'onlyUnits' | 'goLive' | 'forgetAfterDays'> {
  /** Which mode was read from what, for the log. */
  readonly modeWords: string;
}

const usualHost = '10.8.10.10';
/** Names of former tenants: a lease that continues another begins at most 31 days after it, and charges are settled by then. */
const retention = { usual: 90, least: 30 } as const;

/** @throws SyncError DATABASE_SETTINGS (trouble operator) naming the field and what it reads */
export function databaseSettings(config: NodeConfig, { userDir, env }: Surroundings): DatabaseSettings {
  const isSandbox = env['VILLAGE_FIBER_SANDBOX'] === '1';
  const file = textField(config['file']) ?? (isSandbox ? 'village-fiber-sandbox.sqlite' : 'village-fiber.sqlite');
  const onlyUnits = unitList(config['onlyUnits']);
  const goLive = goLiveDate(config['goLive']);
  const world: World = {
    kind: isSandbox ? 'sandbox' : 'real',
    property: textField(config['property']) ?? '',
    uispHost: hostOf(textField(config['uispHost']) ?? usualHost),
  };
  return {
    file: isAbsolute(file) ? file : join(userDir ?? process.cwd(), file),
    ...modeOf(textField(config['mode']), env['SYNC_MODE']?.trim(), isSandbox),
    world,
    forgetAfterDays: retentionDays(config['forgetAfterDays']),
    ...(onlyUnits === undefined ? {} : { onlyUnits }),
    ...(goLive === undefined ? {} : { goLive }),
  };
}

/** Live only when it says so; SYNC_MODE is the ceiling over what the field says (design §5). */
function modeOf(
  field: string | undefined,
  ceiling: string | undefined,
  isSandbox: boolean,
): { mode: Mode; modeWords: string } {
  if (ceiling !== undefined && ceiling !== '' && ceiling !== 'live') {
    return { mode: 'dry-run', modeWords: `Mode dry-run, because SYNC_MODE is "${ceiling}": nothing is written.` };
  }
  if (isSandbox && (field === 'live' || field === undefined))
    return { mode: 'live', modeWords: 'Mode live, in the sandbox: only the simulated servers are written to.' };
  if (field === 'live')
    return { mode: 'live', modeWords: 'Mode live: what is due is written to UISP and Innago, and mailed to tenants.' };
  const why =
    field === undefined
      ? 'no mode is set'
      : field === 'dry-run'
        ? 'so it is set'
        : `the mode reads "${field}", not "live"`;
  return {
    mode: 'dry-run',
    modeWords: `Mode dry-run (${why}): nothing is written; what would be done is at village-fiber/plan below the editor’s address.`,
  };
}

/** `101, Unit 102` as labels; absent: all units. A list without a unit is an error: it must never come to mean all. */
function unitList(value: unknown): string[] | undefined {
  const text = textField(value);
  if (text === undefined) return undefined;
  const labels = text
    .split(/[,;\n]/)
    .map(unitLabel)
    .filter((label) => label !== '');
  if (labels.length === 0)
    throw wrong('The list of units', text, 'Write it as 101,102, or leave it empty for all units.');
  return [...new Set(labels)];
}

function goLiveDate(value: unknown): string | undefined {
  const text = textField(value);
  if (text === undefined || calendarDate(text) === text) return text;
  throw wrong(
    'The go-live date',
    text,
    'Write it as YYYY-MM-DD, or leave it empty: then it is the day of the first live scan.',
  );
}

/** Days; 0 is never. */
function retentionDays(value: unknown): number {
  const text = textField(value);
  if (text === undefined) return retention.usual;
  const days = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (days === 0 || days >= retention.least) return days;
  throw wrong(
    'The number of days after which former tenants are forgotten',
    text,
    `Write ${retention.least} or more, 0 for never, or leave it empty for ${retention.usual}.`,
  );
}

/** Host in lower case, with its port when it is not the usual one of its protocol. */
function hostOf(text: string): string {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url !== null && url.host !== '') return url.host.toLowerCase();
  throw wrong('The UISP host', text, 'Write a host name or address, or an address with https:// and port.');
}

function wrong(what: string, text: string, hint: string): SyncError {
  return new SyncError(`${what} reads "${text}", which cannot be used.`, {
    code: 'DATABASE_SETTINGS',
    trouble: 'operator',
    hint: `${hint} (config node sync-database)`,
  });
}
