/** What people mistype, correct, call off and change in between; drawn from a seed. */

import { plusDays } from '../../billing/own-calendar.ts';
import type { Random } from '../../simulator/world/random.ts';
import type { Lease } from '../../simulator/world/things.ts';
import type { Moves } from './moves.ts';
import { type Household, newest, type Village } from './village.ts';

/** One thing that may happen to a household; false: not to this one, not now. */
type Mishap = (household: Household, lease: Lease) => boolean;

export class Mishaps {
  readonly #village: Village;
  readonly #moves: Moves;
  readonly #random: Random;
  readonly #kinds: readonly Mishap[];

  constructor(village: Village, moves: Moves, random: Random) {
    this.#village = village;
    this.#moves = moves;
    this.#random = random;
    this.#kinds = [
      this.#roommateJoins,
      this.#somebodyLeaves,
      this.#details,
      this.#details,
      this.#suddenEnd,
      this.#calledOff,
      this.#deleted,
      this.#unlisted,
      this.#startCorrected,
      this.#unitMistyped,
      this.#endMistyped,
      this.#stranger,
    ];
  }

  /** Something happens to the household, if it can. */
  happen(household: Household): void {
    const lease = newest(household);
    if (!lease.listed) return;
    this.#random.pick(this.#kinds).call(this, household, lease);
  }

  /** On one day many move out, as it seems: all that have lived there for a while. */
  manyLeave(): void {
    const { today, households } = this.#village;
    for (const household of households) {
      const lease = newest(household);
      if (household.isOver || household.isSettled || lease.startDate >= plusDays(today, -20)) continue;
      this.#moves.leave(household, lease, plusDays(today, -1));
    }
  }

  #roommateJoins: Mishap = (_household, lease) => {
    if (lease.tenants.length > 3) return false;
    const { world } = this.#village.simulator;
    world.addTenant(lease.leaseUid);
    this.#village.edit(lease, {}, 'a roommate joins');
    return true;
  };

  /** The first one as often as another. */
  #somebodyLeaves: Mishap = (_household, lease) => {
    if (lease.tenants.length < 2) return false;
    const gone = this.#random.pick(lease.tenants);
    this.#village.edit(lease, { tenants: lease.tenants.filter((one) => one !== gone) }, 'somebody leaves');
    return true;
  };

  #details: Mishap = (_household, lease) => {
    const tenant = this.#random.pick(lease.tenants);
    const number = this.#random.below(1_000_000);
    const change = this.#random.pick([
      { phone: `+1 555 ${number}` },
      { lastName: `Renamed${number}` },
      { email: `new.${number}@example.com` },
      { phone: null },
    ]);
    if ('email' in change && tenant.email === null) return false;
    this.#village.editTenant(tenant, change);
    return true;
  };

  /** They leave at once, or have left already. */
  #suddenEnd: Mishap = (household, lease) => {
    const { today } = this.#village;
    if (household.isSettled || lease.startDate >= plusDays(today, -12)) return false;
    this.#moves.leave(household, lease, plusDays(today, this.#random.pick([-6, -1, 0, 3, 12])));
    return true;
  };

  #calledOff: Mishap = (household, lease) => {
    const { today } = this.#village;
    if (lease.startDate <= plusDays(today, 1) || household.leases.length > 1) return false;
    household.isOver = true;
    household.isSettled = true;
    if (this.#random.next() < 0.5) this.#village.hide(lease, true);
    else this.#village.edit(lease, { endDate: plusDays(today, -1) }, 'calls off');
    return true;
  };

  #deleted: Mishap = (household, lease) => {
    if (household.isSettled || this.#random.next() < 0.5) return false;
    household.isOver = true;
    household.isSettled = true;
    this.#village.hide(lease, true);
    return true;
  };

  /** Out of the lists for days, though it goes on. */
  #unlisted: Mishap = (household, lease) => {
    const { agenda, today } = this.#village;
    const back = plusDays(today, this.#random.pick([1, 2, 5]));
    if (household.isSettled || lease.startDate <= back === lease.startDate > today) return false;
    if (lease.endDate !== null && lease.endDate <= plusDays(back, 46)) return false;
    this.#village.hide(lease, false);
    agenda.schedule(back, () => this.#village.relist(lease));
    return true;
  };

  /** Of a lease to come. */
  #startCorrected: Mishap = (household, lease) => {
    const { today } = this.#village;
    if (lease.startDate <= plusDays(today, 2) || household.leases.length > 1) return false;
    const corrected = plusDays(lease.startDate, this.#random.pick([-1, 1, 10]));
    const isAlone = this.#village.inUnit(this.#moves.unitOf(lease)).length === 1;
    if (!isAlone || (lease.endDate !== null && lease.endDate <= corrected)) return false;
    this.#village.edit(lease, { startDate: corrected }, 'corrects the start:');
    return true;
  };

  /** It was another unit all along. */
  #unitMistyped: Mishap = (household, lease) => {
    const { simulator, today } = this.#village;
    const [vacant] = this.#moves.vacant();
    if (vacant === undefined || household.leases.length > 1 || lease.startDate < plusDays(today, -30)) return false;
    const { unitUid, name } = simulator.world.unit(vacant);
    this.#village.edit(lease, { unitUid, unitName: name }, 'corrects the unit:');
    return true;
  };

  /** For a day the lease looks as if it had ended. */
  #endMistyped: Mishap = (household, lease) => {
    const { agenda, today } = this.#village;
    if (household.isSettled || lease.startDate >= plusDays(today, -20)) return false;
    const { endDate } = lease;
    if (endDate !== null && endDate <= plusDays(today, 50)) return false;
    household.isSettled = true;
    this.#village.edit(lease, { endDate: plusDays(today, -this.#random.pick([1, 9])) }, 'mistypes the end:');
    agenda.schedule(plusDays(today, this.#random.pick([1, 3])), () => {
      household.isSettled = false;
      this.#village.edit(lease, { endDate }, 'corrects the end:');
    });
    return true;
  };

  /** Somebody else's lease begins on the unit; days later the older one turns out to have ended. */
  #stranger: Mishap = (household, lease) => {
    const { agenda, today } = this.#village;
    const unit = this.#moves.unitOf(lease);
    if (household.isSettled || this.#village.inUnit(unit).length > 1 || lease.startDate >= plusDays(today, -20))
      return false;
    if (lease.endDate !== null && lease.endDate <= plusDays(today, 60)) return false;
    household.isSettled = true;
    this.#moves.moveIn(unit, plusDays(today, -this.#random.below(4)));
    agenda.schedule(plusDays(today, this.#random.pick([1, 2, 6])), () => {
      this.#village.edit(
        lease,
        { endDate: plusDays(this.#village.today, -this.#random.pick([1, 4])) },
        'ends after all:',
      );
      household.isOver = true;
    });
    return true;
  };
}
