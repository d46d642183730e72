import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';
import { crmClerk } from './crm-clerk.ts';

let clock = Date.parse('2026-11-22T18:00:00Z');
const { simulator, ask } = await askedSimulator({ village: 'empty', now: () => clock });
const { world } = simulator;
const { crmTechnician } = world;
const { newClient } = crmClerk(simulator, ask);

const newTicket = async (clientId: number, subject = 'Wifi', isPublic = true): Promise<number> => {
  const activity = [{ public: isPublic, comment: { body: 'It is down.' } }];
  const made = await ask.crm('POST', '/ticketing/tickets', { subject, clientId, public: isPublic, activity });
  assert.equal(made.status, 201);
  return Number(at(made.body, 'id'));
};
const one = async (id: number) => ask.crm('GET', `/ticketing/tickets/${id}`);
const ids = async (query: string): Promise<unknown[]> =>
  listAt((await ask.crm('GET', `/ticketing/tickets?${query}`)).body).map((ticket) => at(ticket, 'id'));
const last = (body: unknown): unknown => listAt(body, 'activity').at(-1);

describe("the technician's hand on UISP's tickets", () => {
  it('comments as an admin user, privately too, with files', async () => {
    const id = await newTicket(await newClient());
    clock += 60_000;
    const { id: commentId } = crmTechnician.comment(id, 'Which lights are on? 🙂');
    const { body } = await one(id);
    assert.deepEqual(
      ['id', 'type', 'userId', 'public', 'comment.body'].map((field) => at(last(body), field)),
      [commentId, 'comment', 1, true, 'Which lights are on? 🙂'],
    );
    assert.equal(at(body, 'lastActivity'), at(last(body), 'createdAt'));
    assert.equal(at(body, 'lastCommentAt'), at(body, 'lastActivity'));
    assert.equal(at(body, 'isLastActivityByClient'), false);
    crmTechnician.comment(id, 'Dull splice.', { public: false, attachments: ['splice.jpg', 'plan.pdf'] });
    const comments = listAt((await ask.crm('GET', `/ticketing/tickets/comments?ticketId=${id}`)).body);
    assert.deepEqual(
      comments.map((comment) => at(comment, 'public')),
      [true, true, false],
    );
    const files = listAt(comments[2], 'attachments');
    assert.deepEqual(
      files.map((file) => at(file, 'filename')),
      ['splice.jpg', 'plan.pdf'],
    );
    assert.equal(new Set(files.map((file) => at(file, 'id'))).size, 2);
  });

  it('writes nothing public on a private ticket', async () => {
    const id = await newTicket(await newClient(), 'Wifi', false);
    crmTechnician.comment(id, 'Hello', { public: true });
    assert.equal(at(last((await one(id)).body), 'public'), false);
  });

  it('sets the status and the subject, once each', async () => {
    const id = await newTicket(await newClient());
    for (const status of [1, 2, 3, 3] as const) crmTechnician.setStatus(id, status);
    crmTechnician.setSubject(id, 'Broken');
    const { body } = await one(id);
    const changes = listAt(body, 'activity').slice(1);
    assert.deepEqual(
      changes.map((change) => [at(change, 'type'), at(change, 'statusChange') ?? at(change, 'subjectChange')]),
      [
        ['status_change', { previousStatus: 0, status: 1 }],
        ['status_change', { previousStatus: 1, status: 2 }],
        ['status_change', { previousStatus: 2, status: 3 }],
        ['subject_change', { previousSubject: 'Wifi', subject: 'Broken' }],
      ],
    );
    assert.deepEqual([at(body, 'status'), at(body, 'subject')], [3, 'Broken']);
  });

  it('moves a ticket to another client, as the API can', async () => {
    const [first, second] = [await newClient(), await newClient()];
    const id = await newTicket(first);
    crmTechnician.assign(id, second);
    const { body } = await one(id);
    assert.equal(at(body, 'clientId'), second);
    assert.equal(at(last(body), 'type'), 'assignment_client');
    assert.deepEqual(at(last(body), 'clientAssignment'), { assignedClientId: second, type: 'add' });
    assert.ok((await ids(`clientId=${second}`)).includes(id));
    const back = await ask.crm('PATCH', `/ticketing/tickets/${id}`, { clientId: first });
    assert.deepEqual([at(back.body, 'clientId'), at(last(back.body), 'type')], [first, 'assignment_client']);
    assert.throws(() => crmTechnician.assign(id, 99), /no client 99/);
  });

  it('deletes a ticket and restores it as it was', async () => {
    const id = await newTicket(await newClient());
    crmTechnician.comment(id, 'Soon.');
    const before = (await one(id)).body;
    crmTechnician.deleteTicket(id);
    assert.equal((await one(id)).status, 404);
    assert.ok(!(await ids('limit=1000')).includes(id));
    assert.deepEqual(listAt((await ask.crm('GET', `/ticketing/tickets/comments?ticketId=${id}`)).body), []);
    assert.equal((await ask.crm('PATCH', `/ticketing/tickets/${id}`, { status: 3 })).status, 404);
    assert.equal((await ask.crm('POST', '/ticketing/tickets/comments', { ticketId: id, body: 'x' })).status, 404);
    assert.throws(() => crmTechnician.setStatus(id, 3), /no ticket/);
    clock += 60_000;
    crmTechnician.restoreTicket(id);
    assert.deepEqual((await one(id)).body, before);
    assert.throws(() => crmTechnician.restoreTicket(id), /not deleted/);
  });

  it('archives and restores a client: its tickets can be read, not edited, or not even read in the variant', async () => {
    const client = await newClient();
    const id = await newTicket(client);
    crmTechnician.archiveClient(client);
    assert.equal(at((await ask.crm('GET', `/clients/${client}`)).body, 'isArchived'), true);
    const patched = await ask.crm('PATCH', `/ticketing/tickets/${id}`, { status: 3 });
    assert.equal(patched.status, 404);
    assert.match(String(at(patched.body, 'message')), /archived/);
    assert.equal((await ask.crm('POST', '/ticketing/tickets/comments', { ticketId: id, body: 'x' })).status, 404);
    assert.equal((await one(id)).status, 200);
    assert.ok((await ids('')).includes(id));
    assert.throws(() => crmTechnician.comment(id, 'x'), /archived/);
    world.variants = { archivedTicketsHidden: true };
    assert.equal((await one(id)).status, 404);
    assert.ok(!(await ids('')).includes(id));
    assert.deepEqual(listAt((await ask.crm('GET', `/ticketing/tickets/activities?ticketId=${id}`)).body), []);
    crmTechnician.restoreClient(client);
    assert.equal((await one(id)).status, 200);
    world.variants = {};
    assert.equal((await ask.crm('PATCH', `/ticketing/tickets/${id}`, { status: 3 })).status, 200);
    assert.deepEqual(simulator.contractProblems(), []);
  });
});

describe("lists of UISP's tickets", () => {
  it('come without activity in the variant, by id and as comments with it', async () => {
    const id = await newTicket(await newClient(), 'Heavy');
    const listed = async () => listAt((await ask.crm('GET', '/ticketing/tickets?query=Heavy')).body)[0];
    assert.equal(listAt(await listed(), 'activity').length, 1);
    world.variants = { activityOmitted: true };
    assert.deepEqual([at(await listed(), 'id'), at(await listed(), 'activity')], [id, undefined]);
    assert.equal(typeof at(await listed(), 'lastActivity'), 'string');
    assert.equal(listAt((await one(id)).body, 'activity').length, 1);
    assert.equal(listAt((await ask.crm('GET', `/ticketing/tickets/comments?ticketId=${id}`)).body).length, 1);
    world.variants = {};
  });

  it('are ordered by the second of the last activity, ties by id, and sliced', async () => {
    const client = await newClient();
    clock = Math.ceil(clock / 1000) * 1000 + 60_000;
    const [a, b, c] = [await newTicket(client), await newTicket(client), await newTicket(client)];
    clock += 10_000;
    crmTechnician.comment(b, 'later');
    clock += 900;
    crmTechnician.setStatus(a, 1);
    const mine = `clientId=${client}&order=lastActivity`;
    assert.deepEqual(await ids(`${mine}&direction=DESC`), [b, a, c], 'a and b are of one second');
    assert.deepEqual(await ids(`${mine}&direction=ASC`), [c, a, b]);
    assert.deepEqual(await ids(mine), [c, a, b]);
    assert.deepEqual(await ids(`${mine}&direction=DESC&limit=1&offset=1`), [a]);
    assert.deepEqual(await ids(`${mine}&direction=DESC&limit=5&offset=3`), []);
    clock += 1_000;
    crmTechnician.comment(c, 'last');
    assert.deepEqual(await ids(`${mine}&direction=DESC&limit=2`), [c, b]);
    assert.deepEqual(await ids(`clientId=${client}&order=id&direction=DESC`), [c, b, a]);
  });

  it('are filtered by statuses and searched by subject', async () => {
    const client = await newClient();
    const uid = world.random.uuid();
    const id = await newTicket(client, `Slow & <low> [Innago ${uid}]`);
    const solved = await newTicket(client, 'Solved one');
    crmTechnician.setStatus(solved, 3);
    assert.deepEqual(await ids(`query=${encodeURIComponent(`[Innago ${uid.toUpperCase()}]`)}`), [id]);
    assert.deepEqual(await ids(`clientId=${client}&query=${encodeURIComponent('slow & <LOW>')}`), [id]);
    assert.deepEqual(await ids('query=previousStatus'), [], 'field names are not searched');
    assert.deepEqual(await ids(`clientId=${client}&statuses[]=3`), [solved]);
    assert.deepEqual(await ids(`clientId=${client}&statuses%5B%5D=0&statuses%5B%5D=3`), [id, solved]);
    assert.deepEqual(await ids(`clientId=${client}&statuses[]=1&statuses[]=2`), []);
    assert.deepEqual(await ids(`clientId=${client}&statuses=3`), [id, solved], 'an unknown key is ignored');
  });

  it('refuse what they do not know', async () => {
    for (const [query, status] of [
      ['order=subject', 400],
      ['direction=desc', 400],
      ['limit=-1', 400],
      ['limit=ten', 400],
      ['offset=1.5', 400],
      ['dateFrom=22.11.2026', 400],
      ['query=x', 422],
    ] as const) {
      assert.equal((await ask.crm('GET', `/ticketing/tickets?${query}`)).status, status, query);
    }
  });
});
