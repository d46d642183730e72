/** Which contact of a household's client is which tenant's (design §4: "Every tenant on the lease is a contact of the one client"). */
import * as v from 'valibot';
import { type Database, rowsOf } from './database/database.ts';
import { claimLost } from './ledger/claims.ts';
import { isClaimHeld } from './ledger/settlements.ts';
import type { ContactsPort } from './store-port.ts';
import type { Claim } from './work.ts';

const rowSchema = v.object({ household_id: v.number(), tenant_uid: v.string(), contact_id: v.number() });

const none: ReadonlyMap<string, number> = new Map();

/** The table `contacts`; all of it is in memory, too, since this process is the only writer. */
export class Contacts implements ContactsPort {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #ofHousehold = new Map<number, Map<string, number>>();

  private constructor(database: Database, clock: () => number) {
    this.#database = database;
    this.#clock = clock;
  }

  /** @throws SyncError STORE_… */
  static async load({ database, clock }: { database: Database; clock: () => number }): Promise<Contacts> {
    const contacts = new Contacts(database, clock);
    const rows = await database.run((knex) => rowsOf(rowSchema, knex('contacts')));
    for (const row of rows) contacts.#remember(row.household_id, new Map([[row.tenant_uid, row.contact_id]]));
    return contacts;
  }

  of(householdId: number): ReadonlyMap<string, number> {
    return this.#ofHousehold.get(householdId) ?? none;
  }

  /** Change and check of the claim are one transaction. @throws SyncError CLAIM_LOST, STORE_…; then nothing is noted */
  async note(claim: Claim, householdId: number, noted: ReadonlyMap<string, number | null>): Promise<void> {
    const known = this.of(householdId);
    const changed = [...noted].filter(([tenantUid, contactId]) => (known.get(tenantUid) ?? null) !== contactId);
    if (changed.length === 0) return;
    await this.#database.transaction(async (transaction) => {
      for (const [tenantUid, contactId] of changed) {
        const place = { household_id: householdId, tenant_uid: tenantUid };
        if (contactId === null) await transaction('contacts').where(place).delete();
        else {
          const row = { ...place, contact_id: contactId };
          await transaction('contacts').insert(row).onConflict(['household_id', 'tenant_uid']).merge();
        }
      }
      if (!(await isClaimHeld(transaction, claim, this.#clock()))) throw claimLost(claim);
    });
    this.#remember(householdId, new Map(changed));
  }

  #remember(householdId: number, noted: ReadonlyMap<string, number | null>): void {
    const contacts = new Map(this.of(householdId));
    for (const [tenantUid, contactId] of noted) {
      if (contactId === null) contacts.delete(tenantUid);
      else contacts.set(tenantUid, contactId);
    }
    this.#ofHousehold.set(householdId, contacts);
  }
}
