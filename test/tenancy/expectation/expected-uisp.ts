/** What UISP and the mailboxes must hold, as the independent calculation has worked it out so far. */
import type { Day } from '../../billing/own-calendar.ts';

/** The number by which the life knows a household. */
export type HouseholdNumber = number;

interface ExpectedContact {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

export interface ExpectedClient {
  readonly household: HouseholdNumber;
  /** Uid of the tenant whose name and Custom ID it bears. */
  first: string;
  name: string;
  contacts: readonly ExpectedContact[];
}

export interface ExpectedService {
  readonly household: HouseholdNumber;
  readonly unit: string;
  /** Uid of the lease for which it was made. */
  readonly lease: string;
  /** The first day; more than one where the design leaves it open. */
  from: readonly Day[];
  /** The last, with the same; null while nobody ends it. Before the first: it never began. */
  to: readonly Day[] | null;
}

export class ExpectedUisp {
  readonly clients = new Map<HouseholdNumber, ExpectedClient>();
  readonly services: ExpectedService[] = [];
  /** Units whose ONU is on its site and named. */
  readonly units = new Set<string>();
  /** Address and household: exactly one mail. */
  readonly welcomed = new Map<string, HouseholdNumber>();

  live(unit: string): ExpectedService | undefined {
    return this.services.find((service) => service.unit === unit && service.to === null);
  }

  liveOf(household: HouseholdNumber, unit: string): ExpectedService | undefined {
    return this.services.find(
      (service) => service.household === household && service.unit === unit && service.to === null,
    );
  }

  /** The unit's last day so far: of services that ran; of those that never began, too; the earliest and the latest it can be. */
  lastDays(unit: string): (Day | undefined)[] {
    const ended = this.services.flatMap((one) =>
      one.unit === unit && one.to !== null ? [{ ...one, to: one.to }] : [],
    );
    const ran = ended.filter(({ from, to }) => from.some((day) => to.some((last) => last >= day)));
    const latest = (days: readonly (Day | undefined)[]) =>
      days
        .flatMap((one) => one ?? [])
        .sort()
        .at(-1);
    const choices = [ran, ended].flatMap((some) => [some.map(({ to }) => to[0]), some.map(({ to }) => to.at(-1))]);
    return choices.map(latest);
  }
}
