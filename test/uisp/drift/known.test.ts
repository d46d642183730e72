/** What explains itself is no drift. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DriftOptions } from './drift-options.ts';
import { type DriftScene, driftScene } from './drift-scene.ts';

suite('what is known is no drift', { concurrency: 4 }, () => {
  const known: Readonly<Record<string, { options?: DriftOptions; by: (s: DriftScene) => Promise<unknown> }>> = {
    'an ONU that is offline': { by: async (s) => s.world.setOnuStatus('ONU-101', 'disconnected') },
    'a lease that is not applied yet': {
      by: async (s) => {
        s.editLease('101', {
          tenants: [...s.lease('101').tenants, { ...s.lease('102').tenants[0], uid: 't-9' } as never],
        });
        await s.tick();
        await driftOf101(s);
      },
    },
    'a lease in flight': {
      by: async (s) => {
        await driftOf101(s);
        assert.ok(await s.store.claims.take('lease:lease-101'));
      },
    },
    'a lease that a person wants done again': {
      by: async (s) => {
        await driftOf101(s);
        s.store.leases.retry('lease-101');
      },
    },
    'a lease that is ignored': {
      by: async (s) => {
        await driftOf101(s);
        await s.store.leases.setIgnored('lease-101', true);
        await s.tick();
      },
    },
    'a stay whose end is decided, and one that has ended': {
      by: async (s) => {
        await driftOf101(s);
        s.editLease('101', {
          end: '2026-11-29',
          flags: { active: false, expired: true, expiring: false, future: false },
        });
        await s.tick();
      },
    },
    'a plan that was asked for and begins later': {
      by: async (s) => {
        const nextPlan = { plan: 'Village Fiber 2G', from: '2026-12-24', serviceId: null };
        await update(s, { nextPlan });
        s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
        await s.settle();
      },
    },
    'a service that UISP has made for a plan that comes later': {
      by: async (s) => {
        const { clientId, siteId, serviceId } = await s.stay('101');
        const made = s.world.addService({ clientId, plan: 'Village Fiber 2G' });
        await update(s, { nextPlan: { plan: 'Village Fiber 2G', from: '2026-12-24', serviceId: made.id } });
        await s.settle();
        s.hands.unbind(serviceId ?? 0);
        s.hands.bindTo(made.id, siteId);
        Object.assign(await s.serviceOf('101'), { isObsolete: true });
      },
    },
    'an adopted household’s plan, price, Custom ID and invoicing': {
      options: {
        goLive: '2026-12-01',
        before: ({ world }) => {
          const { id } = world.addClient({ userIdent: 'A-17' });
          const siteId = world.addSite({ name: 'unit  101', parentId: world.parentSite.id }).id;
          world.addService({ clientId: id, siteId, plan: 'Village Fiber 1G', price: 7, activeFrom: '2026-02-01' });
        },
        let: ['101'],
      },
      by: async () => undefined,
    },
    'UISP invoices tenants, by the setting': {
      options: { uispInvoices: 'normal' },
      by: async (s) => s.hands.startInvoicing((await s.serviceOf('101')).id, '2027-01-01'),
    },
    'the service does not show its site yet, the site its service': {
      by: async (s) => Object.assign(await s.serviceOf('101'), { siteHiddenForReads: 5 }),
    },
  };
  for (const [what, { options, by }] of Object.entries(known)) {
    test(what, async (t) => {
      const s = await driftScene(t, options);
      s.forward(2 * 3_600_000);
      await by(s);
      s.mark();
      s.forward(150_000);
      const { rows } = await s.audit('plan-changed', 'onu-renamed', 'service-ended');
      assert.deepEqual(rows, []);
      assert.deepEqual(s.items(), []);
      assert.deepEqual(s.writes(), []);
    });
  }

  async function driftOf101(s: DriftScene): Promise<void> {
    s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
    s.hands.renameOnu('ONU-101', 'ubnt');
    s.hands.renameSite((await s.stay('101')).siteId, 'Smith');
  }

  async function update(s: DriftScene, patch: Parameters<DriftScene['store']['households']['update']>[2]) {
    const claim = await s.store.claims.take('lease:lease-101');
    assert.ok(claim);
    await s.store.households.update(claim, (await s.stay('101')).household.id, patch);
    await s.store.claims.release(claim);
  }
});
