/** Households (design §4, "Words"): who is served where, and which UISP things are theirs. */
import { SyncError } from '../sync-error.ts';
import { type Database, rowsOf, type Statements } from './database/database.ts';
import { householdColumns, householdRowSchema, type StoredHousehold } from './household-row.ts';
import { claimBindings, claimHeld, claimLost } from './ledger/claims.ts';
import { insertPlanChange } from './plans/plan-history.ts';
import type { PlanChange } from './plans/plan-order.ts';
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
export type NewHousehold = Pick<StoredHousehold, 'unitUid' | 'unitLabel' | 'leaseUid' | 'firstTenantUid' | 'begun'>;

/** All households are in memory, too: the tick asks for them by the thousand, and this process is the only writer. */
export class Households implements HouseholdsPort {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #byId: Map<number, StoredHousehold>;
  readonly #byClient = new Map<number, number>();
  readonly #planListeners = new Set<(household: StoredHousehold) => void>();

  private constructor(database: Database, clock: () => number, households: readonly StoredHousehold[]) {
    this.#database = database;
    this.#clock = clock;
    this.#byId = new Map();
    for (const household of households) this.remember(household);
  }

  /** @throws SyncError STORE_… */
  static async load({ database, clock }: { database: Database; clock: () => number }): Promise<Households> {
    const rows = await database.run((knex) => rowsOf(householdRowSchema, knex('households').orderBy('id')));
    return new Households(database, clock, rows);
  }

  /** @throws SyncError HOUSEHOLD_MISSING (trouble state) */
  async get(id: number): Promise<StoredHousehold> {
    const found = this.#byId.get(id);
    if (found !== undefined) return found;
    throw new SyncError(`There is no household ${id}.`, { code: 'HOUSEHOLD_MISSING', trouble: 'state' });
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
   * Check of the claim and change are one statement.
   * @throws SyncError CLAIM_LOST, HOUSEHOLD_MISSING, CLIENT_TAKEN (trouble operator: the client is another household's)
   */
  async update(claim: Claim, id: number, patch: HouseholdPatch): Promise<void> {
    const before = await this.get(id);
    if (patch.clientId != null) this.#refuseOthersClient(id, patch.clientId);
    const [changed] = await this.#database.run((knex) =>
      rowsOf(
        householdRowSchema,
        knex('households')
          .where({ id })
          .whereRaw(claimHeld, [...claimBindings(claim, this.#clock())])
          .update({ id, ...householdColumns(patch) })
          .returning('*'),
      ),
    );
    if (changed === undefined) throw claimLost(claim);
    this.#changed(before, changed);
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
  async changePlan(claim: Claim, id: number, patch: HouseholdPatch, change: PlanChange): Promise<void> {
    const before = await this.get(id);
    const changed = await this.#database.transaction(async (transaction) => {
      const [row] = await rowsOf(
        householdRowSchema,
        transaction('households')
          .where({ id })
          .whereRaw(claimHeld, [...claimBindings(claim, this.#clock())])
          .update({ id, ...householdColumns(patch) })
          .returning('*'),
      );
      if (row === undefined) throw claimLost(claim);
      await insertPlanChange(transaction, change);
      return row;
    });
    this.#changed(before, changed);
  }

  /** Hears of each household whose plan was changed. */
  onPlanChange(listener: (household: StoredHousehold) => void): void {
    this.#planListeners.add(listener);
  }

  /** Takes over a row that was stored by one of the functions below, once its transaction is committed. */
  remember(household: StoredHousehold): void {
    this.#byId.set(household.id, household);
    if (household.clientId !== null) this.#byClient.set(household.clientId, household.id);
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

/**
 * Makes households in the transaction given, 500 at most.
 * @returns them, with their ids, in no order; hand each to {@link Households.remember}, and take it back when the commit fails
 */
export function insertHouseholds(
  statements: Statements,
  at: number,
  made: readonly NewHousehold[],
): Promise<StoredHousehold[]> {
  const rows = made.map((household) => ({
    unit_uid: household.unitUid,
    unit_label: household.unitLabel,
    lease_uid: household.leaseUid,
    first_tenant_uid: household.firstTenantUid,
    begun: household.begun,
    adopted: false,
    first_seen_at: at,
  }));
  return rows.length === 0
    ? Promise.resolve([])
    : rowsOf(householdRowSchema, statements('households').insert(rows).returning('*'));
}

/** One of {@link insertHouseholds}. */
export async function insertHousehold(
  statements: Statements,
  at: number,
  made: NewHousehold,
): Promise<StoredHousehold> {
  const [household] = await insertHouseholds(statements, at, [made]);
  if (household !== undefined) return household;
  throw new SyncError('A household was not stored.', { code: 'STORE_FAILED', trouble: 'state' });
}

/**
 * Nothing has been made or found in UISP for it yet, and it is known by this lease alone: it still follows what the lease says, since
 * leases are entered wrong and corrected.
 */
export function isUnsettled(household: StoredHousehold, leaseUid: string): boolean {
  const { clientId, siteId, serviceId, onuId } = household;
  return household.leaseUid === leaseUid && (clientId ?? siteId ?? serviceId ?? onuId) === null;
}

/** Corrects an unsettled household, in the transaction given. */
export function correctHousehold(statements: Statements, id: number, made: NewHousehold): Promise<StoredHousehold[]> {
  const { unitUid: unit_uid, unitLabel: unit_label, firstTenantUid: first_tenant_uid, begun } = made;
  const changes = { unit_uid, unit_label, first_tenant_uid, begun };
  return rowsOf(householdRowSchema, statements('households').where({ id }).update(changes).returning('*'));
}

/** Notes which lease of a household counts now, in the transaction given. */
export async function setHouseholdLease(
  statements: Statements,
  id: number,
  leaseUid: string,
): Promise<StoredHousehold[]> {
  return rowsOf(
    householdRowSchema,
    statements('households').where({ id }).update({ lease_uid: leaseUid }).returning('*'),
  );
}
