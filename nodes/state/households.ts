/** Households (design §4, "Words"): who is served where, and which UISP things are theirs. */
import { SyncError } from '../sync-error.ts';
import type { CalendarDate } from '../village/lease.ts';
import { type Database, rowsOf, type Statements } from './database/database.ts';
import { householdColumns, householdRowSchema, type StoredHousehold } from './household-row.ts';
import { seenIn, stayIn, storedHouseholds, withStay, withStays } from './household-stays.ts';
import { claimBindings, claimHeld, claimLost } from './ledger/claims.ts';
import { insertPlanChange } from './plans/plan-history.ts';
import type { PlanChange } from './plans/plan-order.ts';
import { concernsStay, patchedStay, type Stay, saveStays } from './stays.ts';
import type { Household, HouseholdPatch, HouseholdsPort } from './store-port.ts';
import type { Claim } from './work.ts';

/** As far as anything is applied or charged by it. */
export function isSamePlan(before: Household, now: Household): boolean {
  return (
    before.plan === now.plan &&
    before.planSince === now.planSince &&
    before.planChangedAt === now.planChangedAt &&
    before.nextPlan?.plan === now.nextPlan?.plan &&
    before.nextPlan?.from === now.nextPlan?.from
  );
}

/** All households are in memory, too: the tick asks for them by the thousand, and this process is the only writer. */
export class Households implements HouseholdsPort {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #byId: Map<number, StoredHousehold>;
  readonly #byClient = new Map<number, number>();
  readonly #byUnit = new Map<string, Set<number>>();
  readonly #planListeners = new Set<(household: StoredHousehold) => void>();
  #turn: Promise<unknown> = Promise.resolve();
  #version = 0;

  private constructor(database: Database, clock: () => number, households: readonly StoredHousehold[]) {
    this.#database = database;
    this.#clock = clock;
    this.#byId = new Map();
    for (const household of households) this.remember(household);
  }

  /** @throws SyncError STORE_… */
  static async load({ database, clock }: { database: Database; clock: () => number }): Promise<Households> {
    return new Households(database, clock, await storedHouseholds(database));
  }

  /**
   * For a switch of the mode: reads the tables anew, once changes under way are through; what a dry-run has decided in memory alone is no
   * decision.
   * @returns the way to take it
   * @throws SyncError STORE_…
   */
  async reread(): Promise<() => void> {
    const households = await this.inTurn(() => storedHouseholds(this.#database));
    return () => {
      this.#byId.clear();
      this.#byClient.clear();
      this.#byUnit.clear();
      for (const household of households) this.remember(household);
    };
  }

  /** @throws SyncError HOUSEHOLD_MISSING (trouble state) */
  async get(id: number): Promise<StoredHousehold> {
    const found = this.#byId.get(id);
    if (found !== undefined) return found;
    throw new SyncError(`There is no household ${id}.`, { code: 'HOUSEHOLD_MISSING', trouble: 'state' });
  }

  /** As {@link HouseholdsPort.inUnit}. @throws SyncError HOUSEHOLD_MISSING (trouble state) */
  async inUnit(id: number, unitUid: string): Promise<StoredHousehold> {
    const household = await this.get(id);
    return unitUid === household.unitUid ? household : { ...household, ...seenIn(household, unitUid) };
  }

  /** As {@link HouseholdsPort.lastDayInUnit}. */
  lastDayInUnit(unitUid: string): CalendarDate | undefined {
    const days = this.staysIn(unitUid).flatMap(({ serviceId, endedOn }) => (serviceId === null ? [] : (endedOn ?? [])));
    return days.sort().at(-1);
  }

  /** As {@link HouseholdsPort.stays}. @throws SyncError HOUSEHOLD_MISSING (trouble state) */
  async stays(id: number): Promise<readonly Stay[]> {
    return (await this.get(id)).stays;
  }

  /** Of all households, past ones included. */
  staysIn(unitUid: string): Stay[] {
    const households = [...(this.#byUnit.get(unitUid) ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
    return households.flatMap(({ stays }) => stays.filter((stay) => stay.unitUid === unitUid));
  }

  /** @param clientId of UISP; undefined: it is no household’s */
  async byClient(clientId: number): Promise<StoredHousehold | undefined> {
    return this.#byId.get(this.#byClient.get(clientId) ?? Number.NaN);
  }

  /** At once, for the tick. */
  peek(id: number | null): StoredHousehold | undefined {
    return id === null ? undefined : this.#byId.get(id);
  }

  /** Another number after every change of any household. */
  get version(): number {
    return this.#version;
  }

  /** In no order, past households included. */
  all(): StoredHousehold[] {
    return [...this.#byId.values()];
  }

  /**
   * Check of the claim and change are one transaction.
   * @throws SyncError CLAIM_LOST, HOUSEHOLD_MISSING, CLIENT_TAKEN (trouble operator: the client is another household's)
   */
  update(claim: Claim, id: number, patch: HouseholdPatch, unitUid?: string): Promise<void> {
    return this.inTurn(async () => {
      const before = await this.get(id);
      if (patch.clientId != null) this.#refuseOthersClient(id, patch.clientId);
      const write = (knex: Statements) => this.#write(knex, { claim, before, patch, unitUid });
      this.#changed(before, await this.#database[concernsStay(patch) ? 'transaction' : 'run'](write));
    });
  }

  /**
   * One change at a time: what is read of households here, and then written as a whole, belongs together. Not to be nested.
   * @throws what the change throws
   */
  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#turn.then(change, change);
    this.#turn = changed;
    return changed;
  }

  /**
   * Takes over what is decided of the ends of stays, and nothing else of them.
   * @param store stores them as they are then
   */
  decideStays(decided: readonly Stay[], store: (stays: readonly Stay[]) => Promise<void>): Promise<void> {
    return this.inTurn(async () => {
      const stays = decided.map((stay) => {
        const now = this.staysIn(stay.unitUid).find(({ householdId }) => householdId === stay.householdId) ?? stay;
        return { ...now, lastDay: stay.lastDay, letGoAt: stay.letGoAt, letGoAs: stay.letGoAs };
      });
      await store(stays);
      for (const stay of stays) {
        const household = await this.get(stay.householdId);
        this.remember({ ...household, stays: withStay(household.stays, stay) });
      }
    });
  }

  async #write(statements: Statements, { claim, before, patch, unitUid }: Update): Promise<StoredHousehold> {
    const [row] = await rowsOf(
      householdRowSchema,
      statements('households')
        .where({ id: before.id })
        .whereRaw(claimHeld, [...claimBindings(claim, this.#clock())])
        .update({ id: before.id, ...householdColumns(patch) })
        .returning('*'),
    );
    if (row === undefined) throw claimLost(claim);
    if (!concernsStay(patch)) return withStays(row, before.stays);
    const stay = patchedStay(stayIn(before, unitUid ?? before.unitUid), patch);
    await saveStays(statements, [stay]);
    return withStays(row, withStay(before.stays, stay));
  }

  #changed(before: StoredHousehold, changed: StoredHousehold): void {
    if (before.clientId !== null) this.#byClient.delete(before.clientId);
    this.remember(changed);
    if (!isSamePlan(before, changed)) {
      for (const listener of this.#planListeners) listener(changed);
    }
  }

  /**
   * As {@link update}, for a plan change that was carried out: household, history and audit in one transaction.
   * @throws SyncError CLAIM_LOST, HOUSEHOLD_MISSING, STORE_…
   */
  changePlan(claim: Claim, id: number, patch: HouseholdPatch, change: PlanChange): Promise<void> {
    return this.inTurn(async () => {
      const before = await this.get(id);
      const changed = await this.#database.transaction(async (transaction) => {
        const written = await this.#write(transaction, { claim, before, patch, unitUid: undefined });
        await insertPlanChange(transaction, change);
        return written;
      });
      this.#changed(before, changed);
    });
  }

  /** A person lets households go that the brake on creation has held. @throws SyncError STORE_… */
  releaseHeld(ids: readonly number[]): Promise<void> {
    const creation = 'released';
    return this.inTurn(async () => {
      await this.#database.transaction(async (transaction) => {
        for (const id of ids) await transaction('households').where({ id }).update({ creation });
      });
      for (const id of ids) this.remember({ ...(await this.get(id)), creation });
    });
  }

  /** Hears of each household whose plan was changed. */
  onPlanChange(listener: (household: StoredHousehold) => void): void {
    this.#planListeners.add(listener);
  }

  /** Takes over a row that was stored by one of the functions of household-changes.ts, once its transaction is committed. */
  remember(household: StoredHousehold): void {
    this.#version += 1;
    this.#byId.set(household.id, household);
    if (household.clientId !== null) this.#byClient.set(household.clientId, household.id);
    for (const { unitUid } of household.stays) {
      const known = this.#byUnit.get(unitUid);
      if (known === undefined) this.#byUnit.set(unitUid, new Set([household.id]));
      else known.add(household.id);
    }
  }

  /** Takes back a household that was made for this lease in a transaction that failed. */
  forgetMade(id: number | null, leaseUid: string): void {
    this.#version += 1;
    if (id !== null && this.#byId.get(id)?.leaseUid === leaseUid) this.#byId.delete(id);
  }

  #refuseOthersClient(id: number, clientId: number): void {
    const owner = this.#byClient.get(clientId);
    if (owner === undefined || owner === id) return;
    throw new SyncError(`UISP client ${clientId} belongs to household ${owner} already, not to household ${id}.`, {
      code: 'CLIENT_TAKEN',
      trouble: 'operator',
      hint: 'Look at both units in UISP: one client may not serve two households.',
    });
  }
}

interface Update {
  readonly claim: Claim;
  readonly before: StoredHousehold;
  readonly patch: HouseholdPatch;
  readonly unitUid: string | undefined;
}
