/** The answer to a ticket by mail, from "answer by mail" through the real e-mail node: to the right tenant, at most once (design §4). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Message } from '../../nodes/red.ts';
import type { PlanOrder } from '../../nodes/state/plans/plan-order.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import type { Ticket } from '../../nodes/village/tickets/ticket.ts';
import { eMail, type Mailed } from './e-mail-node.ts';
import { ada, flow, grace, home } from './flow.ts';
import { codes, scan, tenant, units } from './stage.ts';
import { ticket } from './tickets/tickets.ts';

const now = Object.assign(() => Date.now(), { forward: () => undefined });
const today = '2026-11-20';
const text = 'Hi,\n\nyour plan is Village Fiber 1G (1 Gbps) - +$10/mo.';

async function stage(t: TestContext, { mode = 'live', lease = home }: { mode?: string; lease?: Lease } = {}) {
  const { store, node, begun } = await flow(t, { mode });
  await store.units.replace(units.units);
  // Its household is made.
  const first = await begun(lease);
  const lease101 = store.leases.entry(lease.uid);
  assert.ok(lease101);
  await node('done').receive(first);
  const order: PlanOrder = {
    kind: 'change',
    householdId: lease101.householdId,
    leaseUid: lease.uid,
    unit: '101',
    from: 'Village Fiber 500',
    to: 'Village Fiber 1G',
    takesEffect: null,
    fault: false,
    answerKey: 'plan/1/changed',
    answer: {},
  };
  const absorb = (change: Partial<Ticket> = {}) => {
    const asked = ticket('t1', { personUid: 'grace', ...change });
    const reading = store.tickets.beginReading();
    return store.tickets.absorb({ changed: [asked], listed: new Set(['t1']), reading, today });
  };
  await absorb();
  const beginner = node('begin');
  /** The ticket behind "begin", as innago-ticket sends it by its second output. */
  const asked = async (change: Partial<PlanOrder> = {}, more: Message = {}): Promise<Message> => {
    const [work] = await store.tickets.due('judge', today);
    const before = beginner.out().length;
    assert.equal(await beginner.receive({ payload: work, _msgid: 'm', comment: text, ...more }), undefined);
    const message = beginner.out()[before];
    assert.ok(message, 'the ticket is due');
    return { ...message, plan: { ...order, ...change } };
  };
  const [answer, mail, accepted, failed] = [
    node('answer-mail', { subject: 'Your internet plan - Unit {unit}' }),
    node('mail'),
    node('mail-accepted'),
    node('mail-failed'),
  ];
  const last = (from: typeof mail, output = 0): Message => {
    const message = from.out(output).at(-1);
    assert.ok(message);
    return message;
  };
  /** From the ticket to the e-mail node. */
  const written = async (message: Message): Promise<Message> => {
    assert.equal(await answer.receive(message), undefined);
    assert.equal(await mail.receive(last(answer)), undefined);
    return last(mail);
  };
  const heard = (end: Mailed) => ('complete' in end ? accepted.receive(end.complete) : failed.receive(end.caught));
  return { store, node, order, absorb, asked, answer, mail, accepted, failed, last, written, heard };
}

test('the tenant who asked gets it, as text; then the ticket goes on as it was, its order with it', async (t) => {
  const { store, node, order, asked, written, heard, accepted } = await stage(t);
  const { sink, send } = await eMail(t);
  const before = await asked();
  await heard(await send(await written(before)));
  const [mail, ...more] = sink.messages;
  assert.deepEqual([mail?.recipients, mail?.mailFrom, more], [['grace@example.com'], 'internet@example.com', []]);
  assert.deepEqual([mail?.subject, mail?.text.trim(), mail?.html], ['Your internet plan - Unit 101', text, undefined]);
  assert.match(mail?.messageId ?? '', /^<mail\.ticket-t1\.plan\.1\.changed\.[0-9a-f]{16}@example\.com>$/);
  const [onward] = accepted.out();
  assert.ok(onward);
  assert.deepEqual([onward['payload'], onward['plan'], onward['topic']], [before['payload'], order, 'ticket:t1']);
  for (const property of ['mail', 'to', 'from', 'headers', 'complete'])
    assert.equal(property in onward, false, property);
  assert.equal(accepted.lastStatus(), '101 answered');
  const [noted] = await store.audit.list();
  assert.deepEqual(
    [noted?.kind, noted?.outcome, noted?.reason.because, noted?.reason.householdId],
    ['mail', 'done', 'ticket t1', order.householdId],
  );
  assert.doesNotMatch(JSON.stringify(await store.audit.list()), /grace@/);
  const end = node('done');
  assert.equal(await end.receive(onward), undefined);
  assert.equal(end.out().length, 1);
});

test('at most once: another text, another address, another run; but another answer is another mail', async (t) => {
  const { store, asked, absorb, answer, mail, accepted, last, written, heard, node } = await stage(t);
  const { sink, send } = await eMail(t);
  await heard(await send(await written(await asked())));
  await node('done').receive(last(accepted));
  const late = { tenants: [ada, { ...grace, email: 'new@example.com' }] };
  await store.leases.absorb(scan(now, [{ ...home, ...late }]));
  store.tickets.retry('t1');
  await absorb();
  const again = await asked({}, { comment: 'other words' });
  await answer.receive(again);
  assert.equal(last(answer)['to'], 'new@example.com');
  await mail.receive(last(answer));
  const onward = last(mail, 1);
  assert.deepEqual([sink.messages.length, mail.out(0).length, onward['payload']], [1, 1, again['payload']]);
  await node('done').receive(onward);
  store.tickets.retry('t1');
  await heard(await send(await written(await asked({ answerKey: 'plan/2/unclear' }))));
  assert.deepEqual(
    sink.messages.map(({ recipients }) => recipients[0]),
    ['grace@example.com', 'new@example.com'],
  );
});

test('who gets it: the asking tenant, else the household’s first, by a usable address', async (t) => {
  const to = async (change: Partial<PlanOrder>, lease: Lease, asker: Partial<Ticket> = {}) => {
    const { store, asked, absorb, answer } = await stage(t, { lease });
    await absorb(asker);
    await answer.receive(await asked(change));
    return answer.out(0)[0]?.['to'] ?? codes(store).join();
  };
  assert.equal(await to({}, home, { personUid: 'ada' }), 'ada@example.com');
  assert.equal(await to({}, home, { personUid: null }), 'ada@example.com');
  assert.equal(await to({}, home, { personUid: 'somebody' }), 'ada@example.com');
  const unreachable = { ...home, tenants: [ada, { ...grace, email: 'grace at home' }] };
  assert.equal(await to({}, unreachable), 'ada@example.com');
  const nobody = { ...home, tenants: [tenant('x', { email: null }), { ...grace, email: 'a@b.com, c@d.com' }] };
  assert.equal(await to({}, nobody), 'ANSWER_NO_ADDRESS');
  assert.equal(await to({ leaseUid: null }, home), 'grace@example.com', 'approved for the household');
  assert.equal(await to({ leaseUid: null, kind: 'tell' }, home), 'ANSWER_NO_ADDRESS', 'a stranger is no tenant');
  assert.equal(await to({ leaseUid: 'gone' }, home), 'ANSWER_NO_ADDRESS');
});

test('nobody to write to: the ticket goes on, a person is asked; "retry" once there is an address', async (t) => {
  const { store, node, asked, answer } = await stage(t, {
    lease: { ...home, tenants: [tenant('x', { email: null })] },
  });
  const before = await asked();
  assert.equal(await answer.receive(before), undefined);
  assert.deepEqual([answer.out(0), answer.out(1)[0]?.['payload']], [[], before['payload']]);
  await node('done').receive(answer.out(1)[0] ?? {});
  const [item] = store.attention.list();
  assert.deepEqual([item?.code, item?.where, item?.leaseUid], ['ANSWER_NO_ADDRESS', 'unit 101', undefined]);
  const { text: said } = await carryOut(store, { verb: 'retry', key: item?.key });
  assert.equal(said, 'tried again at the next scan');
  assert.equal((await store.tickets.due('judge', today)).length, 1);
});

test('what a tenant is called becomes neither header nor markup; other letters arrive as they are', async (t) => {
  const evil = { ...grace, firstName: 'Zoë\r\nBcc: x@example.com', lastName: '<b>x</b>' };
  const { asked, written, heard } = await stage(t, { lease: { ...home, tenants: [evil] } });
  const { sink, send } = await eMail(t);
  const comment = `Hi ${evil.firstName} ${evil.lastName},\n\n2G für 15 $ 🏠 <script>alert(1)</script>`;
  const traps = {
    bcc: 'x@example.com',
    cc: 'x@example.com',
    envelope: { to: 'x@example.com' },
    attachments: [{ path: '/etc/passwd' }],
  };
  await heard(await send(await written(await asked({ unit: '101\r\nBcc: y@example.com' }, { comment, ...traps }))));
  const [received] = sink.messages;
  assert.deepEqual(received?.recipients, ['grace@example.com']);
  assert.deepEqual([received?.headers.get('bcc'), received?.headers.get('cc')], [undefined, undefined]);
  assert.equal(received?.subject, 'Your internet plan - Unit 101 Bcc: y@example.com');
  assert.match(received?.text ?? '', /2G für 15 \$ 🏠 <script>/);
  assert.match(received?.html ?? '', /&lt;b&gt;x&lt;\/b&gt;/);
  assert.doesNotMatch(received?.html ?? '', /<(b|script)>/);
});

test('without a text, or with one that is not ready, nothing is sent', async (t) => {
  const { store, asked, answer, mail, last } = await stage(t);
  const message = await asked();
  for (const comment of ['', ' \n', 7, undefined]) {
    assert.equal((await answer.receive({ ...message, comment }))?.code, 'MAIL_TEXT');
  }
  assert.equal((await answer.receive({ ...message, plan: undefined }))?.code, 'BAD_MESSAGE');
  await answer.receive({ ...message, comment: 'Your plan is {{plan}}' });
  assert.equal((await mail.receive(last(answer)))?.code, 'MAIL_TEXT');
  assert.deepEqual(await store.audit.list(), []);
});

test('refused: the ticket backs off as its own trouble, and is written to again later', async (t) => {
  const { store, asked, written, heard, failed } = await stage(t);
  const { sink, send } = await eMail(t);
  const stop = sink.refuse({ at: 'recipient' });
  await heard(await send(await written(await asked())));
  const entry = store.tickets.entry('t1');
  assert.deepEqual([failed.out(), entry?.failures, entry?.failureTrouble], [[], 1, 'data']);
  stop();
  store.tickets.retry('t1');
  await heard(await send(await written(await asked())));
  assert.equal(sink.messages.length, 1);
});

test('lost on the way: not sent twice, a person is asked, the ticket goes on; "send again" sends the same mail', async (t) => {
  const { store, node, order, asked, answer, mail, last, written, heard, failed } = await stage(t);
  const { sink, send } = await eMail(t);
  const stop = sink.refuse({ at: 'cut-after-data' });
  const before = await asked();
  await heard(await send(await written(before)));
  const [onward] = failed.out();
  assert.ok(onward);
  assert.deepEqual([onward['payload'], onward['plan'], 'error' in onward], [before['payload'], order, false]);
  await node('done').receive(onward);
  const [item] = store.attention.list();
  assert.deepEqual([codes(store), item?.where, item?.leaseUid], [['MAIL_UNKNOWN'], 'unit 101', undefined]);
  stop();
  store.breakers.close('mail server');

  store.tickets.retry('t1');
  await answer.receive(await asked());
  assert.equal(await mail.receive(last(answer)), undefined);
  await node('done').receive(last(mail, 1));
  assert.deepEqual([sink.messages.length, codes(store)], [1, ['MAIL_UNKNOWN']]);

  assert.equal(store.tickets.entry('t1')?.forced, false);
  const { text: said } = await carryOut(store, { verb: 'send-again', key: item?.key });
  assert.equal(store.tickets.entry('t1')?.forced, true, 'due again, whatever it is by now');
  assert.deepEqual([said, codes(store)], ['sent again at the next scan', []]);
  await heard(await send(await written(await asked())));
  const ids = sink.messages.map(({ messageId }) => messageId);
  assert.deepEqual([ids.length, ids[0]], [2, ids[1]]);
});

test('dry-run: planned once, nothing sent, the ticket goes on', async (t) => {
  const { store, asked, answer, mail, last } = await stage(t, { mode: 'dry-run' });
  const before = await asked();
  await answer.receive(before);
  await mail.receive(last(answer));
  assert.deepEqual([mail.out(0), last(mail, 1)['payload']], [[], before['payload']]);
  const plan = await store.plan();
  assert.deepEqual(
    plan.map(({ kind, reason }) => [kind, reason.unit]).filter(([kind]) => kind === 'mail'),
    [['mail', '101']],
  );
});
