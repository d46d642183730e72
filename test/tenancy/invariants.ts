/** Design §3 as far as it can be seen from outside at any moment, in the simulated servers' own books; in words, one line a breach. */
import type { Simulator } from '../simulator/simulator.ts';
import { isLive } from '../simulator/world/service-status.ts';
import type { CrmService } from '../simulator/world/things.ts';
import { paidPlan } from './paid-plans.ts';

/** @param householdOf the number of the household behind a lease, as the life meant it */
export function breaches(simulator: Simulator, householdOf: (leaseUid: string) => number): string[] {
  const { world, mail } = simulator;
  const { crm, today } = world;
  const services = [...crm.services.values()];
  const bound = services.filter((one) => one.unmsClientSiteId !== null && isLive(today, one));
  const endpoints = [...world.sites.values()].filter(({ type }) => type === 'endpoint');
  const onus = [...world.devices.values()].filter(({ type, siteId }) => type === 'onu' && siteId !== null);
  const charges = [...world.invoices.values()].filter(({ posted }) => posted);
  return [
    ...more('live services on site', bound, ({ unmsClientSiteId }) => world.sites.get(unmsClientSiteId ?? '')?.name),
    ...more('clients of', crm.clients.values(), ({ userIdent }) => userIdent ?? undefined),
    ...more('sites called', endpoints, ({ name }) => name),
    ...more('ONUs on site', onus, ({ siteId }) => world.sites.get(siteId ?? '')?.name),
    ...more('ONUs on sites called', onus, ({ name }) => name),
    ...more('mails to', mail.messages, ({ to, subject }) => `${to.toLowerCase()}: ${subject}`),
    ...more('charges of', charges, ({ leaseUid, dueDate }) => `H${householdOf(leaseUid)} in ${dueDate.slice(0, 7)}`),
    ...charges.filter(({ amount }) => amount !== paidPlan.dollars).map(({ amount }) => `a charge of ${amount} dollars`),
    ...endpoints.filter(({ stray }) => stray).map(({ name }) => `stray site ${name}`),
    ...twiceAtOnce(simulator, services),
    ...world.deletions.map((what) => `deleted: ${what}`),
    ...simulator.contractProblems(),
  ];
}

/** `2 live services on site Unit 101` */
function more<T>(what: string, all: Iterable<T>, key: (one: T) => string | undefined): string[] {
  const groups = Map.groupBy(all, key);
  return [...groups].flatMap(([name, same]) =>
    name === undefined || same.length === 1 ? [] : [`${same.length} ${what} ${name}`],
  );
}

const units = new WeakMap<CrmService, string>();

/** A service forgets its site when it ends; whose unit it was is kept here, and no two that ran there may share a day. */
function twiceAtOnce({ world }: Simulator, services: readonly CrmService[]): string[] {
  for (const service of services) {
    const site = world.sites.get(service.unmsClientSiteId ?? '')?.name;
    if (site !== undefined) units.set(service, site);
  }
  const known = services.filter((one) => units.has(one) && (one.activeTo === null || one.activeTo >= one.activeFrom));
  return [...Map.groupBy(known, (one) => units.get(one))].flatMap(([unit, ofUnit]) => {
    const inOrder = ofUnit.toSorted((one, other) => (one.activeFrom < other.activeFrom ? -1 : 1));
    return inOrder.flatMap((one, at) => {
      const next = inOrder[at + 1];
      if (next === undefined || (one.activeTo !== null && one.activeTo < next.activeFrom)) return [];
      return [`services ${one.id} and ${next.id} both run in ${unit} on ${next.activeFrom}`];
    });
  });
}
