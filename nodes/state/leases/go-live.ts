/**
 * The go-live date (design §5): leases begun before it are found in UISP, never made, never welcomed. The day of the first live tick
 * unless the operator set one, stored once. A unit that is added to the list of units later has that day as its own.
 */
import type { CalendarDate, Unit } from '../../village/lease.ts';
import type { Facts } from '../facts.ts';
import type { Mode } from '../store-port.ts';

const firstDay = 'goLive';
const allUnits = 'goLive/all';
const ofUnit = (unitUid: string): string => `goLive/unit:${unitUid}`;

/** What the date is read from and stored in. */
export interface GoLiveOptions {
  readonly facts: Facts;
  readonly mode: Mode;
  /** In the sandbox everything is new. */
  readonly isSandbox: boolean;
  /** What the operator set. */
  readonly goLive: CalendarDate | undefined;
}

/** The date of the property and those of its units, as facts in the store. @throws SyncError STORE_… from `tick` */
export class GoLive {
  readonly #options: GoLiveOptions;

  constructor(options: GoLiveOptions) {
    this.#options = options;
  }

  /**
   * At every tick; in live mode it stores the dates that are not known yet.
   * @param listed the units that effects are restricted to; undefined: all
   */
  async tick(today: CalendarDate, listed: readonly Unit[] | undefined): Promise<void> {
    const { facts, mode, isSandbox, goLive } = this.#options;
    if (mode !== 'live' || isSandbox) return;
    const stored = facts.peek(firstDay);
    const day = stored === undefined ? (goLive ?? today) : today;
    if (stored === undefined) await facts.set(firstDay, day);
    if (facts.peek(allUnits) !== undefined) return;
    if (listed === undefined) {
      await facts.set(allUnits, day);
      return;
    }
    for (const unit of listed) {
      if (facts.peek(ofUnit(unit.uid)) === undefined) await facts.set(ofUnit(unit.uid), day);
    }
  }

  /**
   * Is a household that began on this day adopted? In dry-run, of a unit that is not live yet, as if it went live today.
   * @param begun start of its first lease; null when unknown: then adopted, because a mail or a charge cannot be undone
   */
  isAdopted(begun: CalendarDate | null, unit: Unit, today: CalendarDate): boolean {
    if (this.#options.isSandbox) return false;
    return begun === null || begun < this.dateOf(unit, today);
  }

  /**
   * The unit's date; without a unit (a common area) that of all units. In dry-run, as long as it is not live yet, as if it went live
   * today.
   */
  dateOf(unit: Pick<Unit, 'uid'> | undefined, today: CalendarDate): CalendarDate {
    const { facts, goLive } = this.#options;
    const own = unit === undefined ? undefined : facts.peek(ofUnit(unit.uid));
    const ifNow = facts.peek(firstDay) === undefined ? (goLive ?? today) : today;
    return own ?? facts.peek(allUnits) ?? ifNow;
  }
}
