/** The words of the item for leases that Innago's list no longer shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingLeasesItem } from '../../nodes/innago/scan/missing-leases.ts';
import type { AbsentLease } from '../../nodes/state/leases/absent-leases.ts';

const context = { listed: 100, absenceHours: 24 };

function absent(unit: string, answer: AbsentLease['answer'] = 'not asked'): AbsentLease {
  return { leaseUid: `lease-${unit}`, unit, since: 0, answer };
}

function why(leases: readonly AbsentLease[], more: Partial<Parameters<typeof missingLeasesItem>[1]> = {}): string {
  return missingLeasesItem(leases, { ...context, ...more })?.why ?? '';
}

test('nobody is missing: no item', () => {
  assert.equal(missingLeasesItem([], context), undefined);
});

test('one lease', () => {
  const item = missingLeasesItem([absent('101')], context);
  assert.deepEqual([item?.key, item?.code, item?.where], ['LEASES_MISSING/property', 'LEASES_MISSING', 'Innago']);
  assert.equal(
    item?.why,
    "One lease is no longer in Innago's list: unit 101. Nobody is cut off by that alone: Innago is asked for each lease by itself once it has been missing for 24 hours.",
  );
});

test('ten are named, in the order of their numbers; of more only how many', () => {
  const units = Array.from({ length: 12 }, (_, index) => absent(String(112 - index)));
  assert.match(why(units.slice(2)), /: units 101, 102, .*, 109, 110\. /);
  assert.match(why(units), /^12 leases .*: units 101, 102, 103, 104, 105, 106, 107, 108, 109, 110 and 2 more\./);
  assert.match(why([absent('20'), absent('3')]), /units 3, 20\./);
});

test('a lease without a unit is named by its uid', () => {
  assert.match(why([absent(''), absent('101')]), /list: 101, lease lease-\./);
});

test('what Innago has said of them, how long it takes, and why nobody could be asked', () => {
  assert.match(
    why([absent('101', 'still there'), absent('102')]),
    /It was asked, and does not say that they are over: unit 101\.$/,
  );
  assert.match(why([absent('101')], { absenceHours: 1 }), /missing for 1 hour\./);
  assert.match(why([absent('101')], { failed: 'INNAGO_500' }), /could not be asked \(INNAGO 500\)\.$/);
});

test('more are missing than are left: it is the list', () => {
  assert.match(
    why([absent('101'), absent('102')], { listed: 1 }),
    /Only 1 are left, so it is probably the list that is wrong\./,
  );
  assert.doesNotMatch(why([absent('101')], { listed: 1 }), /probably/);
});
