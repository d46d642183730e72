/** Design §3, looked up in the simulated servers' own books. */
import assert from 'node:assert/strict';
import type { Simulator } from '../simulator/simulator.ts';
import { markedUid } from '../simulator/world/ticket-marker.ts';

/** Status of a service on the world's day, as the simulator's CRM would answer it. */
function isLive(
  simulator: Simulator,
  service: { activeTo: string | null; isObsolete: boolean; isQuoted: boolean },
): boolean {
  if (service.isObsolete || service.isQuoted) return false;
  return service.activeTo === null || service.activeTo >= simulator.world.today;
}

/** Every invariant that can be seen from outside; throws at the first that is broken. */
export function assertInvariants(simulator: Simulator): void {
  const { world } = simulator;
  const clients = [...world.crm.clients.values()];
  const services = [...world.crm.services.values()];
  const idents = clients.flatMap(({ userIdent }) => (userIdent?.startsWith('innago:') ? [userIdent] : []));
  assert.equal(new Set(idents).size, idents.length, 'a tenant has two clients');
  for (const lease of world.leases.values()) {
    const ours = clients.filter(({ userIdent }) =>
      lease.tenants.some(({ tenantUid }) => userIdent === `innago:${tenantUid}`),
    );
    assert.ok(ours.length <= 1, `lease of ${lease.unitName}: ${ours.length} clients for one household`);
  }
  const liveBySite = Map.groupBy(
    services.filter((service) => service.unmsClientSiteId !== null && isLive(simulator, service)),
    (service) => service.unmsClientSiteId,
  );
  for (const [site, bound] of liveBySite)
    assert.equal(bound.length, 1, `site ${site} has ${bound.length} live services`);
  const endpoints = [...world.sites.values()].filter(({ type }) => type === 'endpoint');
  for (const [name, same] of Map.groupBy(endpoints, ({ name }) => name))
    assert.equal(same.length, 1, `${same.length} sites named ${name}`);
  assert.ok(!endpoints.some(({ stray }) => stray), 'UISP grew a stray site');
  const onus = [...world.devices.values()].filter(
    ({ type, siteId }) => type === 'onu' && siteId !== null && world.sites.get(siteId)?.type === 'endpoint',
  );
  for (const [site, same] of Map.groupBy(onus, ({ siteId }) => siteId))
    assert.equal(same.length, 1, `${same.length} ONUs on site ${site}`);
  // What was on its site before us, and is none of ours to name yet, may bear the factory's name.
  for (const [name, same] of Map.groupBy(
    onus.filter((onu) => onu.name !== 'ubnt'),
    (onu) => onu.name,
  ))
    assert.equal(same.length, 1, `${same.length} ONUs on sites are named ${name}`);
  const isAnswer = (subject: string) => subject.startsWith('Your internet plan - ');
  const mails = simulator.mail.messages.map(
    ({ to, subject, text }) => `${to} ${subject} ${isAnswer(subject) ? text : ''}`,
  );
  assert.equal(new Set(mails).size, mails.length, 'somebody was welcomed, or answered, twice');
  const charges = [...world.invoices.values()].filter(({ posted }) => posted);
  for (const [key, same] of Map.groupBy(charges, ({ leaseUid, dueDate }) => `${leaseUid} ${dueDate.slice(0, 7)}`)) {
    assert.equal(same.length, 1, `${same.length} charges for ${key}`);
    assert.doesNotMatch(same[0]?.item ?? '', /rent/i);
  }
  for (const [key, same] of Map.groupBy(
    charges,
    (charge) => `${householdOf(simulator, charge)} ${charge.dueDate.slice(0, 7)}`,
  )) {
    assert.equal(same.length, 1, `${same.length} charges for household and month ${key}`);
  }
  for (const { maintenanceUid, comments } of world.maintenances.values()) {
    const answers = comments.map(({ text }) => text).filter((text) => answersToPlanRequests.test(text));
    assert.equal(new Set(answers).size, answers.length, `an answer was given twice to ticket ${maintenanceUid}`);
  }
  const halves = [...world.crm.tickets.values()].flatMap(({ subject }) => markedUid(subject ?? '') ?? []);
  assert.equal(new Set(halves).size, halves.length, 'a ticket has two halves in UISP');
  assert.deepEqual(world.deletions, [], 'something was deleted');
  assert.deepEqual(simulator.contractProblems(), []);
}

/** Those that are said once, however often a ticket is edited: it is done, a person sees to it. */
const answersToPlanRequests = /^(Your internet plan in unit |Thank you\. Someone )/;

/** The smallest lease uid among those that are tied to the charge's by tenants in common: a renewal or transfer is the same household. */
function householdOf({ world }: Simulator, { leaseUid }: { leaseUid: string }): string {
  const tied = new Set([leaseUid]);
  const tenantsOf = (uid: string) => world.leases.get(uid)?.tenants.map(({ tenantUid }) => tenantUid) ?? [];
  for (const uid of tied) {
    const tenants = tenantsOf(uid);
    for (const other of world.leases.keys()) if (tenantsOf(other).some((one) => tenants.includes(one))) tied.add(other);
  }
  return [...tied].sort()[0] ?? leaseUid;
}

/** The labels of units whose lease is active today, in order. */
export function activeUnits(simulator: Simulator): string[] {
  const { world } = simulator;
  return [...world.leases.values()]
    .filter(
      ({ listed, startDate, endDate }) =>
        listed && startDate <= world.today && (endDate === null || endDate >= world.today),
    )
    .flatMap(({ unitUid }) => (unitUid === null ? [] : [world.unit(unitUid).label]))
    .sort();
}

/** The labels of units whose site has a live service, a named ONU and belongs to the parent, in order. */
export function provisionedUnits(simulator: Simulator): string[] {
  const { world } = simulator;
  const bound = new Set(
    [...world.crm.services.values()]
      .filter((service) => isLive(simulator, service))
      .map((service) => service.unmsClientSiteId),
  );
  return [...world.sites.values()]
    .filter(({ id, type }) => type === 'endpoint' && bound.has(id))
    .map(({ id, name }) => ({ id, label: name.replace(/^Unit /, '') }))
    .filter(({ id, label }) =>
      [...world.devices.values()].some((device) => device.siteId === id && device.name === `ONU-${label}`),
    )
    .map(({ label }) => label)
    .sort();
}

/** Writes that the three servers received (a token is none). */
export function writes(simulator: Simulator): string[] {
  return simulator.requests.filter(({ isWrite }) => isWrite).map(({ method, path }) => `${method} ${path}`);
}
