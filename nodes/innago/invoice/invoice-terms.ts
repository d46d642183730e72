/** From when a household is charged (design §4, "Not charged"; §5, "Go-live date"). */

import type { Store } from '../../state/store.ts';
import type { Household } from '../../state/store-port.ts';
import type { LeaseWork } from '../../state/work.ts';
import { type CalendarMonth, laterDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';

/** In a world without a go-live date (the sandbox): the day on which charging began. */
const firstDayFact = 'billing/first-day';

/** The day before which nothing is charged for this unit; null in the sandbox's dry-run: as if charging began today. */
export async function chargedFrom({ facts, leases, mode }: Store, work: LeaseWork): Promise<CalendarDate | null> {
  const goLive = leases.goLiveOf(work.unit, work.today);
  if (goLive !== undefined) return goLive;
  const firstDay = await facts.get(firstDayFact);
  if (firstDay !== undefined) return firstDay;
  if (mode === 'dry-run') return null;
  await facts.set(firstDayFact, work.today);
  return work.today;
}

/** A household from before go-live is charged only from the month a person has agreed to. */
export function needsConsent(household: Household, work: LeaseWork): boolean {
  return household.adopted || work.adopt;
}

/** What a person was asked, and what was agreed. The month agreed to is the one that was shown. */
export class Consent {
  readonly #facts: Store['facts'];
  readonly #asked: string;
  readonly #agreed: string;

  constructor({ facts }: Pick<Store, 'facts'>, householdId: number) {
    this.#facts = facts;
    this.#asked = `billing/asked-from/household:${householdId}`;
    this.#agreed = `billing/from/household:${householdId}`;
  }

  /** The first month to be charged; undefined while nobody has agreed. */
  month(): Promise<CalendarMonth | undefined> {
    return this.#facts.get(this.#agreed);
  }

  async ask(month: CalendarMonth): Promise<void> {
    await this.#facts.set(this.#asked, month);
  }

  /** @returns the month that was asked for last */
  async agree(): Promise<CalendarMonth | undefined> {
    const asked = await this.#facts.get(this.#asked);
    if (asked !== undefined) await this.#facts.set(this.#agreed, asked);
    return asked;
  }
}

/** The day from which charging is agreed, not before the day it began at all. */
export function agreedFrom(goLive: CalendarDate | null, today: CalendarDate, month: CalendarMonth): CalendarDate {
  return laterDate(goLive ?? today, `${month}-01`);
}
