/** Each invariant, broken once in the simulated servers' own books, is noticed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { breaches } from './invariants.ts';

type World = Simulator['world'];

/** Unit 101 as it should be: a household's client, its service on the site, the named ONU. */
async function inOrder(): Promise<Simulator> {
  const simulator = await startSimulator({ village: 'empty', units: 4, inProcess: true, contracts: false });
  const { world } = simulator;
  const { tenants } = world.addLease({ unit: '101', startDate: '2026-01-01' });
  const client = world.addClient({ userIdent: `innago:${tenants[0]?.tenantUid}` });
  const site = world.addSite({ name: 'Unit 101', type: 'endpoint', parentId: world.parentSite.id });
  world.addService({ clientId: client.id, siteId: site.id, activeFrom: '2026-01-01' });
  world.addOnu({ name: 'ONU-101', siteId: site.id });
  world.addInvoice({ lease: '101', amount: 10, dueDate: '2026-12-01', posted: true });
  return simulator;
}

const site = (world: World) => world.sitesNamed('Unit 101')[0]?.id ?? '';
const anew = (simulator: Simulator, to: string) =>
  simulator.mail.takeInProcess({ from: 'a@x', to, subject: 'Ready', text: '', messageId: undefined });

const broken: readonly [what: string, how: (simulator: Simulator) => void, noticed: RegExp][] = [
  [
    'a second live service',
    ({ world }) => void world.addService({ clientId: 1, siteId: site(world) }),
    /2 live services on site Unit 101/,
  ],
  [
    'a second client',
    ({ world }) => void world.addClient({ userIdent: [...world.crm.clients.values()][0]?.userIdent ?? '' }),
    /2 clients of/,
  ],
  [
    'a second site',
    ({ world }) => void world.addSite({ name: 'Unit 101', type: 'endpoint' }),
    /2 sites called Unit 101/,
  ],
  [
    'a second ONU',
    ({ world }) => void world.addOnu({ name: 'ONU-old', siteId: site(world) }),
    /2 ONUs on site Unit 101/,
  ],
  [
    'a second charge',
    ({ world }) => void world.addInvoice({ lease: '101', amount: 10, dueDate: '2026-12-28', posted: true }),
    /2 charges of H1 in 2026-12/,
  ],
  [
    'another amount',
    ({ world }) => void world.addInvoice({ lease: '101', amount: 11, dueDate: '2027-01-01', posted: true }),
    /a charge of 11/,
  ],
  [
    'a second mail',
    (simulator) => {
      anew(simulator, 'a@b');
      anew(simulator, 'A@b');
    },
    /2 mails to a@b/,
  ],
  [
    'a day that two services share',
    (simulator) => {
      const { world } = simulator;
      const [old] = world.crm.services.values();
      if (old === undefined) return;
      // Looked at once while the old service still knew its site.
      breaches(simulator, () => 1);
      Object.assign(old, { activeTo: '2026-02-10', unmsClientSiteId: null });
      world.addService({ clientId: old.clientId, siteId: site(world), activeFrom: '2026-02-10' });
    },
    /both run in Unit 101 on 2026-02-10/,
  ],
];

test('all is in order', async (t) => {
  const simulator = await inOrder();
  t.after(() => simulator.stop());
  assert.deepEqual(
    breaches(simulator, () => 1),
    [],
  );
});

for (const [what, how, noticed] of broken) {
  test(`noticed: ${what}`, async (t) => {
    const simulator = await inOrder();
    t.after(() => simulator.stop());
    how(simulator);
    assert.match(breaches(simulator, () => 1).join('\n'), noticed);
  });
}
