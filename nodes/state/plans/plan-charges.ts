/** What a household was charged, as far as a plan change asks (design §4, "Plan change", "Invoice line"). */
import * as v from 'valibot';
import type { CalendarMonth } from '../../village/calendar-date.ts';
import { chargeKey } from '../billing/charged-months.ts';
import { effective, effectsOfHousehold } from '../ledger/effect-rows.ts';
import type { Store } from '../store.ts';

/** A charge that was sent, whether or not its answer came. */
export interface SentLine {
  /** Of its due date. */
  readonly month: CalendarMonth;
  /** null: an older version wrote it in a way that this one cannot read. */
  readonly amountCents: number | null;
  /** Epoch ms. */
  readonly at: number;
}

/** Oldest first. @throws SyncError STORE_… */
export async function sentLines(store: Pick<Store, 'database'>, householdId: number): Promise<SentLine[]> {
  const start = chargeKey(householdId, '');
  const rows = await effectsOfHousehold(store.database, householdId, start);
  const isSent = (state: string) => effective.some((one) => one === state);
  return rows
    .filter(({ state }) => isSent(state))
    .map(({ key, after, begunAt }) => ({ month: key.slice(start.length), amountCents: centsOf(after), at: begunAt }));
}

function centsOf(after: unknown): number | null {
  const parsed = v.safeParse(v.object({ amountCents: v.number() }), after);
  return parsed.success ? parsed.output.amountCents : null;
}
