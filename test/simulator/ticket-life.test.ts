import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';
import { worldSettings } from './options.ts';
import { Life } from './world/life.ts';
import { markedUid } from './world/ticket-marker.ts';
import { buildWorld } from './world/victorian-village.ts';
import type { World } from './world/world.ts';

const STEP_MS = 180_000;
const isOurs = (text: string): boolean => /internet|wifi|wi.fi|online/i.test(text) && !/upgrade/i.test(text);

/** A village whose clock goes on with every step; `sync` is somebody who copies tickets and statuses like the product. */
function livingVillage(seed: number, { sync }: { sync: boolean }) {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const world = buildWorld(worldSettings({ seed, now: () => now, today: () => '2026-11-22' }));
  const life = new Life(world);
  const client = world.addClient();
  return {
    world,
    life,
    next(): void {
      now += STEP_MS;
      life.next();
      if (sync) copy(world, client.id);
    },
  };
}

function copy(world: World, clientId: number): void {
  const twins = new Map([...world.crm.tickets.values()].map((ticket) => [markedUid(ticket.subject), ticket]));
  for (const ticket of world.maintenances.values()) {
    const twin = twins.get(ticket.maintenanceUid);
    if (!twin) {
      if (ticket.status === 'Resolved' || !isOurs(`${ticket.name} ${ticket.description}`)) continue;
      const id = world.crm.nextId('ticket');
      const at = world.settings.now();
      const subject = `${ticket.name} [Innago ${ticket.maintenanceUid}]`;
      const times = { createdAt: at, lastActivity: at };
      world.crm.tickets.set(id, { id, subject, clientId, status: 0, public: true, ...times, activity: [], fields: {} });
    } else if (ticket.status === 'ReOpened' && twin.status === 3 && twin.lastActivity < world.settings.now()) {
      world.crmTechnician.setStatus(twin.id, 1);
    } else if (ticket.status !== 'Resolved' && twin.status === 3) world.resolveTicket(ticket.maintenanceUid);
  }
}

const DONE = [
  /a ticket from .+: "wifi down and the sink leaks"/,
  /a ticket from .+: "Internet <b>DEAD<\/b>/,
  /the technician opens UISP ticket \d+/,
  /leaves a private note/,
  /the technician asks on UISP ticket \d+: "/,
  /the technician sets UISP ticket \d+ to pending/,
  /the technician solves UISP ticket \d+/,
  /reopens "/,
  /adds to "/,
  /the manager looks at "/,
  /the manager resolves "Slow drain"/,
  /the manager resolves "(Internet Upgrade|Faster plan|Question)" of .+ by phone/,
  /the long solved ".+ is thrown away/,
  /a lease of/,
  /an? ONU|ONU \w+ is/,
];

describe('tickets of the living village', () => {
  it('are written, worked on, reopened and settled, all in the diary', () => {
    const { life, next } = livingVillage(1, { sync: true });
    for (let step = 0; step < 400; step += 1) next();
    for (const pattern of DONE)
      assert.ok(
        life.diary.some((line) => pattern.test(line)),
        `the diary has ${pattern}`,
      );
  });

  for (const sync of [true, false]) {
    it(`do not pile up ${sync ? 'with' : 'without'} the product, and never stand still`, () => {
      for (const seed of [1, 2, 3]) {
        const { world, life, next } = livingVillage(seed, { sync });
        for (let step = 0; step < 1500; step += 1) {
          next();
          const open = [...world.maintenances.values()].filter(({ status }) => status !== 'Resolved').length;
          assert.ok(open < 15, `${open} open after step ${step}`);
          assert.ok(world.maintenances.size < 45 && world.crm.tickets.size < 45, `${world.maintenances.size} tickets`);
        }
        const lastWords = life.diary.slice(-150).join('\n');
        assert.match(lastWords, /a ticket from/);
        for (const ticket of world.crm.tickets.values())
          assert.ok(ticket.activity.length < 40, `${ticket.activity.length} activities`);
        for (const ticket of world.maintenances.values()) assert.ok(ticket.description.length <= 1024);
      }
    });
  }

  it('live the same life with the same seed', () => {
    const diary = (seed: number): readonly string[] => {
      const { life, next } = livingVillage(seed, { sync: true });
      for (let step = 0; step < 100; step += 1) next();
      return life.diary;
    };
    assert.deepEqual(diary(5), diary(5));
    assert.notDeepEqual(diary(5), diary(6));
  });

  it('are worked on over HTTP whoever made them, when they bear the marker', async () => {
    const { simulator, ask } = await askedSimulator({ village: 'empty' });
    const { world, life } = simulator;
    const client = world.addClient();
    const gone = world.addClient();
    const make = async (subject: string, clientId: number): Promise<string> => {
      const activity = [{ comment: { body: 'It is down.' } }];
      const made = await ask.crm('POST', '/ticketing/tickets', { subject, clientId, activity });
      return `/ticketing/tickets/${at(made.body, 'id')}`;
    };
    const ours = await make(`Wifi [Innago ${world.random.uuid()}]`, client.id);
    const unmarked = await make('Wifi', client.id);
    const archived = await make(`Wifi [Innago ${world.random.uuid()}]`, gone.id);
    world.crmTechnician.archiveClient(gone.id);
    const statuses = new Set<unknown>();
    for (let step = 0; step < 40; step += 1) {
      life.next();
      statuses.add(at((await ask.crm('GET', ours)).body, 'status'));
    }
    assert.ok(statuses.has(1) && statuses.has(3), [...statuses].join());
    for (const path of [unmarked, archived]) {
      const { body } = await ask.crm('GET', path);
      assert.deepEqual([at(body, 'status'), listAt(body, 'activity').length], [0, 1]);
    }
    const { body } = await ask.crm('GET', ours);
    assert.ok(
      listAt(body, 'activity')
        .slice(1)
        .every((one) => at(one, 'userId') === 1),
    );
  });
});
