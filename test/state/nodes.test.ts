/** The nodes sync-database and sync-state, wired as in the flow, on a real store. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Message } from '../../nodes/red.ts';
import type { DatabaseNode } from '../../nodes/state/database-node.ts';
import type { Store } from '../../nodes/state/store.ts';
import syncDatabase from '../../nodes/state/sync-database.ts';
import syncState from '../../nodes/state/sync-state.ts';
import type { LeaseWork } from '../../nodes/state/work.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import { type TestNode, TestRed } from './red-runtime.ts';
import { type Clock, codes, lease, rules, scan, stage, tenant } from './stage.ts';

const now: Clock = Object.assign(() => Date.now(), { forward: () => undefined });

interface Flow {
  readonly red: TestRed;
  readonly store: Store;
  readonly node: (action: string, more?: object) => TestNode;
  readonly due: (leases: readonly Lease[], waiting?: unknown) => Promise<LeaseWork[]>;
  /** A lease's message behind `begin`. */
  readonly begun: (of: Lease, more?: Message) => Promise<Message>;
}

async function flow(t: TestContext, { mode = 'live', goLive = '2026-01-01' } = {}): Promise<Flow> {
  const userDir = await mkdtemp(join(tmpdir(), 'village-fiber-'));
  const red = new TestRed(userDir, [syncDatabase, syncState]);
  const started: TestNode[] = [];
  const start = (...[id, type, config]: Parameters<TestRed['start']>) => {
    const node = red.start(id, type, config);
    started.unshift(node);
    return node;
  };
  t.after(async () => {
    for (const node of started) await node.close();
    await rm(userDir, { recursive: true, force: true });
  });
  start('db', 'sync-database', { mode, goLive, property: 'property-1', uispHost: 'uisp.example.com' });
  red.nodes.set('plans', { rules: () => rules });
  const database = red.nodes.get('db') as unknown as DatabaseNode;
  const store = await database.openStore();
  let number = 0;
  const node = (action: string, more: object = {}) =>
    start(`node-${number++}`, 'sync-state', {
      database: 'db',
      plans: 'plans',
      from: 'ERE <internet@example.com>',
      action,
      ...more,
    });
  const due = async (leases: readonly Lease[]) =>
    (await store.leases.absorb({ ...scan(now, leases), seenUids: new Set(leases.map(({ uid }) => uid)) })).due;
  const beginner = node('begin');
  const begun = async (of: Lease, more: Message = {}) => {
    const work = (await due([of])).find(({ key }) => key === `lease:${of.uid}`);
    const before = beginner.out().length;
    assert.equal(await beginner.receive({ payload: work, _msgid: 'm', ...more }), undefined);
    const message = beginner.out()[before];
    assert.ok(message);
    return message;
  };
  return { red, store, node, due, begun };
}

const ada = tenant('ada');
const grace = tenant('grace', { firstName: 'Grace' });
const home = lease('a', '101', { start: '2026-11-01', tenants: [ada, grace] });

/** The payload of the first message that came out. */
function payloadOf<T>(node: TestNode): T {
  const [message] = node.out();
  assert.ok(message);
  return message['payload'] as T;
}

/** What the template nodes do. */
function written(message: Message): Message {
  return { ...message, payload: 'Hi there,\n\nwelcome!', topic: 'Your Village Fiber Internet is Ready - Unit 101' };
}

test('from begin to done: the message keeps what it carried, the lease is applied, the status counts', async (t) => {
  const { store, node, due, begun } = await flow(t);
  const end = node('done');
  const message = await begun(home, { kept: 'yes' });
  assert.deepEqual([message['topic'], message['kept']], ['lease:a', 'yes']);
  assert.equal(
    await end.receive({
      ...message,
      waiting: [{ step: 'uisp-service', why: 'previous household', until: '2027-01-01' }],
    }),
    undefined,
  );
  const [summary] = end.out();
  assert.deepEqual(summary?.['payload'], {
    key: 'lease:a',
    unit: '101',
    outcome: 'waiting',
    waiting: [{ why: 'previous household', until: '2027-01-01' }],
    at: payloadOf<{ at: string }>(end).at,
  });
  assert.deepEqual(await due([home]), []);
  assert.equal(store.claims.isHeld('lease:a'), false);
  assert.equal(await end.receive(message), undefined);
  await end.until('it tells', () => end.lastStatus() === 'claim lost');
});

test('what is not work, and a done without a claim, end at Catch with words', async (t) => {
  const { node } = await flow(t);
  assert.match(String(await node('begin').receive({ payload: 'x' })), /no work/);
  assert.match(String(await node('done').receive({ payload: 'x' })), /no claim/);
  assert.match(String(await node('welcome').receive({ payload: 'x' })), /not work/);
  assert.match(String(await node('mail').receive({ payload: 'x' })), /not a mail/);
  assert.match(String(await node('something else').receive({})), /No action/);
  assert.match(
    String(await node('done', { database: 'gone' }).receive({ claim: { key: 'k', token: 't', epoch: 1 } })),
    /No sync-database/,
  );
});

test('begin, closed: queue and claims are given up', async (t) => {
  const { store, node, due } = await flow(t);
  const begin = node('begin');
  const [work] = await due([home]);
  await begin.receive({ payload: work });
  assert.equal(store.claims.isHeld('lease:a'), true);
  await begin.close();
  assert.equal(store.claims.isHeld('lease:a'), false);
});

test('a failure is noted by whose trouble it is, and never fails itself', async (t) => {
  const { store, node, begun, due } = await flow(t);
  const failed = node('failed');
  const failure = { code: 'ONU_MISSING', trouble: 'operator', effect: 'none', text: 'No ONU.', hint: 'Plug it in.' };
  const error = {
    message: 'SyncError: No ONU.',
    code: 'ONU_MISSING',
    source: { id: 'x', type: 'nms-onu-rename', name: '' },
  };
  assert.equal(await failed.receive({ ...(await begun(home)), failure, error }), undefined);
  assert.deepEqual(codes(store), ['ONU_MISSING']);
  const [summary] = failed.out();
  assert.deepEqual(summary?.['payload'], {
    key: 'lease:a',
    unit: '101',
    outcome: 'failed',
    code: 'ONU_MISSING',
    text: 'No ONU.',
    hint: 'Plug it in.',
  });
  assert.equal((await due([home])).length, 1);
});

test('an error of somebody else’s node backs off, and its words, which may hold anything, are not repeated', async (t) => {
  const { store, node, begun } = await flow(t);
  const failed = node('failed');
  const error = {
    message: 'Error: cannot greet Ada Lovelace',
    source: { id: 'f', type: 'function', name: 'my function' },
  };
  const stale = { code: 'ONU_MISSING', trouble: 'operator', effect: 'none', text: 'old', hint: 'old' };
  await failed.receive({ ...(await begun(home)), error: { ...error, code: 'ERR_X' }, failure: stale });
  assert.equal(store.leases.entry('a')?.failures, 1);
  assert.deepEqual(codes(store), []);
  assert.doesNotMatch(JSON.stringify(failed.out()), /Ada/);
  assert.match(JSON.stringify(failed.out()), /my function/);
});

test('an error without a claim is one item, gone after a tick in which it did not come again', async (t) => {
  const { store, node, due } = await flow(t);
  const failed = node('failed');
  const caught = (trouble: string) => ({
    failure: { code: 'PLANS_INVALID', trouble, effect: 'none', text: 'No plan.', hint: 'Add one.' },
    error: {
      message: 'SyncError: No plan.',
      code: 'PLANS_INVALID',
      source: { id: 'poll', type: 'innago-poll', name: 'read Innago' },
    },
  });
  await failed.receive(caught('server'));
  assert.deepEqual(codes(store), []);
  await due([]);
  await failed.receive(caught('operator'));
  await failed.receive(caught('operator'));
  await due([]);
  assert.deepEqual(
    store.attention.list().map(({ code, where, why }) => [code, where, why]),
    [['PLANS_INVALID', 'read Innago', 'No plan.']],
  );
  await due([]);
  assert.deepEqual(codes(store), []);
});

test('the failed action says so in the log when the store is gone, instead of failing', async (t) => {
  const { store, node, begun } = await flow(t);
  const failed = node('failed');
  const message = await begun(home);
  await store.close();
  assert.equal(
    await failed.receive({ ...message, error: { message: 'x', source: { id: 'x', type: 'x' } } }),
    undefined,
  );
});

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
  assert.equal(await failed.receive({ ...mail.out(0)[0], error }), undefined);
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

test('attention: a message for each change, the number open as status, and a list on demand', async (t) => {
  const { store, node } = await flow(t);
  const listener = node('attention');
  await listener.until('it listens', () => listener.lastStatus() === 'nothing open');
  const item = { key: 'k', code: 'ONU_MISSING', where: 'unit 101', why: 'No ONU.', todo: 'Plug it in.' };
  await store.attention.raise(item);
  assert.equal(listener.lastStatus(), '1 open');
  await listener.receive({});
  await store.attention.clear('k');
  assert.deepEqual(
    listener.out().map(({ topic, payload }) => `${topic} ${(payload as { change: string }).change}`),
    ['k raised', 'k open', 'k cleared'],
  );
  assert.equal(listener.lastStatus(), 'nothing open');
  await listener.close();
  await store.attention.raise(item);
  assert.equal(listener.out().length, 3);
});

test('command and admin route do the same: list, approve, ignore, retry; everything in the audit', async (t) => {
  const { red, store, node, begun, due } = await flow(t);
  const [command, failed] = [node('command'), node('failed')];
  const failure = {
    code: 'ADOPT_AMBIGUOUS',
    trouble: 'operator',
    effect: 'none',
    text: 'Two clients.',
    hint: 'Choose.',
  };
  for (let n = 0; n < 4; n += 1) await failed.receive({ ...(await begun(home)), failure });
  assert.deepEqual(await due([home]), []);
  const key = 'ADOPT_AMBIGUOUS/lease:a';
  await command.receive({ payload: { verb: 'list' } });
  assert.equal(payloadOf<{ items: unknown[] }>(command).items.length, 1);
  await command.receive({ payload: { verb: 'approve', key } });
  assert.equal(await store.attention.isApproved(key), true);
  assert.equal((await due([home])).length, 1);
  assert.equal(
    (await red.ask('POST /village-fiber/attention', { body: { verb: 'retry', key: 'lease:a' } })).status,
    200,
  );
  assert.equal((await red.ask('POST /village-fiber/attention', { body: { verb: 'ignore', key } })).status, 200);
  const { body } = await red.ask('GET /village-fiber/attention');
  assert.deepEqual((body as { items: unknown[] }).items, []);
  const audited = (await store.audit.list()).map(({ outcome }) => outcome);
  assert.deepEqual(audited, ['ignored', 'retry', 'approved']);
  for (const wrong of [
    {},
    { verb: 'drop' },
    { verb: 'approve' },
    { verb: 'approve', key: 'nothing' },
    { verb: 'retry', key: 'lease:z' },
  ]) {
    assert.equal((await red.ask('POST /village-fiber/attention', { body: wrong })).status, 400);
  }
  assert.match(String(await command.receive({ payload: 'x' })), /not understood/);
});

test('the admin routes are protected, reading and writing apart, and answer without a database', async (t) => {
  const { red } = await flow(t);
  assert.deepEqual(
    [...red.routes].map(([path, { permission }]) => `${path} ${permission}`),
    [
      'GET /village-fiber/attention sync-state.read',
      'POST /village-fiber/attention sync-state.write',
      'GET /village-fiber/plan sync-state.read',
    ],
  );
  assert.equal((await red.ask('GET /village-fiber/plan', { query: { database: 'other' } })).status, 404);
  red.nodes.delete('db');
  assert.equal((await red.ask('GET /village-fiber/plan')).status, 404);
});

test('the database is opened once for all nodes, tried again after a failure, and let go at close', async (t) => {
  const { folder, open } = await stage(t);
  const red = new TestRed(folder, [syncDatabase]);
  const fields = { file: 'store.sqlite', property: 'property-1', uispHost: '10.8.10.10', mode: 'live' };
  const store = await open();
  const node = red.start('db', 'sync-database', fields);
  const database = node as unknown as DatabaseNode;
  await assert.rejects(database.openStore(), { code: 'STORE_IN_USE' });
  await store.close();
  const [first, second] = await Promise.all([database.openStore(), database.openStore()]);
  assert.equal(first, second);
  assert.ok(node.lines.some((line) => line.startsWith('Mode live')));
  await node.close();
  await assert.rejects(first.facts.set('a', 'b'), { code: 'STORE_CLOSED' });
  const next = red.start('db', 'sync-database', { ...fields, goLive: 'soon' }) as unknown as DatabaseNode;
  await assert.rejects(next.openStore(), { code: 'DATABASE_SETTINGS' });
  await open();
});
