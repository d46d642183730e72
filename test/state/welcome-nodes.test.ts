/** The welcome mail's way through the flow: at most once for each address (design §3, 4). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseWork } from '../../nodes/state/work.ts';
import { ada, flow, grace, home, payloadOf, written } from './flow.ts';
import { codes, lease, tenant } from './stage.ts';

test('welcome: one message per address, each with the facts of the mail; then the mail, once; then the lease goes on', async (t) => {
  const { store, node, begun, due } = await flow(t);
  const [welcome, mail, accepted, end] = [node('welcome'), node('mail'), node('mail-accepted'), node('done')];
  await welcome.receive(await begun(home));
  const [forAda, forGrace] = welcome.out(0);
  assert.ok(forAda && forGrace);
  assert.deepEqual(welcome.out(1), []);
  assert.deepEqual(
    [forAda['to'], forGrace['to'], forAda['from']],
    ['ada@example.com', 'grace@example.com', 'ERE <internet@example.com>'],
  );
  const facts = forGrace['payload'] as Record<string, unknown>;
  assert.deepEqual(
    [facts['tenant'], facts['unit'], facts['startDate'], facts['planLine']],
    [{ firstName: 'Grace' }, '101', 'November 1, 2026', 'Village Fiber 500 (500 Mbps) - Included with rent'],
  );
  assert.equal(forAda['topic'], 'Your Village Fiber Internet is Ready - Unit 101');

  for (const message of [forAda, forGrace]) assert.equal(await mail.receive(written(message)), undefined);
  const [toAda, toGrace] = mail.out(0);
  assert.ok(toAda && toGrace);
  assert.deepEqual(mail.out(1), []);
  assert.match(String((toAda['headers'] as Record<string, string>)['Message-ID']), /@example\.com>$/);

  await accepted.receive({ ...toAda, complete: {} });
  assert.deepEqual(accepted.out(), []);
  await accepted.receive({ ...toGrace, complete: {} });
  const [onward] = accepted.out();
  assert.ok(onward);
  assert.deepEqual((onward['payload'] as LeaseWork).lease, home);
  for (const property of ['mail', 'to', 'from', 'headers', 'plaintext', 'complete'])
    assert.equal(property in onward, false, property);
  await end.receive(onward);
  assert.deepEqual(await due([home]), []);

  store.leases.retry('a');
  await welcome.receive(await begun(home));
  assert.equal(welcome.out(1).length, 1);
  assert.equal(welcome.out(0).length, 2);
});

test('an address already accepted, when it comes to the mail again, goes on without sending', async (t) => {
  const { node, begun } = await flow(t);
  const [welcome, mail, accepted] = [node('welcome'), node('mail'), node('mail-accepted')];
  const alone = { ...home, tenants: [ada] };
  await welcome.receive(await begun(alone));
  const [message] = welcome.out(0);
  assert.ok(message);
  await mail.receive(written(message));
  await accepted.receive(mail.out(0)[0] ?? {});
  await mail.receive(written(message));
  assert.deepEqual([mail.out(0).length, mail.out(1).length], [1, 0]);
});

test('nobody is welcomed for an adopted lease, nor while an ONU is disputed; an offline one is no hindrance', async (t) => {
  const { node, begun } = await flow(t, { goLive: '2026-11-02' });
  const welcome = node('welcome');
  await welcome.receive(await begun(home));
  assert.deepEqual([welcome.out(0).length, welcome.out(1).length], [0, 1]);
  const later = lease('b', '102', { start: '2026-11-03', tenants: [tenant('joan')] });
  const message = await begun(later);
  await welcome.receive({ ...message, waiting: [{ step: 'nms-onu-rename', why: 'another ONU is on the site' }] });
  assert.deepEqual([welcome.out(0).length, welcome.out(1).length], [0, 2]);
  await welcome.receive({ ...message, waiting: [{ step: 'uisp-service', why: 'previous household' }] });
  assert.equal(welcome.out(0).length, 1);
});

test('no address at all: the lease goes on, and a person is told until there is one', async (t) => {
  const { store, node, begun } = await flow(t);
  const [welcome, end] = [node('welcome'), node('done')];
  await welcome.receive(await begun({ ...home, tenants: [tenant('x', { email: null })] }));
  const [onward] = welcome.out(1);
  assert.ok(onward);
  await end.receive(onward);
  assert.deepEqual(codes(store), ['NO_ADDRESS']);
  await welcome.receive(
    await begun({
      ...home,
      tenants: [tenant('x', { email: 'not an address' }), tenant('y', { email: 'y@example.com' })],
    }),
  );
  assert.deepEqual([codes(store), welcome.out(0).length], [['ADDRESS_INVALID'], 1]);
});

test('the tenant’s mail is refused: the lease backs off, and is tried again', async (t) => {
  const { store, node, begun } = await flow(t);
  const [welcome, mail, failed] = [node('welcome'), node('mail'), node('mail-failed')];
  await welcome.receive(await begun({ ...home, tenants: [ada] }));
  await mail.receive(written(welcome.out(0)[0] ?? {}));
  const error = {
    message: 'Error: 550 no such user ada@example.com',
    code: 'EENVELOPE',
    source: { id: 'e', type: 'e-mail' },
  };
  const told = await failed.receive({ ...mail.out(0)[0], error });
  assert.match(String(told), /^SyncError: Unit 101: The mail server refused .* Correct the tenant/);
  assert.ok(!String(told).includes('ada@example.com'));
  assert.deepEqual(failed.out(), []);
  const entry = store.leases.entry('a');
  assert.deepEqual([entry?.failures, entry?.failureTrouble], [1, 'data']);
  const verdict = (await store.audit.list())[0];
  assert.deepEqual([verdict?.outcome, verdict?.errorCode], ['failed', 'MAIL_REFUSED']);
});

test('the mail server refuses the login: no back-off of the lease, and the other mails wait instead of trying the same', async (t) => {
  const { store, node, begun } = await flow(t);
  const [welcome, mail, failed] = [node('welcome'), node('mail'), node('mail-failed')];
  await welcome.receive(await begun(home));
  const [first, second] = welcome.out(0).map(written);
  await mail.receive(first ?? {});
  const error = { message: 'Error: Invalid login', code: 'EAUTH', source: { id: 'e', type: 'e-mail' } };
  await failed.receive({ ...mail.out(0)[0], error });
  assert.deepEqual([store.leases.entry('a')?.failures, store.leases.entry('a')?.failureTrouble], [0, 'server']);
  const paused = await mail.receive(second ?? {});
  assert.equal((paused as { code?: string } | undefined)?.code, 'SMTP_PAUSED');
  assert.equal(mail.out(0).length, 1);
});

test('an unknown outcome: nobody is written to twice, a person is asked, the lease goes on; "send again" sends', async (t) => {
  const { red, store, node, begun, due } = await flow(t);
  const alone = { ...home, tenants: [ada] };
  const [welcome, mail, failed, accepted, end] = [
    node('welcome'),
    node('mail'),
    node('mail-failed'),
    node('mail-accepted'),
    node('done'),
  ];
  await welcome.receive(await begun(alone));
  await mail.receive(written(welcome.out(0)[0] ?? {}));
  const error = {
    message: 'Error: Connection closed unexpectedly',
    code: 'ECONNECTION',
    source: { id: 'e', type: 'e-mail' },
  };
  const lost = { ...mail.out(0)[0], error };
  await failed.receive(lost);
  const [onward] = failed.out();
  assert.ok(onward);
  assert.equal('error' in onward, false);
  await end.receive(onward);
  assert.deepEqual(codes(store), ['MAIL_UNKNOWN']);
  assert.deepEqual(await due([alone]), []);

  // Taken up again, it is not sent, and still a person's business.
  store.breakers.close('mail server');
  store.leases.retry('a');
  await welcome.receive(await begun(alone));
  assert.equal(await mail.receive(written(welcome.out(0)[1] ?? {})), undefined);
  assert.deepEqual([mail.out(0).length, mail.out(1).length], [1, 1]);
  await end.receive(mail.out(1)[0] ?? {});
  assert.deepEqual(codes(store), ['MAIL_UNKNOWN']);

  const [item] = store.attention.list();
  const answer = await red.ask('POST /village-fiber/attention', { body: { verb: 'send-again', key: item?.key } });
  assert.equal(answer.status, 200);
  assert.deepEqual(codes(store), []);
  await welcome.receive(await begun(alone));
  await mail.receive(written(welcome.out(0)[2] ?? {}));
  assert.equal(mail.out(0).length, 2);
  assert.deepEqual(mail.out(0)[0]?.['headers'], mail.out(0)[1]?.['headers']);
  await accepted.receive(mail.out(0)[1] ?? {});
  assert.equal(accepted.out().length, 1);
});

test('who had an address is welcomed however long it takes; an address that comes more than 14 days after the start is not', async (t) => {
  const { node, begun } = await flow(t);
  const [welcome, mail, accepted] = [node('welcome'), node('mail'), node('mail-accepted')];
  const long = lease('a', '101', { start: '2026-02-01', tenants: [ada, grace, tenant('late', { email: null })] });
  const first = await begun(long);
  await welcome.receive(first);
  await mail.receive(written(welcome.out(0)[0] ?? {}));
  await accepted.receive(mail.out(0)[0] ?? {});
  const addressed = {
    ...(first['payload'] as LeaseWork),
    lease: { ...long, tenants: [ada, grace, tenant('late'), tenant('new')] },
  };
  await welcome.receive({ ...first, payload: addressed });
  assert.deepEqual(
    welcome
      .out(0)
      .slice(2)
      .map(({ to }) => to),
    ['grace@example.com', 'new@example.com'],
  );
});

test('an acceptance that comes late, after its claim is gone, still counts', async (t) => {
  const { store, node, begun } = await flow(t);
  const [welcome, mail, failed, accepted, end] = [
    node('welcome'),
    node('mail'),
    node('mail-failed'),
    node('mail-accepted'),
    node('done'),
  ];
  await welcome.receive(await begun({ ...home, tenants: [ada] }));
  await mail.receive(written(welcome.out(0)[0] ?? {}));
  const [sent] = mail.out(0);
  await failed.receive({ ...sent, error: { message: 'x', code: 'ETIMEDOUT', source: { id: 'e', type: 'e-mail' } } });
  await end.receive(failed.out()[0] ?? {});
  await accepted.receive({ ...sent });
  assert.deepEqual([codes(store), accepted.out()], [[], []]);
  store.leases.retry('a');
  await welcome.receive(await begun({ ...home, tenants: [ada] }));
  assert.equal(welcome.out(1).length, 1);
});

test('a text that is not ready fails the lease, before anything is noted or sent', async (t) => {
  const { store, node, begun } = await flow(t);
  const [welcome, mail] = [node('welcome'), node('mail')];
  await welcome.receive(await begun({ ...home, tenants: [ada] }));
  const error = await mail.receive({ ...welcome.out(0)[0], payload: 'Hi {{payload.name}}' });
  assert.equal((error as { code?: string } | undefined)?.code, 'MAIL_TEXT');
  assert.deepEqual([mail.out(0), await store.audit.list()], [[], []]);
});

test('dry-run: the mail is planned, shown by the admin route, and the lease goes on', async (t) => {
  const { red, node, begun, due } = await flow(t, { mode: 'dry-run' });
  const [welcome, mail, end] = [node('welcome'), node('mail'), node('done')];
  await welcome.receive(await begun({ ...home, tenants: [ada] }));
  await mail.receive(written(welcome.out(0)[0] ?? {}));
  assert.deepEqual([mail.out(0).length, mail.out(1).length], [0, 1]);
  await end.receive(mail.out(1)[0] ?? {});
  assert.equal(payloadOf<{ outcome: string }>(end).outcome, 'planned');
  assert.deepEqual(await due([{ ...home, tenants: [ada] }]), []);
  const plan = await red.ask('GET /village-fiber/plan');
  const { mode, effects } = plan.body as { mode: string; effects: { kind: string; unit: string }[] };
  assert.deepEqual([mode, effects.length, effects[0]?.kind, effects[0]?.unit], ['dry-run', 1, 'mail', '101']);
  assert.doesNotMatch(JSON.stringify(plan.body), /ada@/);
});
