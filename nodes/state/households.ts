/** Households (design §4, "Words"): who is served where, and which UISP things are theirs. */
import { SyncError } from '../sync-error.ts';
import type { CalendarDate } from '../village/lease.ts';
import { type Database, rowsOf, type Statements } from './database/database.ts';
import { type HouseholdRow, householdColumns, householdRowSchema, type StoredHousehold } from './household-row.ts';
import { claimBindings, claimHeld, claimLost } from './ledger/claims.ts';
import { insertPlanChange } from './plans/plan-history.ts';
import type { PlanChange } from './plans/plan-order.ts';
import { concernsStay, newStay, patchedStay, type Stay, saveStays, stayRowSchema } from './stays.ts';
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

/** What a household is made of; its UISP ids come later. */
export type NewHousehold = Pick<
  StoredHousehold,
  'unitUid' | 'unitLabel' | 'leaseUid' | 'firstTenantUid' | 'begun' | 'firstSeenAt' | 'creation'
>;

/** All households are in memory, too: the tick asks for them by the thousand, and this process is the only writer. */
export class Households implements HouseholdsPort {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #byId: Map<number, StoredHousehold>;
  readonly #byClient = new Map<number, number>();
  readonly #byUnit = new Map<string, Set<number>>();
  readonly #planListeners = new Set<(household: StoredHousehold) => void>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, clock: () => number, households: readonly StoredHousehold[]) {
    this.#database = database;
    this.#clock = clock;
    this.#byId = new Map();
    for (const household of households) this.remember(household);
  }

  /** @throws SyncError STORE_… */
  static async load({ database, clock }: { database: Database; clock: () => number }): Promise<Households> {
    const rows = await database.run((knex) => rowsOf(householdRowSchema, knex('households').orderBy('id')));
    const stays = await database.run((knex) => rowsOf(stayRowSchema, knex('stays')));
    const ofHousehold = Map.groupBy(stays, ({ householdId }) => householdId);
    return new Households(
      database,
      clock,
      rows.map((row) => withStays(row, ofHousehold.get(row.id) ?? [])),
    );
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
      const changed = await this.#database.transaction((transaction) =>
        this.#write(transaction, { claim, before, patch, unitUid }),
      );
      this.#changed(before, changed);
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

  /** Takes over a row that was stored by one of the functions below, once its transaction is committed. */
  remember(household: StoredHousehold): void {
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

/** A row with its stays, seen in the unit whose lease counts. */
export function withStays(row: HouseholdRow, stays: readonly Stay[]): StoredHousehold {
  return { ...row, stays, ...seenIn({ ...row, stays }, row.unitUid) };
}

/** The stays with this one new, or instead of the one in the same unit. */
export function withStay(stays: readonly Stay[], stay: Stay): Stay[] {
  return [...stays.filter(({ unitUid }) => unitUid !== stay.unitUid), stay];
}

/** The stay in a unit; one that has just begun when there is none. */
export function stayIn(
  {
    id,
    stays,
    unitUid: mainUid,
    unitLabel,
    leaseUid,
  }: Pick<StoredHousehold, 'id' | 'stays' | 'unitUid' | 'unitLabel' | 'leaseUid'>,
  unitUid: string,
): Stay {
  const known = stays.find((stay) => stay.unitUid === unitUid);
  return known ?? newStay(id, { unitUid, unitLabel: unitUid === mainUid ? unitLabel : '', leaseUid });
}

function seenIn(household: Parameters<typeof stayIn>[0], unitUid: string) {
  const { unitLabel, siteId, serviceId, onuId, endedOn } = stayIn(household, unitUid);
  return { unitUid, unitLabel, siteId, serviceId: endedOn === null ? serviceId : null, onuId };
}

/**
 * Makes households in the transaction given, 200 at most, each with its first stay.
 * @returns them, with their ids, in no order; hand each to {@link Households.remember}, and take it back when the commit fails
 */
export async function insertHouseholds(
  statements: Statements,
  made: readonly NewHousehold[],
): Promise<StoredHousehold[]> {
  if (made.length === 0) return [];
  const rows = made.map((household) => ({
    unit_uid: household.unitUid,
    unit_label: household.unitLabel,
    lease_uid: household.leaseUid,
    first_tenant_uid: household.firstTenantUid,
    begun: household.begun,
    adopted: false,
    first_seen_at: household.firstSeenAt,
    creation: household.creation,
  }));
  const inserted = await rowsOf(householdRowSchema, statements('households').insert(rows).returning('*'));
  const stayOf = ({ id, unitUid, unitLabel, leaseUid }: HouseholdRow) => newStay(id, { unitUid, unitLabel, leaseUid });
  await saveStays(statements, inserted.map(stayOf));
  return inserted.map((row) => withStays(row, [stayOf(row)]));
}

/** One of {@link insertHouseholds}. */
export async function insertHousehold(statements: Statements, made: NewHousehold): Promise<StoredHousehold> {
  const [household] = await insertHouseholds(statements, [made]);
  if (household !== undefined) return household;
  throw new SyncError('A household was not stored.', { code: 'STORE_FAILED', trouble: 'state' });
}

/**
 * Nothing has been made or found in UISP for it yet, and it is known by this lease alone: it still follows what the lease says, since
 * leases are entered wrong and corrected.
 */
export function isUnsettled({ leaseUid: counting, clientId, stays }: StoredHousehold, leaseUid: string): boolean {
  const isEmpty = stays.every(({ siteId, serviceId, onuId }) => (siteId ?? serviceId ?? onuId) === null);
  return counting === leaseUid && clientId === null && isEmpty;
}

/** Corrects an unsettled household, in the transaction given. @returns it as it is then */
export async function correctHousehold(
  statements: Statements,
  id: number,
  made: NewHousehold,
): Promise<StoredHousehold> {
  const { unitUid: unit_uid, unitLabel: unit_label, firstTenantUid: first_tenant_uid, begun } = made;
  const changes = { unit_uid, unit_label, first_tenant_uid, begun };
  await statements('stays').where({ household_id: id }).delete();
  const stay = newStay(id, { unitUid: made.unitUid, unitLabel: made.unitLabel, leaseUid: made.leaseUid });
  await saveStays(statements, [stay]);
  const [row] = await rowsOf(householdRowSchema, statements('households').where({ id }).update(changes).returning('*'));
  if (row !== undefined) return withStays(row, [stay]);
  throw new SyncError(`There is no household ${id}.`, { code: 'HOUSEHOLD_MISSING', trouble: 'state' });
}

/** Stores which lease of a household counts, in which unit, and its stays as given, in the transaction given. */
export async function settleHousehold(
  statements: Statements,
  household: StoredHousehold,
  { leaseUid, unitUid, unitLabel }: Pick<Stay, 'leaseUid' | 'unitUid' | 'unitLabel'>,
  stays: readonly Stay[],
): Promise<StoredHousehold> {
  await saveStays(statements, stays);
  const [row] = await rowsOf(
    householdRowSchema,
    statements('households')
      .where({ id: household.id })
      .update({ lease_uid: leaseUid, unit_uid: unitUid, unit_label: unitLabel })
      .returning('*'),
  );
  if (row !== undefined) return withStays(row, stays.reduce(withStay, [...household.stays]));
  throw new SyncError(`There is no household ${household.id}.`, { code: 'HOUSEHOLD_MISSING', trouble: 'state' });
}
