/** The UISP ticket of an internet problem: one, on the right client, with the tenant’s text as text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syncTicket } from '../../../nodes/uisp/tickets/ticket-sync.ts';
import { ticketMarker } from '../../../nodes/village/tickets/ticket-text.ts';
import { errorOf } from '../../error-of.ts';
import { expired, lease, tenant, tick } from '../../state/stage.ts';
import { ticketScene } from './ticket-scene.ts';

test('an internet problem becomes one ticket: New, on the household’s client, with marker, text and who asked', async (t) => {
  const s = await ticketScene(t);
  const result = await s.forward('m-1', { title: 'Wifi', description: 'It is down.', urgent: true });
  const made = s.uispTicket;
  assert.deepEqual(result, { outcome: 'done', text: `ticket ${made.id}`, ticket: { id: made.id, status: 0 } });
  assert.deepEqual([made.clientId, made.status, made.public], [s.clientId, 0, true]);
  assert.equal(made.subject, `Wifi ${ticketMarker('m-1')}`);
  const [body = ''] = s.comments();
  assert.match(body, /^It is down\.\n[\s\S]*Unit: 101[\s\S]*Asked by: Ann Lee[\s\S]*Urgent: yes/);
  const { link, uisp, agreed, judged } = s.entry('m-1');
  assert.deepEqual(link, { ticketId: made.id, clientId: s.clientId, householdId: 1, unit: '101' });
  assert.deepEqual([uisp?.status, agreed, judged?.verdict], [0, 'open', 'internet']);
  s.mark();
  assert.deepEqual(await s.sync('m-1'), { ...result, outcome: 'found' });
  assert.deepEqual(s.requests(), [], 'again: no request at all');
  await s.tick();
  assert.deepEqual(s.entry('m-1').toInnago, [], 'our own words are not passed on');
});

test('a tenant’s text arrives as text: markup, script, CR/LF, 20 kB, emoji, right-to-left marks', async (t) => {
  const s = await ticketScene(t);
  const nasty =
    '<script>alert("x")</script> & <b>bold</b> 👩‍👩‍👧 \u202Eabc\u202C שלום {{mustache}} ${VAR} \'; DROP TABLE';
  const long = `${nasty}\r\nsecond line\rthird ${'wifi '.repeat(4000)}the end`;
  await s.forward('m-1', { title: `<i>${'🙂'.repeat(300)}</i>\r\nX`, description: long });
  const [body = ''] = s.comments();
  assert.ok(body.includes(`\n\n${nasty}\nsecond line\nthird wifi`), body.slice(0, 1000));
  assert.ok(body.includes('the end') && body.length > 20_000);
  const subject = s.uispTicket.subject ?? '';
  assert.ok(subject.length <= 255 && subject.endsWith(ticketMarker('m-1')) && subject.startsWith('<i>🙂'));
  assert.doesNotMatch(subject, /[\r\n]/);
  await s.tick();
  assert.deepEqual(s.entry('m-1').toInnago, []);
});

test('private, when the setting says so', async (t) => {
  const s = await ticketScene(t, { ticketsPublic: false });
  await s.forward('m-1');
  assert.deepEqual([s.uispTicket.public, s.uispTicket.activity[0]?.public], [false, false]);
});

test('what the text is cut to says so, and names where the whole is', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1', { description: 'x'.repeat(100_000) });
  const [body = ''] = s.comments();
  assert.equal(body.length <= 60_000, true);
  assert.match(body, /cut here[\s\S]*ticket m-1/);
});

test('nobody’s household: the client for property tickets, else a person is asked, and nothing is made', async (t) => {
  const s = await ticketScene(t);
  const common = { unitName: '', personUid: null, personName: 'Manager' };
  s.write('m-1', common);
  await s.scan();
  const error = await errorOf(s.sync('m-1', 'judge'));
  assert.deepEqual([error.code, error.trouble], ['TICKET_NO_CLIENT', 'operator']);
  assert.match(error.message, /m-1 \(common area\)/);
  assert.doesNotMatch(`${error.message} ${error.hint}`, /Manager|wifi/i, 'no personal data');
  assert.deepEqual(s.attention, ['TICKET_NO_CLIENT']);
  assert.equal(s.simulator.world.crm.tickets.size, 0);
  s.options = { ...s.options, propertyClientId: s.simulator.world.addClient().id };
  await s.sync('m-1');
  assert.equal(s.uispTicket.clientId, s.options.propertyClientId);
  assert.deepEqual(s.attention, []);
  assert.equal(s.entry('m-1').link?.householdId, null);
  for (const [uid, words] of Object.entries({ 'm-2': { unitName: '103' }, 'm-3': { unitName: '999' } })) {
    await s.forward(uid, { ...common, ...words });
    assert.equal(s.entry(uid).link?.clientId, s.options.propertyClientId);
  }
});

test('a former tenant’s ticket goes to their own client, never to the unit’s new household', async (t) => {
  const s = await ticketScene(t);
  const over = lease('a', '101', { end: '2026-11-10', flags: expired });
  await s.settle([over, lease('b', '101', { start: '2026-11-12', tenants: [tenant('ben')] })]);
  await s.forward('m-1', { personUid: 'tenant-of-a' });
  assert.equal(s.uispTicket.clientId, s.clientId);
  await s.forward('m-2', { personUid: 'ben' });
  const [, second] = s.simulator.world.crm.tickets.values();
  assert.notEqual(second?.clientId, s.clientId);
});

test('a household without a client: the message waits, nothing is made; made once there is one', async (t) => {
  const s = await ticketScene(t, { leases: [] });
  await tick(s.store, s.clock, [lease('a', '101')]);
  const { outcome, waiting } = await s.forward('m-1');
  assert.equal(outcome, 'waiting');
  assert.match(waiting?.why ?? '', /no client/);
  assert.equal(s.simulator.world.crm.tickets.size, 0);
  assert.equal((await s.tick()).due, 0);
  await s.settle([lease('a', '101')]);
  await s.tick();
  assert.equal(s.uispTicket.clientId, s.clientId);
});

test('before go-live: remembered, not forwarded until a person says so', async (t) => {
  const s = await ticketScene(t, { goLive: '2026-11-15', leases: [lease('a', '101', { start: '2026-11-16' })] });
  const result = await s.forward('m-1', { submittedOn: '2026-11-14' });
  assert.deepEqual(result, { outcome: 'skipped', text: 'before go-live' });
  s.mark();
  await s.tick();
  assert.deepEqual(s.writes(), []);
  await s.store.tickets.release();
  await s.tick();
  assert.equal(s.uispTicket.clientId, s.clientId);
});

test('resolved in Innago before it got here: nothing is made', async (t) => {
  const s = await ticketScene(t);
  s.write('m-1');
  await s.scan();
  s.write('m-1', { status: 'Resolved' });
  await s.scan();
  assert.deepEqual(await s.sync('m-1', 'judge'), { outcome: 'skipped', text: 'nothing to do' });
  assert.equal((await s.tick()).due, 0);
  assert.equal(s.simulator.world.crm.tickets.size, 0);
});

test('a ticket with the marker is taken, the first of several; what was said on it before is not passed on', async (t) => {
  const s = await ticketScene(t);
  const subject = `No internet ${ticketMarker('m-1')}`;
  const { tickets } = s.uisp.crm;
  const quoting = `Fwd: ${subject} (see there)`;
  await tickets.create({ subject: quoting, clientId: s.clientId, public: true, body: 'x' });
  const first = await tickets.create({ subject, clientId: s.clientId, public: true, body: 'Old words' });
  await tickets.create({ subject, clientId: s.clientId, public: true, body: 'x' });
  s.simulator.world.crmTechnician.comment(first.id, 'On my way');
  s.mark();
  const { outcome, ticket } = await s.forward('m-1');
  assert.deepEqual([outcome, ticket?.id], ['found', first.id]);
  assert.deepEqual(s.writes(), []);
  s.simulator.world.crmTechnician.comment(first.id, 'Done now');
  await s.tick();
  assert.deepEqual(
    s.entry('m-1').toInnago.map(({ text }) => text),
    ['Done now'],
  );
});

test('taken over while solved in UISP: Innago follows, unless the tenant has opened it again', async (t) => {
  const s = await ticketScene(t);
  for (const [uid, status, side] of [
    ['m-1', 'NewRequest', 'innago'],
    ['m-2', 'ReOpened', 'uisp'],
  ] as const) {
    const subject = `Wifi ${ticketMarker(uid)}`;
    const made = await s.uisp.crm.tickets.create({ subject, clientId: s.clientId, public: true, body: 'x' });
    s.simulator.world.crmTechnician.setStatus(made.id, 3);
    await s.forward(uid, { status });
    const [after] = [...s.simulator.world.crm.tickets.values()].filter(({ id }) => id === made.id);
    assert.equal(after?.status, side === 'innago' ? 3 : 1);
    assert.equal(s.store.tickets.followsNow(uid)?.side, side === 'innago' ? 'innago' : undefined);
  }
});

test('the client is archived or deleted in UISP: a person is told, nothing is made until it is restored', async (t) => {
  const s = await ticketScene(t);
  const { crmTechnician, crm } = s.simulator.world;
  crmTechnician.archiveClient(s.clientId);
  s.write('m-1');
  await s.scan();
  const error = await errorOf(s.sync('m-1', 'judge'));
  assert.deepEqual([error.code, error.trouble], ['CLIENT_ARCHIVED', 'operator']);
  assert.equal(crm.tickets.size, 0);
  crmTechnician.restoreClient(s.clientId);
  await s.tick();
  assert.equal(s.uispTicket.clientId, s.clientId);
  assert.deepEqual(s.attention, []);
  crm.clients.delete(s.clientId);
  s.write('m-2');
  await s.scan();
  assert.equal((await errorOf(s.sync('m-2', 'judge'))).code, 'CLIENT_MISSING');
});

test('two tickets at once: one each', async (t) => {
  const s = await ticketScene(t);
  s.write('m-1');
  s.write('m-2');
  await s.scan();
  await Promise.all([s.sync('m-1', 'judge'), s.sync('m-2', 'judge')]);
  const subjects = [...s.simulator.world.crm.tickets.values()].map(({ subject }) => subject);
  assert.deepEqual(subjects.sort(), [`Internet ${ticketMarker('m-1')}`, `Internet ${ticketMarker('m-2')}`]);
});

test('dry-run: the plan, and not a write; live then does it', async (t) => {
  const s = await ticketScene(t);
  await s.restart('dry-run');
  await s.settle();
  const planned = { outcome: 'planned', text: 'plan: new ticket' };
  s.mark();
  assert.deepEqual(await s.forward('m-1'), planned);
  assert.deepEqual(s.writes(), []);
  assert.equal((await s.tick()).due, 0, 'planned once');
  const [plan] = await s.store.plan();
  assert.deepEqual([plan?.kind, plan?.before], ['uisp-ticket', null]);
  assert.equal(plan?.reason.unit, '101');
  assert.doesNotMatch(JSON.stringify(plan), /wifi|Ann Lee|Internet/i);
  await s.restart('live');
  await s.settle();
  assert.equal((await s.forward('m-1')).outcome, 'done');
});

test('dry-run, and the household has no client: planned all the same', async (t) => {
  const s = await ticketScene(t, { mode: 'dry-run' });
  assert.deepEqual(await s.forward('m-1'), { outcome: 'planned', text: 'plan: new ticket' });
  assert.match(JSON.stringify((await s.store.plan())[0]?.after), /household’s client/);
});

test('a ticket that the book does not know, or a lost claim, is refused before any request', async (t) => {
  const s = await ticketScene(t);
  s.write('m-1');
  await s.scan();
  const context = await s.context(s.work('m-1', 'judge'));
  await s.store.claims.release(context.claim);
  s.mark();
  assert.equal((await errorOf(syncTicket(context))).code, 'CLAIM_LOST');
  const stranger = { ...s.work('m-1'), uid: 'm-9', key: 'ticket:m-9' };
  assert.equal((await errorOf(syncTicket(await s.context(stranger)))).code, 'TICKET_UNKNOWN');
  assert.deepEqual(s.requests(), []);
});
