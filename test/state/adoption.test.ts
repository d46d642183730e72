/** Adoption as one matter: a hundred questions are one item, and a list to go through (design §5). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerFact, matchFact } from '../../nodes/state/adoption/adoption-answers.ts';
import { adoptionItem } from '../../nodes/state/adoption/adoption-items.ts';
import { adoptionList } from '../../nodes/state/adoption/adoption-list.ts';
import type { Store } from '../../nodes/state/store.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { parseCsv } from '../../nodes/village/csv.ts';
import { errorOf } from '../error-of.ts';
import { flow, payloadOf } from './flow.ts';
import { claimOf, codes, expired, future, lease, stage, tick } from './stage.ts';

const groupKey = 'ADOPTION_OPEN/property';
const live = { goLive: '2026-11-15' };
const homes = ['101', '102', '103', '104'].map((unit) => lease(`l${unit}`, unit));
const words = { why: 'No client fits.', todo: 'Choose.' };
const choices = [
  { client: 1001, text: 'client 1001, unit 103' },
  { client: 1002, text: 'client 1002, no live service' },
];

/** What the step and "failed" leave: a member each. */
async function ask(store: Store, unit: string, code: 'ADOPT_NO_MATCH' | 'ADOPT_AMBIGUOUS' = 'ADOPT_NO_MATCH') {
  const more = code === 'ADOPT_AMBIGUOUS' ? choices : undefined;
  await store.attention.raise(adoptionItem(code, { leaseUid: `l${unit}`, unit }, words, more));
}

test('members are told of by one item when the batch is through, never one by one, not in the log either', async (t) => {
  const f = await flow(t, live);
  const { store } = f;
  const [begin, failed, listener] = [f.node('begin'), f.node('failed'), f.node('attention')];
  await listener.until('it listens', () => listener.lastStatus() === 'nothing open');
  const due = await f.due(homes.slice(0, 3));
  for (const work of due) await begin.receive({ payload: work });
  const failure = { code: 'ADOPT_NO_MATCH', trouble: 'operator', effect: 'none', text: 'None fits.', hint: 'Choose.' };
  const error = { message: 'x', code: 'ADOPT_NO_MATCH', source: { id: 'x', type: 'uisp-client' } };
  for (const message of begin.out()) await failed.receive({ ...message, failure, error });
  await listener.until('it is told', () => listener.out().length > 0);
  await store.adoption.settled();
  const told = listener.out().map(({ topic }) => topic);
  assert.deepEqual(told, [groupKey]);
  const [first] = listener.out();
  assert.match(
    JSON.stringify(first?.['payload']),
    /"3 units were let before go-live and no UISP client fits them for sure: 101, 102, 103\."/,
  );
  assert.equal(listener.lastStatus(), '1 open');
  await listener.receive({});
  assert.deepEqual(
    listener.out().map(({ topic }) => topic),
    [groupKey, groupKey],
  );
  const { items } = await carryOut(store, { verb: 'list' });
  assert.deepEqual(
    items.map(({ code, group, verbs }) => [code, group, verbs?.[0]]),
    [
      ['ADOPT_NO_MATCH', 'adoption', 'approve'],
      ['ADOPT_NO_MATCH', 'adoption', 'approve'],
      ['ADOPT_NO_MATCH', 'adoption', 'approve'],
      ['ADOPTION_OPEN', undefined, 'approve'],
    ],
  );
  assert.doesNotMatch(JSON.stringify(items), /Ada|example\.com|tenant-of/);
});

test('what the step says one may choose from is kept when the lease has failed with it', async (t) => {
  const f = await flow(t, live);
  const { store } = f;
  const [begin, failed] = [f.node('begin'), f.node('failed')];
  const [work] = await f.due(homes.slice(2, 3));
  await begin.receive({ payload: work });
  await ask(store, '103', 'ADOPT_AMBIGUOUS');
  const failure = { code: 'ADOPT_AMBIGUOUS', trouble: 'operator', effect: 'none', text: words.why, hint: words.todo };
  const error = { message: 'x', code: 'ADOPT_AMBIGUOUS', source: { id: 'x', type: 'uisp-client' } };
  await failed.receive({ ...begin.out()[0], failure, error });
  assert.deepEqual(store.attention.get('ADOPT_AMBIGUOUS/lease:l103')?.choices, choices);
});

test('the log tells of the one item, when it comes and when it has settled', async (t) => {
  const { open, lines } = await stage(t);
  const store = await open(live);
  const before = lines.length;
  await ask(store, '101');
  await store.adoption.update();
  await store.attention.clear('ADOPT_NO_MATCH/lease:l101');
  await store.adoption.settled();
  assert.deepEqual(
    lines.slice(before).map((line) => line.split(':')[0]),
    ['Needs a person (adoption, ADOPTION OPEN)', 'Settled (adoption, ADOPTION OPEN).'],
  );
});

test('the one item is kept up to date, over a tick and a restart, and goes with the last member', async (t) => {
  const { open, clock } = await stage(t);
  const first = await open(live);
  await tick(first, clock, homes);
  await ask(first, '102');
  await ask(first, '101');
  await ask(first, '103', 'ADOPT_AMBIGUOUS');
  await first.adoption.update();
  assert.match(first.attention.get(groupKey)?.why ?? '', /^3 units .*: 101, 102, 103\. Several fit: 103\.$/);
  await tick(first, clock, homes);
  await tick(first, clock, homes);
  await first.close();
  const store = await open(live);
  assert.deepEqual(store.attention.get('ADOPT_AMBIGUOUS/lease:l103')?.choices, choices);
  assert.equal(store.attention.get('ADOPT_AMBIGUOUS/lease:l103')?.group, 'adoption');
  await store.attention.clear('ADOPT_NO_MATCH/lease:l101');
  await store.adoption.settled();
  assert.match(store.attention.get(groupKey)?.why ?? '', /^2 units .*: 102, 103\./);
  await store.attention.clear('ADOPT_NO_MATCH/lease:l102');
  await store.adoption.settled();
  assert.match(store.attention.get(groupKey)?.why ?? '', /^1 unit was let .* fits it for sure: 103\./);
  await store.attention.clear('ADOPT_AMBIGUOUS/lease:l103');
  await store.adoption.settled();
  assert.deepEqual(codes(store), []);
});

test('a member goes with its lease, and the one item with it', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open(live);
  await tick(store, clock, homes);
  await ask(store, '101');
  await store.adoption.update();
  await tick(store, clock, [lease('l101', '101', { end: '2026-11-10', flags: expired }), ...homes.slice(1)]);
  await store.adoption.settled();
  assert.deepEqual(codes(store), []);
});

test('approve: new clients for those of the list that none fits, due at once; the others stay, and stay told of', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open(live);
  await tick(store, clock, homes);
  await ask(store, '101');
  await ask(store, '103', 'ADOPT_AMBIGUOUS');
  await ask(store, '104');
  await carryOut(store, { verb: 'ignore', key: 'ADOPT_NO_MATCH/lease:l104' });
  await store.adoption.update();
  const view = store.attention.get(groupKey)?.why;
  // Comes up while a person looks at the list.
  await ask(store, '102');
  const { text } = await carryOut(store, { verb: 'approve', key: groupKey }, 'operator: ann');
  assert.equal(text, 'approved: new clients are made at the next scan for 101; 2 more wait for a person');
  const approved = async (unit: string) => store.attention.isApproved(`ADOPT_NO_MATCH/lease:l${unit}`);
  assert.deepEqual([await approved('101'), await approved('102'), await approved('104')], [true, false, false]);
  assert.equal(store.leases.entry('l101')?.forced, true);
  assert.match(store.attention.get(groupKey)?.why ?? '', /^2 units .*: 102, 103\./);
  const said = (await store.audit.list()).filter(({ outcome }) => outcome === 'approved');
  assert.deepEqual(
    said.map(({ key, before, after, reason }) => [key, before, after, reason.because]),
    [
      [groupKey, view, 'new clients: 101', 'operator: ann'],
      ['ADOPT_NO_MATCH/lease:l101', null, 'approved', 'operator: ann'],
    ],
  );
});

test('approve with nothing but ambiguous ones is refused in words', async (t) => {
  const store = await (await stage(t)).open(live);
  await ask(store, '103', 'ADOPT_AMBIGUOUS');
  await store.adoption.update();
  const error = await errorOf(carryOut(store, { verb: 'approve', key: groupKey }));
  assert.deepEqual([error.code, /Choose/.test(error.hint ?? '')], ['CHOICE_MISSING', true]);
  assert.equal(store.attention.get(groupKey)?.verbs?.includes('approve'), false);
});

test('the list: all who lived there before go-live, each in its state, and nobody else', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open(live);
  assert.equal(adoptionList(store).summary, 'nobody to adopt', 'before the first scan');
  const labels = ['101', '102', '103', '104'];
  const young = lease('young', '104', { start: '2027-06-01', flags: future });
  const due = await tick(store, clock, [...homes, young]);
  const work = due.get('l101');
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.households.update(claim, work.householdId, { clientId: 1000, adopted: true });
  await ask(store, '102');
  await ask(store, '103', 'ADOPT_AMBIGUOUS');
  const state = () => adoptionList(store).rows.map(({ unit, state, client }) => [unit, state, client]);
  assert.deepEqual(
    adoptionList(store).rows.map(({ unit }) => unit),
    labels,
  );
  assert.deepEqual(state(), [
    ['101', 'matched', 1000],
    ['102', 'no match', null],
    ['103', 'ambiguous', null],
    ['104', 'waiting', null],
  ]);
  await carryOut(store, { verb: 'choose', key: 'ADOPT_AMBIGUOUS/lease:l103', client: 1002 });
  await carryOut(store, { verb: 'approve', key: 'ADOPT_NO_MATCH/lease:l102' });
  await store.facts.set(matchFact('l104'), '1004');
  const list = adoptionList(store);
  assert.deepEqual(state(), [
    ['101', 'matched', 1000],
    ['102', 'approved', null],
    ['103', 'chosen', 1002],
    ['104', 'matched', 1004],
  ]);
  assert.deepEqual(list.counts, { matched: 2, approved: 1, chosen: 1 });
  assert.equal(list.summary, '4 households from before go-live: 2 matched, 1 approved, 1 chosen');
  assert.deepEqual(
    list.rows.map(({ key }) => key),
    [null, 'ADOPT_NO_MATCH/lease:l102', 'ADOPT_AMBIGUOUS/lease:l103', null],
  );
  const csv = parseCsv(list.csv);
  assert.deepEqual(csv[3]?.cells.slice(0, 5), [
    '103',
    'l103',
    'chosen',
    '1002',
    'client 1001, unit 103; client 1002, no live service',
  ]);
  assert.doesNotMatch(list.csv, /Ada|example\.com|tenant-of/);
  assert.equal(store.facts.peek(answerFact('l103')), 'candidate 1002');
});

test('the action and the route: rows, CSV, a name for the file', async (t) => {
  const f = await flow(t, live);
  await f.due(homes);
  await ask(f.store, '102');
  const adoption = f.node('adoption');
  assert.equal(await adoption.receive({ mine: 'kept' }), undefined);
  const [message] = adoption.out();
  const payload = payloadOf<ReturnType<typeof adoptionList>>(adoption);
  assert.equal(message?.['mine'], 'kept');
  assert.match(String(message?.['filename']), /^adoption-\d{4}-\d\d-\d\d\.csv$/);
  assert.equal(message?.['topic'], payload.summary);
  assert.equal(payload.rows.length, 4);
  assert.deepEqual(adoption.shown, { fill: 'yellow', shape: 'ring', text: '1 to decide' });
  const { status, body } = await f.red.ask('GET /village-fiber/adoption');
  assert.deepEqual([status, body], [200, JSON.parse(JSON.stringify(payload))]);
});
