/** What the store is made of, opened one after the other. */
import type { CalendarDate } from '../village/lease.ts';
import { Attention } from './attention/attention.ts';
import { logItems } from './attention/attention-log.ts';
import { BackupGap, noteRestored } from './backup-gap.ts';
import { Breakers } from './breakers.ts';
import { Contacts } from './contacts.ts';
import type { Database } from './database/database.ts';
import { beginEpoch } from './database/epoch.ts';
import { migrate } from './database/migrate.ts';
import type { ProcessLock } from './database/process-lock.ts';
import { stampWorld, type World } from './database/world.ts';
import { Facts } from './facts.ts';
import { Households } from './households.ts';
import { LeaseBook } from './leases/lease-book.ts';
import { Claims } from './ledger/claims.ts';
import { ModeSwitch, switchedMeanwhile } from './mode-switch.ts';
import { OnuStates } from './onu-states.ts';
import { Pause, settlePauseItem } from './pause.ts';
import { Scans } from './scans.ts';
import type { Mode } from './store-port.ts';
import { TicketBook } from './tickets/ticket-book.ts';
import { Units } from './units.ts';

/** Where the store says what nobody asked for: Node-RED's log. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
}

export interface StoreOptions {
  readonly file: string;
  /** What the settings say: the ceiling over what a person switches to (mode.ts), and what holds when nobody has. */
  readonly mode: Mode;
  /** Why they say it, in a sentence. */
  readonly modeWords?: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly world: World;
  /** Labels of the only units that anything is done for; absent: all. */
  readonly onlyUnits?: readonly string[];
  /** Absent: the day of the first live tick. */
  readonly goLive?: CalendarDate;
  readonly log: Log;
  /** Days after which names of former tenants are purged; absent or 0: never. */
  readonly forgetAfterDays?: number;
  /** See DatabaseOptions. */
  readonly maxPages?: number;
}

/** One of each. */
export interface Parts {
  readonly modeSwitch: ModeSwitch;
  /** Nothing may begin. */
  readonly stop: { readonly isOn: boolean };
  readonly database: Database;
  readonly lock: ProcessLock;
  readonly claims: Claims;
  readonly attention: Attention;
  readonly facts: Facts;
  readonly pause: Pause;
  readonly gap: BackupGap;
  readonly breakers: Breakers;
  readonly households: Households;
  readonly contacts: Contacts;
  readonly units: Units;
  readonly scans: Scans;
  readonly onus: OnuStates;
  readonly leases: LeaseBook;
  readonly tickets: TicketBook;
}

/** Brings the database up to date, begins a new epoch, and loads what is kept in memory. @throws SyncError STORE_… */
export async function openParts(options: StoreOptions, database: Database, lock: ProcessLock): Promise<Parts> {
  const { clock, log, world } = options;
  await migrate(database, clock());
  await stampWorld(database, world);
  const epoch = await beginEpoch(database);
  await noteRestored(database, clock());
  const facts = await Facts.load(database);
  const pause = new Pause({ facts, clock });
  const modeSwitch = new ModeSwitch({ facts, clock, ceiling: options.mode, ceilingWords: options.modeWords });
  const { mode } = modeSwitch;
  const stop = {
    get isOn() {
      return pause.isOn || modeSwitch.isHeld;
    },
  };
  const mayWrite = () => {
    pause.check();
    if (modeSwitch.mode === 'dry-run') throw switchedMeanwhile();
  };
  const claims = new Claims({ database, clock, epoch, pause: stop });
  const attention = await Attention.load({ database, clock });
  logItems(attention, log);
  await settlePauseItem({ pause, attention });
  const breakers = await Breakers.load({ database, attention, clock, warn: (text) => log.warn(text), mayWrite });
  const households = await Households.load({ database, clock });
  const contacts = await Contacts.load({ database, clock });
  const units = await Units.load(database);
  const scans = await Scans.load(database);
  const onus = await OnuStates.load({ database, facts, clock });
  const leases = await LeaseBook.load({
    database,
    clock,
    mode,
    log,
    claims,
    attention,
    facts,
    households,
    isSandbox: world.kind === 'sandbox',
    onlyUnits: options.onlyUnits,
    goLive: options.goLive,
  });
  const tickets = await TicketBook.load({
    database,
    clock,
    mode,
    claims,
    attention,
    households,
    units,
    leases,
    onlyUnits: options.onlyUnits,
  });
  const isLive = () => modeSwitch.mode === 'live' && !stop.isOn;
  const gap = new BackupGap({ facts, attention, households, tickets, clock, isLive });
  await gap.settleItem();
  scans.listen((kind, { complete, seen }) => (kind === 'leases' && complete && seen > 0 ? gap.noteScan() : undefined));
  return {
    database,
    modeSwitch,
    stop,
    lock,
    claims,
    attention,
    facts,
    pause,
    gap,
    breakers,
    households,
    contacts,
    units,
    scans,
    onus,
    leases,
    tickets,
  };
}
