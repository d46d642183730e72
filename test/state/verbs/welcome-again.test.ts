/** The welcome once more, because a person wants it: to each address once each time it is asked (design §3, 4). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Message } from '../../../nodes/red.ts';
import type { Store } from '../../../nodes/state/store.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import type { Lease } from '../../../nodes/village/lease.ts';
import { errorOf } from '../../error-of.ts';
import { ada, type Flow, flow, grace, home, written } from '../flow.ts';
import { claimOf, codes, expired, lease, stage, tenant, tick } from '../stage.ts';

/** The mail part of the flow, with a mail server that takes everything. */
function mailing(f: Flow) {
  const [welcome, mail, accepted, failed, end] = [
    f.node('welcome'),
    f.node('mail'),
    f.node('mail-accepted'),
    f.node('mail-failed'),
    f.node('done'),
  ];
  /** One run of the lease's chain. @returns what went to the e-mail node */
  const run = async (of: Lease, { lose = false, more = {} }: { lose?: boolean; more?: Message } = {}) => {
    const before = { mails: welcome.out(0).length, none: welcome.out(1).length, sent: mail.out(0).length };
    const past = [mail.out(1).length, accepted.out().length, failed.out().length];
    assert.equal(await welcome.receive({ ...(await f.begun(of)), ...more }), undefined);
    for (const message of welcome.out(0).slice(before.mails)) await mail.receive(written(message));
    const sent = mail.out(0).slice(before.sent);
    const error = { message: 'x', code: 'ECONNECTION', source: { id: 'e', type: 'e-mail' } };
    for (const message of sent) await (lose ? failed.receive({ ...message, error }) : accepted.receive(message));
    const onward = [
      ...welcome.out(1).slice(before.none),
      ...mail.out(1).slice(past[0]),
      ...accepted.out().slice(past[1]),
      ...failed.out().slice(past[2]),
    ];
    assert.ok(onward[0]);
    assert.equal(await end.receive(onward[0]), undefined);
    return sent;
  };
  return { run };
}

const to = (sent: readonly Message[]) => sent.map((message) => String(message['to']));
const again = (store: Store, key = 'unit:101') => carryOut(store, { verb: 'welcome-again', key });

test('everybody with an address gets it once more each time it is asked, and never without', async (t) => {
  const f = await flow(t);
  const { run } = mailing(f);
  assert.deepEqual(to(await run(home)), ['ada@example.com', 'grace@example.com']);
  assert.deepEqual(await f.due([home]), []);
  const ids = new Set<unknown>();
  for (let n = 0; n < 2; n += 1) {
    const { text } = await again(f.store);
    assert.match(text, /lease a of unit 101: the welcome to 2 tenants goes out at the next scan/);
    const sent = await run(home);
    assert.deepEqual(to(sent), ['ada@example.com', 'grace@example.com']);
    for (const message of sent) ids.add(JSON.stringify(message['headers']));
    assert.deepEqual(await f.due([home]), []);
    f.store.leases.retry('a');
    assert.deepEqual(to(await run(home)), []);
  }
  assert.equal(ids.size, 4, 'each is a mail of its own to the receiver');
  const audited = await f.store.audit.list();
  assert.deepEqual(
    audited.filter(({ outcome }) => outcome === 'welcome-again').map(({ after }) => after),
    [{ tenants: ['ada', 'grace'] }, { tenants: ['ada', 'grace'] }],
  );
  assert.equal(audited.filter(({ reason }) => reason.because === 'operator: welcome again').length, 4);
});

test('asked for twice before it went out, it is one wish', async (t) => {
  const f = await flow(t);
  const { run } = mailing(f);
  await run(home);
  await again(f.store);
  await again(f.store, 'lease:a');
  assert.equal((await run(home)).length, 2);
  assert.deepEqual(await f.due([home]), []);
});

test('who was not welcomed yet gets the first welcome by it, and no second by itself', async (t) => {
  const f = await flow(t);
  const { run } = mailing(f);
  await f.due([home]);
  await again(f.store);
  const waiting = { waiting: [{ step: 'nms-onu-rename', why: 'another ONU is on the site' }] };
  assert.equal((await run(home, { more: waiting })).length, 2, 'a person’s wish is not kept waiting');
  f.store.leases.retry('a');
  assert.deepEqual(await run(home), []);
});

test('an adopted household is welcomed when a person asks, then and only then; a later tenant is not', async (t) => {
  const f = await flow(t, { goLive: '2026-11-02' });
  const { run } = mailing(f);
  assert.deepEqual(await run(home), []);
  await again(f.store);
  assert.equal((await run(home)).length, 2);
  const three = { ...home, tenants: [ada, grace, tenant('joan')] };
  assert.deepEqual(await run(three), []);
  await again(f.store);
  assert.equal((await run(three)).length, 3);
});

test('the fate of one is unknown: a person is asked until it is known, and "send again" sends that one alone', async (t) => {
  const f = await flow(t, { goLive: '2026-11-02' });
  const { run } = mailing(f);
  const alone = { ...home, tenants: [ada] };
  await run(alone);
  for (const round of ['first', 'again']) {
    await again(f.store);
    const [lost] = await run(alone, { lose: true });
    assert.ok(lost, round);
    assert.deepEqual(codes(f.store), ['MAIL_UNKNOWN']);
    assert.deepEqual(await f.due([alone]), []);
    f.store.breakers.close('mail server');
    f.store.leases.retry('a');
    assert.deepEqual(await run(alone), [], 'not by itself');
    assert.deepEqual(codes(f.store), ['MAIL_UNKNOWN']);
    const [item] = f.store.attention.list();
    const { text } = await carryOut(f.store, { verb: 'send-again', key: item?.key });
    assert.equal(text, 'sent again at the next scan', round);
    const [sent, ...others] = await run(alone);
    assert.deepEqual([sent?.['headers'], others], [lost['headers'], []]);
    assert.deepEqual(codes(f.store), []);
    f.store.leases.retry('a');
    assert.deepEqual(await run(alone), []);
  }
});

test('the mail server refuses: the lease backs off, and the wish is carried out in the end, also over a restart', async (t) => {
  const f = await flow(t);
  const { run } = mailing(f);
  const alone = { ...home, tenants: [ada] };
  await run(alone);
  await again(f.store);
  const [welcome, mail, failed] = [f.node('welcome'), f.node('mail'), f.node('mail-failed')];
  await welcome.receive(await f.begun(alone));
  await mail.receive(written(welcome.out(0)[0] ?? {}));
  const error = { message: '550', code: 'EENVELOPE', source: { id: 'e', type: 'e-mail' } };
  await failed.receive({ ...mail.out(0)[0], error });
  assert.equal(f.store.leases.entry('a')?.failureTrouble, 'data');
  assert.deepEqual(await f.due([alone]), [], 'not before its back-off is over');
  f.store.leases.retry('a');
  assert.equal((await run(alone)).length, 1);
});

test('one is accepted, the next refused: tried again, the first gets no second, be it at another address', async (t) => {
  const f = await flow(t, { goLive: '2026-11-02' });
  const { run } = mailing(f);
  await run(home);
  await again(f.store);
  const [welcome, mail, accepted, failed] = [
    f.node('welcome'),
    f.node('mail'),
    f.node('mail-accepted'),
    f.node('mail-failed'),
  ];
  await welcome.receive(await f.begun(home));
  for (const message of welcome.out(0)) await mail.receive(written(message));
  const [toAda, toGrace] = mail.out(0);
  await accepted.receive(toAda ?? {});
  const error = { message: '550', code: 'EENVELOPE', source: { id: 'e', type: 'e-mail' } };
  await failed.receive({ ...toGrace, error });
  const moved = { ...home, tenants: [{ ...ada, email: 'ada.new@example.com' }, grace] };
  f.store.leases.retry('a');
  assert.deepEqual(to(await run(moved)), ['grace@example.com']);
});

test('who joins the lease after a person asked was not meant', async (t) => {
  const f = await flow(t, { goLive: '2026-11-02' });
  const { run } = mailing(f);
  await f.due([home]);
  await again(f.store);
  const three = { ...home, tenants: [ada, grace, tenant('joan')] };
  assert.deepEqual(to(await run(three)), ['ada@example.com', 'grace@example.com']);
});

test('a wish outlives a restart', async (t) => {
  const { open, clock } = await stage(t);
  const first = await open();
  const leases = [lease('a', '101')];
  const work = (await tick(first, clock, leases)).get('a');
  assert.ok(work);
  await first.leases.done(await claimOf(first, work.key), work);
  await again(first);
  await first.close();
  const store = await open();
  const due = await tick(store, clock, leases);
  assert.deepEqual([due.get('a')?.reason, due.size], ['retry', 1]);
});

test('dry-run: planned, not sent, and live does not make up for it', async (t) => {
  const f = await flow(t, { mode: 'dry-run', goLive: '2026-11-02' });
  const { run } = mailing(f);
  await run(home);
  assert.match((await again(f.store)).text, /is planned \(dry-run\)/);
  assert.deepEqual(await run(home), []);
  const plan = await f.store.plan();
  assert.deepEqual(
    plan.map(({ kind, reason }) => [kind, reason.because]),
    [
      ['mail', 'operator: welcome again'],
      ['mail', 'operator: welcome again'],
    ],
  );
  assert.deepEqual(await f.due([home]), []);
  assert.equal(f.store.facts.peek('welcome-again/lease:a'), '');
});

test('refused: a lease that has ended or is in flight, nobody with an address, an ignored lease', async (t: TestContext) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await tick(store, clock, [
    lease('a', '101'),
    lease('old', '102', { end: '2026-11-10', flags: expired }),
    lease('c', '103', { tenants: [tenant('c', { email: null }), tenant('d', { email: 'no address' })] }),
    lease('e', '104'),
  ]);
  const code = async (key: string) => (await errorOf(again(store, key))).code;
  assert.equal(await code('unit:102'), 'NOTHING_TO_DO');
  assert.equal(await code('lease:old'), 'NOTHING_TO_DO');
  assert.equal(await code('unit:103'), 'NO_ADDRESS');
  const claim = await claimOf(store, 'lease:a');
  assert.equal(await code('unit:101'), 'LEASE_BUSY');
  await store.claims.release(claim);
  await carryOut(store, { verb: 'ignore', key: 'unit:104' });
  await tick(store, clock, []);
  assert.equal(await code('unit:104'), 'NOTHING_TO_DO');
  assert.equal(store.facts.peek('welcome-again/lease:a'), undefined);
  const last = await store.audit.list();
  assert.ok(last.every(({ outcome }) => outcome !== 'welcome-again'));
});
