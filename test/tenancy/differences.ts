/** UISP and the mailboxes as they are, against what the independent calculation expects; in words, one line a difference. */
import type { Simulator } from '../simulator/simulator.ts';
import { isLive } from '../simulator/world/service-status.ts';
import type { CrmClient, CrmService } from '../simulator/world/things.ts';
import type { ExpectedClient, ExpectedService, ExpectedUisp } from './expectation/expected-uisp.ts';

/** Empty when all is as expected. */
export function differences(simulator: Simulator, expected: ExpectedUisp): string[] {
  const { world, mail } = simulator;
  const services = Map.groupBy(world.crm.services.values(), ({ clientId }) => clientId);
  const byIdent = Map.groupBy(world.crm.clients.values(), ({ userIdent }) => userIdent);
  const lines: string[] = [];
  const seen = new Set<number>();
  for (const client of expected.clients.values()) {
    const who = `household ${client.household}`;
    const [actual, ...others] = byIdent.get(`innago:${client.first}`) ?? [];
    if (actual === undefined) {
      lines.push(`${who}: no client innago:${client.first.slice(0, 4)}`);
      continue;
    }
    if (others.length > 0) lines.push(`${who}: ${others.length + 1} clients`);
    seen.add(actual.id);
    lines.push(...ofClient(actual, client).map((line) => `${who}: ${line}`));
    const own = expected.services.filter(({ household }) => household === client.household);
    lines.push(...ofServices(simulator, own, services.get(actual.id) ?? []).map((line) => `${who}: ${line}`));
  }
  for (const { id, userIdent } of world.crm.clients.values())
    if (!seen.has(id)) lines.push(`client ${id} (${userIdent}) is nobody's`);
  for (const unit of expected.units) lines.push(...ofUnit(simulator, unit));
  const wanted = [...expected.welcomed.keys()].map((key) => key.split(' ')[1] ?? '').sort();
  const sent = mail.messages.map(({ to }) => to.toLowerCase()).sort();
  if (wanted.join() !== sent.join()) lines.push(`welcomed: ${wordsOfMail(wanted, sent)}`);
  return lines;
}

function wordsOfMail(wanted: readonly string[], sent: readonly string[]): string {
  const missing = wanted.filter((address) => !sent.includes(address));
  const needless = sent.filter((address, at) => !wanted.includes(address) || sent.indexOf(address) !== at);
  return `not ${missing.join(', ') || '-'}; needlessly ${needless.join(', ') || '-'}`;
}

function ofClient(actual: CrmClient, expected: ExpectedClient): string[] {
  const name = [actual.firstName, actual.lastName].filter(Boolean).join(' ');
  const contacts = actual.contacts.map(({ name, email, phone }) => `${name} ${email} ${phone}`).sort();
  const wanted = expected.contacts.map(({ name, email, phone }) => `${name} ${email} ${phone}`).sort();
  return [
    ...(name === expected.name ? [] : [`client ${actual.id} is called "${name}", not "${expected.name}"`]),
    ...(contacts.join() === wanted.join() ? [] : [`contacts ${contacts.join(', ')}; expected ${wanted.join(', ')}`]),
    ...(actual.contacts.some(({ isBilling }) => isBilling) ? ['a contact gets bills'] : []),
    ...(actual.isArchived ? ['the client is archived'] : []),
  ];
}

function ofServices(
  simulator: Simulator,
  expected: readonly ExpectedService[],
  actual: readonly CrmService[],
): string[] {
  const { world } = simulator;
  const left = [...actual];
  const missing = expected.filter((service) => {
    const at = left.findIndex((one) => isSame(simulator, service, one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const site = (service: CrmService) => world.sites.get(service.unmsClientSiteId ?? '')?.name ?? 'no site';
  return [
    ...missing.map(
      ({ unit, from, to }) => `no service in ${unit} from ${from.join(' or ')} to ${to?.join(' or ') ?? 'now'}`,
    ),
    ...left.map((one) => `service ${one.id} (${one.activeFrom} to ${one.activeTo}, ${site(one)}) is not expected`),
  ];
}

function isSame({ world }: Simulator, expected: ExpectedService, actual: CrmService): boolean {
  const site = world.sites.get(actual.unmsClientSiteId ?? '')?.name;
  if (!expected.from.includes(actual.activeFrom)) return false;
  if (expected.to === null)
    return isLive(world.today, actual) && actual.activeTo === null && site === `Unit ${expected.unit}`;
  if (isLive(world.today, actual) || site !== undefined) return false;
  const { activeTo } = actual;
  // One that never began is over, whatever day UISP has made of it.
  const neverBegan = activeTo === null || activeTo <= actual.activeFrom;
  return expected.to.some((last) => (last < actual.activeFrom ? neverBegan : activeTo === last));
}

function ofUnit({ world }: Simulator, unit: string): string[] {
  const sites = [...world.sites.values()].filter(({ name }) => name === `Unit ${unit}`);
  const [site] = sites;
  if (site === undefined || sites.length > 1) return [`unit ${unit}: ${sites.length} sites`];
  const onus = [...world.devices.values()].filter(({ siteId }) => siteId === site.id);
  const names = onus.map(({ name }) => name).join();
  return [
    ...(site.parentId === world.parentSite.id ? [] : [`unit ${unit}: its site is not below the parent`]),
    ...(names === `ONU-${unit}` ? [] : [`unit ${unit}: ONUs on its site: ${names || 'none'}`]),
  ];
}
