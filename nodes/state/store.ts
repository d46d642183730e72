/**
 * The store: everything that outlives a restart, in one SQLite file, opened by one process at a time (design §2).
 */
import type { CalendarDate } from '../village/lease.ts';
import { AdoptionGroup } from './adoption/adoption-group.ts';
import { Attention } from './attention/attention.ts';
import { logItems } from './attention/attention-log.ts';
import { Breakers } from './breakers.ts';
import { Contacts } from './contacts.ts';
import { Database } from './database/database.ts';
import { makeFile } from './database/database-file.ts';
import { beginEpoch } from './database/epoch.ts';
import { migrate } from './database/migrate.ts';
import { lockForThisProcess, type ProcessLock } from './database/process-lock.ts';
import { storeError } from './database/store-errors.ts';
import { stampWorld, type World } from './database/world.ts';
import { Desk } from './desk/desk.ts';
import { Facts } from './facts.ts';
import { Households } from './households.ts';
import { LeaseBook } from './leases/lease-book.ts';
import { AtMostOnce } from './ledger/at-most-once.ts';
import { Audit } from './ledger/audit.ts';
import { Claims } from './ledger/claims.ts';
import { type EffectRow, plannedEffects } from './ledger/effect-rows.ts';
import { Ledger } from './ledger/ledger.ts';
import { MailDesk } from './mail/mail-desk.ts';
import { wasWelcomed } from './mail/welcomed.ts';
import { Pause, settlePauseItem } from './pause.ts';
import { PlanHistory } from './plans/plan-history.ts';
import { Scans } from './scans.ts';
import type { Mode, StorePort } from './store-port.ts';
import { TicketBook } from './tickets/ticket-book.ts';
import { Units } from './units.ts';
import type { Claim } from './work.ts';

/** Where the store says what nobody asked for: Node-RED's log. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
}

export interface StoreOptions {
  readonly file: string;
  readonly mode: Mode;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly world: World;
  /** Labels of the only units that anything is done for; absent: all. */
  readonly onlyUnits?: readonly string[];
  /** Absent: the day of the first live tick. */
  readonly goLive?: CalendarDate;
  readonly log: Log;
  /** See DatabaseOptions. */
  readonly maxPages?: number;
}

interface Parts {
  readonly database: Database;
  readonly lock: ProcessLock;
  readonly claims: Claims;
  readonly attention: Attention;
  readonly facts: Facts;
  readonly pause: Pause;
  readonly breakers: Breakers;
  readonly households: Households;
  readonly contacts: Contacts;
  readonly units: Units;
  readonly scans: Scans;
  readonly leases: LeaseBook;
  readonly tickets: TicketBook;
}

export class Store implements StorePort {
  readonly file: string;
  readonly mode: Mode;
  readonly world: World;
  readonly clock: () => number;
  readonly log: Log;
  readonly ledger: Ledger;
  /** Effects that another node carries out and nobody can look up: mail. */
  readonly once: AtMostOnce;
  readonly claims: Claims;
  readonly attention: Attention;
  readonly facts: Facts;
  /** The switch that stops everything. */
  readonly pause: Pause;
  readonly breakers: Breakers;
  readonly households: Households;
  readonly contacts: Contacts;
  readonly units: Units;
  readonly scans: Scans;
  readonly audit: Audit;
  /** The tick's brain: which leases are due. */
  readonly leases: LeaseBook;
  /** The maintenance tickets on both sides: which are due. */
  readonly tickets: TicketBook;
  /** Plan changes that were carried out. */
  readonly planHistory: PlanHistory;
  /** What is in flight, what waits for its turn, and how far a first import has come. */
  readonly desk: Desk;
  /** What is open of adoption, as one matter. */
  readonly adoption: AdoptionGroup;
  /** The mails on their way through the e-mail node. */
  readonly mails: MailDesk;
  readonly database: Database;
  readonly #lock: ProcessLock;

  private constructor(options: StoreOptions, parts: Parts) {
    this.file = options.file;
    this.mode = options.mode;
    this.world = options.world;
    this.clock = options.clock;
    this.log = options.log;
    const { database, claims, attention } = parts;
    const { mode, clock, log } = options;
    this.database = database;
    this.#lock = parts.lock;
    this.claims = claims;
    this.attention = attention;
    this.facts = parts.facts;
    this.pause = parts.pause;
    this.breakers = parts.breakers;
    this.households = parts.households;
    this.contacts = parts.contacts;
    this.units = parts.units;
    this.scans = parts.scans;
    this.leases = parts.leases;
    const { pause } = parts;
    this.ledger = new Ledger({ database, mode, clock, pause });
    this.once = new AtMostOnce({ database, mode, clock, pause });
    this.audit = new Audit({ database, clock });
    this.planHistory = new PlanHistory(database);
    this.tickets = parts.tickets;
    this.desk = new Desk({ claims, leases: parts.leases, tickets: parts.tickets, attention, log, pause });
    this.adoption = new AdoptionGroup(this);
    this.mails = new MailDesk(this);
  }

  /**
   * Opens (or makes) the database, brings it up to date and begins a new epoch.
   * @throws SyncError with trouble operator: STORE_DAMAGED, STORE_NEWER, STORE_NOT_OURS, STORE_OTHER_WORLD, STORE_UNREADABLE; with
   *   trouble state: STORE_IN_USE, STORE_LOCKED, STORE_FULL, STORE_DISK. The file is not changed by any of the first four.
   */
  static async open(options: StoreOptions): Promise<Store> {
    const file = await makeFile(options.file).catch((thrown) => {
      throw storeError(thrown, options.file);
    });
    const lock = await lockForThisProcess(file);
    const limit = options.maxPages === undefined ? {} : { maxPages: options.maxPages };
    const database = new Database({ file, ...limit });
    try {
      return new Store(options, await openParts(options, database, lock));
    } catch (thrown) {
      await database.close();
      await lock.release();
      throw storeError(thrown, file);
    }
  }

  /** See {@link StorePort}. */
  wasWelcomed(householdId: number, leaseUid: string): Promise<boolean> {
    return wasWelcomed(this.database, householdId, leaseUid);
  }

  renew(claim: Claim): Promise<void> {
    return this.claims.renew(claim);
  }

  /** The dry-run plan: what would be written, newest per thing. */
  plan(): Promise<EffectRow[]> {
    return plannedEffects(this.database);
  }

  /** Waits for statements under way, then lets another process (or the next deploy) have the file. */
  async close(): Promise<void> {
    this.desk.close();
    await this.breakers.settled();
    await this.adoption.settled();
    await this.database.close();
    await this.#lock.release();
  }
}

async function openParts(options: StoreOptions, database: Database, lock: ProcessLock): Promise<Parts> {
  const { clock, mode, log, world } = options;
  await migrate(database);
  await stampWorld(database, world);
  const epoch = await beginEpoch(database);
  const facts = await Facts.load(database);
  const pause = new Pause({ facts, clock });
  const claims = new Claims({ database, clock, epoch, pause });
  const attention = await Attention.load({ database, clock });
  logItems(attention, log);
  await settlePauseItem({ pause, attention });
  const breakers = await Breakers.load({ database, attention, clock, warn: (text) => log.warn(text) });
  const households = await Households.load({ database, clock });
  const contacts = await Contacts.load({ database, clock });
  const units = await Units.load(database);
  const scans = await Scans.load(database);
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
  return {
    database,
    lock,
    claims,
    attention,
    facts,
    pause,
    breakers,
    households,
    contacts,
    units,
    scans,
    leases,
    tickets,
  };
}
