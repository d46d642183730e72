import { afterwards, bob, handover, lease, testRequesters, unit102 } from './ticket-leases.ts';

testRequesters([
  ['a tenant', [lease('a')], { person: 'ann' }, 'a'],
  ['a tenant, on the first day', [lease('a')], { person: 'ann', on: '2026-01-01' }, 'a'],
  [
    'a tenant, on the last day',
    [lease('a', { state: 'ended' })],
    { person: 'ann', on: '2026-11-30', today: '2026-11-30' },
    'a, former',
  ],
  ['a tenant, day unknown', [lease('a')], { person: 'ann', on: null }, 'a'],
  ['a tenant, month to month', [lease('a', { end: null })], { person: 'ann', on: '2030-01-01' }, 'a'],
  [
    'a tenant, past the end while Innago calls the lease active',
    [lease('a')],
    { person: 'ann', on: '2026-12-02' },
    'a',
  ],
  [
    'a tenant of two: the unit of the ticket',
    [lease('b', { unitUid: unit102, start: '2026-05-01' }), lease('a')],
    { person: 'ann' },
    'a',
  ],
  ['a tenant, renewed', [lease('a'), lease('b', { start: '2026-06-01', end: null })], { person: 'ann' }, 'b'],
  [
    'a tenant who lives elsewhere',
    [lease('b', { unitUid: unit102 }), lease('x', { tenants: [bob] })],
    { person: 'ann' },
    'b',
  ],
  [
    'a tenant who moved to another unit, about the unit they left',
    [
      lease('a', { end: '2026-05-31', state: 'ended' }),
      lease('b', { unitUid: unit102, start: '2026-06-01' }),
      lease('x', { start: '2026-06-01', tenants: [bob] }),
    ],
    { person: 'ann' },
    'b',
  ],
  ['a tenant, about a common area', [lease('a')], { person: 'ann', unitName: '', unitUid: undefined }, 'a'],
  [
    'a tenant, about a unit that is none',
    [lease('a')],
    { person: 'ann', unitName: 'Unit 999', unitUid: undefined },
    'a',
  ],
  ['a tenant to be', [...handover({})], { person: 'bob' }, 'new'],
  [
    'a tenant to be, of two: the ticket’s unit',
    [
      lease('b', { unitUid: unit102, start: '2026-07-01', state: 'future' }),
      lease('a', { start: '2026-08-01', state: 'future' }),
    ],
    { person: 'ann' },
    'a',
  ],
  [
    'a tenant to be, of two elsewhere: the next',
    [
      lease('b', { unitUid: unit102, start: '2026-09-01', state: 'future' }),
      lease('c', { unitUid: 'unit-103', start: '2026-08-01', state: 'future' }),
    ],
    { person: 'ann' },
    'c',
  ],
  [
    'a former tenant: never the new household',
    afterwards,
    { person: 'ann', on: '2026-07-05', today: '2026-07-05' },
    'old, former',
  ],
  [
    'a former tenant of a vacant unit',
    [lease('a', { state: 'ended', end: '2026-03-31' })],
    { person: 'ann' },
    'a, former',
  ],
  [
    'a former tenant of two: the last',
    [
      lease('a', { state: 'ended', end: '2026-02-01' }),
      lease('b', { state: 'ended', start: '2025-01-01', end: '2026-03-31' }),
    ],
    { person: 'ann' },
    'b, former',
  ],
  [
    'a former tenant whose last lease was broken off',
    [lease('a', { state: 'ended', start: '2025-01-01', end: '2025-12-31' }), lease('b', { state: 'ended', end: null })],
    { person: 'ann' },
    'b, former',
  ],
  [
    'a tenant on the day of the ticket, a former one by now',
    afterwards,
    { person: 'ann', today: '2026-07-05' },
    'old, former',
  ],
  ['a tenant whose lease was broken off', [lease('a', { state: 'ended' })], { person: 'ann' }, 'a, former'],
  ['a lease that is unclear goes by its dates', [lease('a', { state: 'unclear' })], { person: 'ann' }, 'a'],
  [
    'an unclear lease past its end',
    [lease('a', { state: 'unclear', end: '2026-05-31' })],
    { person: 'ann' },
    'a, former',
  ],
  ['an active lease without a start', [lease('a', { start: null })], { person: 'ann' }, 'a'],
  ['an unclear lease without a start', [lease('a', { start: null, state: 'unclear' })], { person: 'ann' }, 'a, former'],
  [
    'a tenant to be, whose earlier plan to move in was dropped',
    [
      lease('dropped', { start: '2026-07-01', end: '2027-06-30', state: 'ended' }),
      lease('b', { unitUid: unit102, start: '2026-08-01', end: null, state: 'future' }),
    ],
    { person: 'ann' },
    'b',
  ],
  [
    'a tenant of two leases that began together: the provisioned',
    [lease('a', { householdId: null }), lease('b')],
    { person: 'ann' },
    'b',
  ],
]);
