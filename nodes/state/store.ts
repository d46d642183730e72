/**
 * The store: everything that outlives a restart, in one SQLite file, opened by one process at a time (design §2).
 */
import { AdoptionGroup } from './adoption/adoption-group.ts';
import type { Attention } from './attention/attention.ts';
import type { BackupGap } from './backup-gap.ts';
import type { Breakers } from './breakers.ts';
import type { Contacts } from './contacts.ts';
import { Database } from './database/database.ts';
import { makeFile } from './database/database-file.ts';
import { lockForThisProcess, type ProcessLock } from './database/process-lock.ts';
import { storeError } from './database/store-errors.ts';
import type { World } from './database/world.ts';
import { Desk } from './desk/desk.ts';
import type { Facts } from './facts.ts';
import type { Households } from './households.ts';
import type { LeaseBook } from './leases/lease-book.ts';
import { AtMostOnce } from './ledger/at-most-once.ts';
import { Audit } from './ledger/audit.ts';
import type { Claims } from './ledger/claims.ts';
import { type EffectRow, plannedEffects } from './ledger/effect-rows.ts';
import { Ledger } from './ledger/ledger.ts';
import { MailDesk } from './mail/mail-desk.ts';
import { wasWelcomed } from './mail/welcomed.ts';
import { type ModeSwitch, switchedMeanwhile } from './mode-switch.ts';
import type { OnuStates } from './onu-states.ts';
import type { Pause } from './pause.ts';
import { PlanHistory } from './plans/plan-history.ts';
import { Retention } from './retention/retention.ts';
import type { Scans } from './scans.ts';
import { type Log, openParts, type Parts, type StoreOptions } from './store-parts.ts';
import type { Mode, StorePort } from './store-port.ts';
import type { TicketBook } from './tickets/ticket-book.ts';
import { DigestDesk } from './told/digest-desk.ts';
import type { Units } from './units.ts';
import type { Claim } from './work.ts';

export type { StoreOptions } from './store-parts.ts';

export class Store implements StorePort {
  readonly file: string;
  readonly world: World;
  readonly clock: () => number;
  readonly log: Log;
  readonly ledger: Ledger;
  /** Effects that another node carries out and nobody can look up: mail. */
  readonly once: AtMostOnce;
  readonly claims: Claims;
  readonly attention: Attention;
  readonly facts: Facts;
  /** The switch between dry-run and live; see mode.ts. */
  readonly modeSwitch: ModeSwitch;
  /** The switch that stops everything. */
  readonly pause: Pause;
  /** What a restored backup does not know of. */
  readonly gap: BackupGap;
  readonly breakers: Breakers;
  readonly households: Households;
  readonly contacts: Contacts;
  readonly units: Units;
  readonly scans: Scans;
  /** How the ONUs fared when UISP was last read. */
  readonly onus: OnuStates;
  /** As configured; undefined: all. */
  readonly onlyUnits: readonly string[] | undefined;
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
  /** The mails to the operator. */
  readonly digests: DigestDesk;
  readonly database: Database;
  readonly #lock: ProcessLock;
  #view: Store | undefined;

  private constructor(options: StoreOptions, parts: Parts) {
    this.file = options.file;
    this.world = options.world;
    this.clock = options.clock;
    this.log = options.log;
    const { database, claims, attention } = parts;
    const { clock, log } = options;
    const { modeSwitch } = parts;
    this.modeSwitch = modeSwitch;
    this.database = database;
    this.#lock = parts.lock;
    this.claims = claims;
    this.attention = attention;
    this.facts = parts.facts;
    this.pause = parts.pause;
    this.gap = parts.gap;
    this.breakers = parts.breakers;
    this.households = parts.households;
    this.contacts = parts.contacts;
    this.units = parts.units;
    this.scans = parts.scans;
    this.onus = parts.onus;
    this.onlyUnits = options.onlyUnits;
    this.leases = parts.leases;
    const { pause, gap } = parts;
    this.ledger = new Ledger({ database, modeSwitch, clock, pause, gap });
    this.once = new AtMostOnce({ database, modeSwitch, clock, pause, gap });
    this.audit = new Audit({ database, clock });
    this.planHistory = new PlanHistory(database);
    this.tickets = parts.tickets;
    this.desk = new Desk({ claims, leases: parts.leases, tickets: parts.tickets, attention, log, pause: parts.stop });
    this.adoption = new AdoptionGroup(this);
    this.mails = new MailDesk(this);
    this.digests = new DigestDesk(this);
    const retention = new Retention(this, options.forgetAfterDays ?? 0);
    this.scans.listen((kind) => (kind === 'leases' ? retention.tick() : undefined));
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

  /** In which mode work that begins now is done; of a store as work sees it, in which it began. */
  get mode(): Mode {
    return this.modeSwitch.mode;
  }

  /** Of {@link ModeSwitch.turn}, as `mode`. */
  get turn(): number {
    return this.modeSwitch.turn;
  }

  /** Has nobody switched the mode since this view of the store was taken? */
  get isCurrent(): boolean {
    return this.turn === this.modeSwitch.turn;
  }

  /** @throws SyncError CLAIM_LOST (trouble state): somebody has; what was read or begun before counts no more */
  checkCurrent(): void {
    if (!this.isCurrent) throw switchedMeanwhile();
  }

  /**
   * The store as work sees it that begins now: whatever a person switches meanwhile, its mode stays, so that no work is half in one and half
   * in the other; what it would write after a switch is refused. Everything else of it is the store’s. The same view until the next switch.
   * @returns when no switch is under way
   */
  async forWork(): Promise<Store> {
    while (this.modeSwitch.isBusy) await this.modeSwitch.settled();
    const { mode, turn } = this.modeSwitch;
    if (this.#view?.turn !== turn) {
      const view: Store = Object.create(this, { mode: { value: mode }, turn: { value: turn } });
      this.#view = view;
      return view;
    }
    return this.#view;
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
