/** The pure rules of drift: each kind, what explains what, and when it is a matter of the whole property. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { driftKey, findDrifts, massKinds } from '../../../nodes/village/drift/drift.ts';
import { driftCsv } from '../../../nodes/village/drift/drift-csv.ts';
import type {
  ExpectedStay,
  ShownClient,
  ShownService,
  ShownSite,
  UispShown,
} from '../../../nodes/village/drift/drift-facts.ts';
import {
  driftCode,
  driftKinds,
  driftWords,
  isRepairableKind,
  repairableKinds,
  repairsFromConfig,
} from '../../../nodes/village/drift/drift-kinds.ts';
import { oddAnswers } from '../../../nodes/village/drift/odd-answer.ts';
import type { OnuFacts } from '../../../nodes/village/onu/onu-facts.ts';
import { errorOf } from '../../error-of.ts';

function stayOf(unit: string, change: Partial<ExpectedStay> = {}): ExpectedStay {
  const number = Number(unit);
  return {
    unitUid: `u-${unit}`,
    unit,
    householdId: number,
    leaseUid: `l-${unit}`,
    isFuture: false,
    clientId: number,
    idents: [`innago:t-${unit}`, `innago:roommate-${unit}`],
    siteId: `s-${unit}`,
    siteName: `Unit ${unit}`,
    serviceId: number,
    nextServiceId: null,
    plans: ['Village Fiber 500'],
    keepsTerms: false,
    invoicingStart: '2099-12-31',
    onuId: `o-${unit}`,
    onuName: `ONU-${unit}`,
    isNameAwaited: false,
    ...change,
  };
}

function serviceOf(unit: string, change: Partial<ShownService> = {}): ShownService {
  return {
    id: Number(unit),
    clientId: Number(unit),
    isLive: true,
    activeTo: null,
    planName: 'Village Fiber 500',
    ownTerms: null,
    invoicingStart: '2099-12-31',
    sendsMail: false,
    siteId: `s-${unit}`,
    ...change,
  };
}

function onuOf(unit: string, change: Partial<OnuFacts> = {}): OnuFacts {
  return {
    id: `o-${unit}`,
    name: `ONU-${unit}`,
    serial: `UBNT0000${unit}`,
    mac: null,
    siteId: `s-${unit}`,
    siteName: `Unit ${unit}`,
    siteParentId: 'parent',
    status: 'active',
    ...change,
  };
}

interface Changes {
  readonly clients?: readonly ShownClient[];
  readonly services?: readonly ShownService[];
  readonly sites?: readonly ShownSite[];
  readonly onus?: readonly OnuFacts[];
}

/** UISP as it should be for these units, with some rows instead or besides, and some gone. */
function shownOf(units: readonly string[], changes: Changes = {}, gone: readonly (string | number)[] = []): UispShown {
  const map = <I, T extends { readonly id: I }>(rows: readonly T[]) =>
    new Map(rows.filter(({ id }) => !gone.some((one) => one === id)).map((row) => [row.id, row]));
  const client = (unit: string) => ({ id: Number(unit), userIdent: `innago:t-${unit}`, isArchived: false });
  const site = (unit: string) => ({ id: `s-${unit}`, name: `Unit ${unit}`, serviceId: null });
  return {
    clients: map([...units.map(client), ...(changes.clients ?? [])]),
    services: map([...units.map((unit) => serviceOf(unit)), ...(changes.services ?? [])]),
    sites: map([...units.map(site), ...(changes.sites ?? [])]),
    onus: map([...units.map((unit) => onuOf(unit)), ...(changes.onus ?? [])]),
  };
}

/** `kind: before → after` of unit 101, with a `!` where it can be repaired. */
function found(shown: UispShown, change: Partial<ExpectedStay> = {}): string[] {
  return findDrifts([stayOf('101', change)], shown).map(
    ({ kind, before, after, isRepairable }) => `${kind}${isRepairable ? '!' : ''}: ${before} → ${after}`,
  );
}

const as = (changes: Changes, gone: readonly (string | number)[] = []) => shownOf(['101'], changes, gone);
const isOff = { isLive: false };

test('as it should be', () => assert.deepEqual(found(as({})), []));

const table: Readonly<Record<string, readonly [UispShown, Partial<ExpectedStay>, readonly string[]]>> = {
  'service ended': [
    as({ services: [serviceOf('101', { ...isOff, activeTo: '2026-11-20' })] }),
    {},
    ['service-ended!: running → ended, last day 2026-11-20'],
  ],
  'service ended before its lease began': [
    as({ services: [serviceOf('101', isOff)] }),
    { isFuture: true },
    ['service-ended: running → no longer running'],
  ],
  'service gone': [as({}, [101]), { clientId: null }, ['service-ended!: running → gone']],
  'service with an end': [
    as({ services: [serviceOf('101', { activeTo: '2027-01-31' })] }),
    {},
    ['service-ended: no end → ends on 2027-01-31'],
  ],
  'service with an end, to be replaced by another': [
    as({ services: [serviceOf('101', { activeTo: '2027-01-31' }), serviceOf('101', { id: 7 })] }),
    { nextServiceId: 7 },
    [],
  ],
  'service replaced by the one for the next plan': [
    as({ services: [serviceOf('101', isOff), serviceOf('101', { id: 7, planName: 'Village Fiber 2G' })] }),
    { nextServiceId: 7, plans: ['Village Fiber 500', 'Village Fiber 2G'] },
    [],
  ],
  'no service expected': [as({}), { serviceId: null }, []],
  'service bound to no site': [
    as({ services: [serviceOf('101', { siteId: null })] }),
    {},
    ['service-unbound!: bound to "Unit 101" → bound to no site'],
  ],
  'service bound, as the site says': [
    as({
      services: [serviceOf('101', { siteId: null })],
      sites: [{ id: 's-101', name: 'Unit 101', serviceId: 101 }],
    }),
    {},
    [],
  ],
  'service bound elsewhere': [
    as({ services: [serviceOf('101', { siteId: 's-9' })] }),
    {},
    ['service-moved: bound to "Unit 101" → bound to another site'],
  ],
  'service would invoice, and mails': [
    as({ services: [serviceOf('101', { invoicingStart: null, sendsMail: true })] }),
    {},
    [
      'service-would-invoice: invoicing starts 2099-12-31, no mails → invoicing starts at once, invoices are mailed automatically',
    ],
  ],
  'invoicing is not looked at': [
    as({ services: [serviceOf('101', { invoicingStart: null, sendsMail: true })] }),
    { invoicingStart: null },
    [],
  ],
  'another plan': [
    as({ services: [serviceOf('101', { planName: 'Village Fiber 2G' })] }),
    {},
    ['plan-changed!: Village Fiber 500 → Village Fiber 2G'],
  ],
  'the next plan, early': [
    as({ services: [serviceOf('101', { planName: 'Village Fiber 2G' })] }),
    { plans: ['Village Fiber 500', 'Village Fiber 2G'] },
    [],
  ],
  'an unknown plan': [as({ services: [serviceOf('101', { planName: null, ownTerms: 'by 3 months' })] }), {}, []],
  'a price of its own': [
    as({ services: [serviceOf('101', { ownTerms: 'at a price of its own, $5' })] }),
    {},
    ['plan-changed!: Village Fiber 500 → Village Fiber 500, at a price of its own, $5'],
  ],
  'a price of its own, adopted': [
    as({ services: [serviceOf('101', { ownTerms: 'at a price of its own, $5' })] }),
    { keepsTerms: true },
    [],
  ],
  'ONU renamed to another unit’s name': [
    as({ onus: [onuOf('101', { name: 'ONU-101 ' })] }),
    {},
    ['onu-renamed!: "ONU-101" → "ONU-101"'],
  ],
  'ONU renamed to a person’s name': [
    as({ onus: [onuOf('101', { name: 'Smith' })] }),
    {},
    ['onu-renamed!: "ONU-101" → another name'],
  ],
  'ONU without a name': [as({ onus: [onuOf('101', { name: null })] }), {}, ['onu-renamed!: "ONU-101" → no name']],
  'ONU whose name is awaited': [as({ onus: [onuOf('101', { name: 'ubnt' })] }), { isNameAwaited: true }, []],
  'ONU offline, under an old name': [as({ onus: [onuOf('101', { name: 'ubnt', status: 'disconnected' })] }), {}, []],
  'ONU offline': [as({ onus: [onuOf('101', { status: 'disconnected' })] }), {}, []],
  'ONU on no site': [
    as({ onus: [onuOf('101', { siteId: null, name: 'ubnt' })] }),
    {},
    ['onu-moved!: on "Unit 101" → on no site'],
  ],
  'ONU no longer listed': [as({}, ['o-101']), {}, ['onu-moved: on "Unit 101" → not listed in UISP']],
  'no ONU expected': [as({}, ['o-101']), { onuId: null }, []],
  'ONU replaced': [
    as({ onus: [onuOf('101', { status: 'disconnected' }), onuOf('101', { id: 'new', serial: 'UBNTNEW' })] }),
    {},
    ['onu-replaced!: the ONU with serial UBNT0000101 → the ONU with serial UBNTNEW'],
  ],
  'ONU gone, another in its place': [
    as({ onus: [onuOf('101', { id: 'new', serial: 'UBNTNEW' })] }, ['o-101']),
    {},
    ['onu-replaced!: the ONU o-101 → the ONU with serial UBNTNEW'],
  ],
  'two ONUs on the site, both active': [as({ onus: [onuOf('101', { id: 'new' })] }), {}, []],
  'two others on the site of an ONU that is away': [
    as({ onus: [onuOf('101', { siteId: null }), onuOf('101', { id: 'x' }), onuOf('101', { id: 'y' })] }),
    {},
    ['onu-moved!: on "Unit 101" → on no site'],
  ],
  'the other ONU is not active': [
    as({
      onus: [onuOf('101', { status: 'disconnected' }), onuOf('101', { id: 'new', status: 'disconnected' })],
    }),
    {},
    [],
  ],
  'site renamed': [
    as({ sites: [{ id: 's-101', name: 'Smith', serviceId: null }] }),
    {},
    ['site-renamed: "Unit 101" → another name'],
  ],
  'site’s name in another case': [as({ sites: [{ id: 's-101', name: ' unit  101', serviceId: null }] }), {}, []],
  'site gone, which explains service and ONU': [
    as({ services: [serviceOf('101', { siteId: null })], onus: [onuOf('101', { siteId: null })] }, ['s-101']),
    {},
    ['site-gone: there → gone'],
  ],
  'client archived, which explains the service': [
    as({
      clients: [{ id: 101, userIdent: 'innago:t-101', isArchived: true }],
      services: [serviceOf('101', isOff)],
      onus: [onuOf('101', { name: 'ubnt' })],
    }),
    {},
    ['client-archived!: not archived → archived', 'onu-renamed!: "ONU-101" → "ubnt"'],
  ],
  'client gone': [as({}, [101]), {}, ['client-archived: there → gone']],
  'client without Custom ID': [
    as({ clients: [{ id: 101, userIdent: null, isArchived: false }] }),
    {},
    ['client-ident-changed: innago:t-101 → none'],
  ],
  'client with another Custom ID': [
    as({ clients: [{ id: 101, userIdent: 'A-17', isArchived: false }] }),
    {},
    ['client-ident-changed: innago:t-101 → another Custom ID'],
  ],
  'client with a roommate’s Custom ID': [
    as({ clients: [{ id: 101, userIdent: 'innago:roommate-101', isArchived: false }] }),
    {},
    [],
  ],
  'an adopted client': [as({ clients: [{ id: 101, userIdent: 'A-17', isArchived: false }] }), { idents: null }, []],
  'no client expected': [as({}, [101]), { clientId: null, serviceId: null }, []],
};

suite('what should be → what is', () => {
  for (const [what, [shown, change, expected]] of Object.entries(table)) {
    test(what, () => assert.deepEqual(found(shown, change), expected));
  }
});

test('the name of another unit is told, and where it is another unit’s site', () => {
  const shown = shownOf(['101', '102'], {
    onus: [onuOf('101', { name: 'ONU-102' }), onuOf('102', { siteId: 's-101', status: 'disconnected' })],
  });
  const drifts = findDrifts([stayOf('101'), stayOf('102')], shown);
  assert.deepEqual(
    drifts.map(({ kind, unit, after }) => [kind, unit, after]),
    [
      ['onu-moved', '102', 'on another site'],
      ['onu-renamed', '101', '"ONU-102"'],
    ],
  );
});

test('two households of a unit: what is the unit’s is told once, of who lives there', () => {
  const shown = as({ onus: [onuOf('101', { name: 'ubnt' })] });
  const next = stayOf('101', { householdId: 9, leaseUid: 'next', clientId: null, serviceId: null });
  const drifts = findDrifts([stayOf('101'), next], shown);
  assert.deepEqual(
    drifts.map(({ leaseUid }) => leaseUid),
    ['l-101'],
  );
  assert.equal(driftKey(drifts[0] ?? assert.fail()), 'onu-renamed/unit:u-101');
});

test('many: more than five, and more than a fifth of the units', () => {
  const units = Array.from({ length: 12 }, (_none, index) => String(101 + index));
  const renamed = (count: number) =>
    findDrifts(
      units.map((unit) => stayOf(unit)),
      shownOf(units, { onus: units.slice(0, count).map((unit) => onuOf(unit, { name: 'x' })) }),
    );
  assert.deepEqual([...massKinds(renamed(5), 12)], []);
  assert.deepEqual([...massKinds(renamed(6), 12)], ['onu-renamed']);
  assert.deepEqual([...massKinds(renamed(6), 30)], [], 'six of thirty are a fifth, not more');
  assert.deepEqual([...massKinds(renamed(7), 30)], ['onu-renamed']);
});

test('an answer that lacks much of what is known', () => {
  const units = Array.from({ length: 11 }, (_none, index) => String(101 + index));
  const stays = units.map((unit) => stayOf(unit));
  const sites = (count: number) =>
    oddAnswers(
      stays,
      shownOf(
        units,
        {},
        units.slice(0, count).map((unit) => `s-${unit}`),
      ),
    );
  assert.deepEqual(sites(0), []);
  assert.deepEqual(sites(5), [], 'five may be gone');
  assert.deepEqual(sites(6), ['sites: 6 of 11 are missing']);
  assert.deepEqual(oddAnswers([stayOf('101')], as({}, ['o-101'])), ['ONUs: 1 of 1 are missing'], 'an empty list');
  const few = stays.slice(0, 6);
  const gone = units.slice(0, 5).map((unit) => `s-${unit}`);
  assert.deepEqual(oddAnswers(few, shownOf(units, {}, gone)), [], 'five of six may be, where the list holds others');
  const many = Array.from({ length: 12 }, (_none, index) => stayOf(String(101 + index)));
  const half = many.slice(0, 6).flatMap(({ siteId }) => siteId ?? []);
  assert.deepEqual(oddAnswers(many, shownOf([...units, '112'], {}, half)), [], 'half is not more than half');
  assert.deepEqual(oddAnswers([], shownOf([])), [], 'nothing is known');
});

test('kinds: each has a code and words; the node’s field names those to repair', async () => {
  assert.equal(driftCode('plan-changed'), 'DRIFT_PLAN_CHANGED');
  for (const kind of driftKinds) assert.ok(driftWords[kind].length > 0);
  assert.deepEqual(driftKinds.filter(isRepairableKind).toSorted(), repairableKinds.toSorted());
  assert.deepEqual([...repairsFromConfig(['plan-changed', 'onu-moved'])], ['plan-changed', 'onu-moved']);
  for (const none of [undefined, null, '', []]) assert.equal(repairsFromConfig(none).size, 0);
  for (const wrong of [['site-renamed'], 'everything', [5]]) {
    const { code } = await errorOf((async () => repairsFromConfig(wrong))());
    assert.equal(code, 'NOT_CONFIGURED');
  }
});

test('as CSV', () => {
  const [drift] = findDrifts([stayOf('101')], as({ onus: [onuOf('101', { name: 'ubnt' })] }));
  assert.ok(drift);
  assert.equal(
    driftCsv([{ ...drift, outcome: 'reported' }]),
    'unit,kind,where,should be,is,outcome,why\r\n101,onu-renamed,ONU,"""ONU-101""","""ubnt""",reported,"' +
      'Unit 101: the ONU with serial UBNT0000101 should be called ONU-101, and was given ""ubnt"" in UISP."\r\n',
  );
});
