/** From when a household is charged (design §4, "Not charged"; §5, "Go-live date"). */

import { type CalendarMonth, laterDate } from '../../village/calendar-date.ts';
import type { CalendarDate, Unit } from '../../village/lease.ts';
import { planByName } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { Facts } from '../facts.ts';
import type { Household, Mode } from '../store-port.ts';

/** In a world without a go-live date (the sandbox): the day on which charging began. */
const firstDayFact = 'billing/first-day';

/** Whatever knows when charging began. */
interface Began {
  readonly facts: Facts;
  readonly leases: {
    /** Undefined in the sandbox. */
    goLiveOf(unit: Pick<Unit, 'uid'> | undefined, today: CalendarDate): CalendarDate | undefined;
  };
}

/** Where and when is asked. */
interface Asked {
  readonly unit: Pick<Unit, 'uid'> | undefined;
  readonly today: CalendarDate;
}

/** The day before which nothing is charged for this unit; null in the sandbox before its first charge: as if charging began today. */
export function chargedFrom({ facts, leases }: Began, { unit, today }: Asked): CalendarDate | null {
  return leases.goLiveOf(unit, today) ?? facts.peek(firstDayFact) ?? null;
}

/** The same, noted where it begins now. */
export async function beginCharging(store: Began & { readonly mode: Mode }, work: Asked): Promise<CalendarDate | null> {
  const from = chargedFrom(store, work);
  if (from !== null || store.mode === 'dry-run') return from;
  await store.facts.set(firstDayFact, work.today);
  return work.today;
}

/**
 * A household that was found on a paid plan, or on one that nobody knows, may pay a recurring fee for it already: it is charged only from
 * the month a person has agreed to, whatever its plan becomes. One that was found on the included plan, and asks for another, owes it.
 */
export function needsConsent(rules: PropertyRules, { adopted, adoptedPlan, plan, planChangedAt }: Household): boolean {
  // Found, and never changed since: the plan it is on is the one it was found on.
  const foundOn = adoptedPlan ?? (adopted && planChangedAt === null ? plan : null);
  return foundOn !== null && planByName(rules.plans, foundOn)?.addOnCents !== 0;
}

/** What a person was asked, and what was agreed. The month agreed to is the one that was shown. */
export class Consent {
  readonly #facts: Facts;
  readonly #asked: string;
  readonly #agreed: string;

  constructor({ facts }: Pick<Began, 'facts'>, householdId: number) {
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
