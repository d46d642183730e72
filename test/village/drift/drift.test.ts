/** The pure rules of drift: each kind, what explains what, and when it is a matter of the whole property. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findDrifts } from '../../../nodes/village/drift/drift.ts';
import type { ExpectedStay, UispShown } from '../../../nodes/village/drift/drift-facts.ts';
import { as, onuOf, serviceOf, stayOf } from './drift-facts.ts';

/** `kind: before → after` of unit 101, with a `!` where it can be repaired. */
function found(shown: UispShown, change: Partial<ExpectedStay> = {}): string[] {
  return findDrifts([stayOf('101', change)], shown).map(
    ({ kind, before, after, isRepairable }) => `${kind}${isRepairable ? '!' : ''}: ${before} → ${after}`,
  );
}

const isOff = { isLive: false };

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

test('as it should be', () => assert.deepEqual(found(as({})), []));

suite('what should be → what is', () => {
  for (const [what, [shown, change, expected]] of Object.entries(table)) {
    test(what, () => assert.deepEqual(found(shown, change), expected));
  }
});
