import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';

const START = Date.parse('2026-11-22T18:00:00Z');
let clock = START;
const { simulator, ask } = await askedSimulator({ now: () => clock });
const { world } = simulator;

const one = async (uid: string) => {
  const { status, body } = await ask.innago('GET', `/v2/maintenances/${uid}`);
  return { status, ticket: at(body, 'data') };
};
const inList = async (uid: string, query = ''): Promise<unknown> =>
  listAt((await ask.innago('GET', `/v2/maintenances${query}`)).body, 'data.maintenances').find(
    (ticket) => at(ticket, 'maintenanceUid') === uid,
  );
const OPEN = '?Statuses=1&Statuses=2&Statuses=4';

describe("people's hands on Innago's tickets", () => {
  it('edit what is written, and the unit', async () => {
    const { maintenanceUid: uid } = world.addTicket({ unit: '101', name: 'Wifi' });
    const revision = world.revision;
    world.editTicket(uid, {
      name: 'Wi-Fi',
      description: '<b>down</b> 😡',
      category: 'Network',
      isUrgent: true,
      unit: '104',
    });
    assert.ok(world.revision > revision);
    const { ticket } = await one(uid);
    for (const shown of [ticket, await inList(uid)]) {
      assert.deepEqual(
        ['name', 'description', 'category', 'isUrgent', 'unit', 'requestStatus'].map((field) => at(shown, field)),
        ['Wi-Fi', '<b>down</b> 😡', 'Network', true, '#104 ', 'NewRequest'],
      );
    }
    world.editTicket(uid, { isUrgent: false });
    assert.deepEqual([world.ticket(uid).isUrgent, world.ticket(uid).name], [false, 'Wi-Fi'], 'the rest stays');
    assert.throws(() => world.editTicket(uid, { unit: '999' }), /no unit 999/);
  });

  it('age, resolve, reopen', async () => {
    const { maintenanceUid: uid } = world.addTicket({ unit: '101', name: 'Wifi' });
    world.ageTicket(uid);
    assert.equal(at((await one(uid)).ticket, 'requestStatus'), 'OldRequest');
    clock += 60_000;
    world.resolveTicket(uid);
    const resolved = (await one(uid)).ticket;
    assert.deepEqual(
      [at(resolved, 'requestStatus'), at(resolved, 'dateResolved')],
      ['Resolved', '2026-11-22T18:01:00'],
    );
    assert.equal(await inList(uid, OPEN), undefined);
    world.ageTicket(uid);
    assert.equal(world.ticket(uid).status, 'Resolved', 'only a new request grows old');
    world.reopenTicket(uid);
    const reopened = await inList(uid, OPEN);
    assert.deepEqual([at(reopened, 'requestStatus'), at(reopened, 'dateResolved')], ['ReOpened', null]);
    assert.deepEqual(simulator.contractProblems(), []);
  });

  it('delete: in no list, and a 404', async () => {
    const { maintenanceUid: uid } = world.addTicket({ unit: '101', name: 'Wifi' });
    const total = async () => at((await ask.innago('GET', '/v2/maintenances')).body, 'data.totalRequestCount');
    const before = Number(await total());
    world.deleteTicket(uid);
    assert.equal(await inList(uid), undefined);
    assert.equal(await total(), before - 1);
    assert.equal((await one(uid)).status, 404);
    assert.equal((await ask.innago('PATCH', `/v2/maintenances/${uid}/status/111`)).status, 404);
    assert.equal((await ask.innago('POST', `/v1/maintenances/${uid}/comments`, { comment: 'x' })).status, 404);
    assert.throws(() => world.resolveTicket(uid), /no ticket/);
  });

  it('attach files, which only the variant shows', async () => {
    const files = [{ fileName: 'router <1>.jpg', fileUrl: 'https://files.example.com/1' }];
    const { maintenanceUid: uid } = world.addTicket({ unit: '101', name: 'Wifi' });
    world.editTicket(uid, { files });
    assert.equal(at((await one(uid)).ticket, 'files'), undefined);
    world.variants = { ticketFiles: true };
    assert.deepEqual(at((await one(uid)).ticket, 'files'), files);
    assert.deepEqual(at(await inList(uid), 'files'), files);
    world.variants = {};
  });
});
