import type { CrmClient, CrmService, Device, NmsSite } from './things.ts';
import type { World } from './world.ts';

/** Somebody who changes UISP by hand, in UISP's own pages: none of it is an API request. As strict as these pages are. */
export class UispHands {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Gives it a last day; one that has passed ends it. */
  endService(id: number, lastDay: string): CrmService {
    return this.service(id, (service) => {
      if (service.isObsolete) throw new Error(`UISP service ${id} is obsolete`);
      service.activeTo = lastDay;
    });
  }

  /** Takes it out of UISP for good. */
  deleteService(id: number): void {
    this.service(id, () => undefined);
    this.world.crm.services.delete(id);
    this.world.touch();
  }

  /** On the plan's monthly period. */
  changePlan(id: number, planName: string): CrmService {
    const plan = [...this.world.crm.plans.values()].find(({ name, archived }) => name === planName && !archived);
    const period = plan?.periods.find((one) => one.period === 1 && one.enabled);
    if (!period) throw new Error(`UISP has no plan ${planName} by the month`);
    return this.service(id, (service) => {
      service.servicePlanPeriodId = period.id;
    });
  }

  /** null: the plan's own. */
  setPrice(id: number, price: number | null): CrmService {
    return this.service(id, (service) => {
      service.price = price;
    });
  }

  startInvoicing(id: number, day: string): CrmService {
    return this.service(id, (service) => {
      service.invoicingStart = day;
    });
  }

  unbind(id: number): CrmService {
    return this.service(id, (service) => {
      service.unmsClientSiteId = null;
    });
  }

  bindTo(id: number, siteId: string): CrmService {
    if (this.site(siteId).type !== 'endpoint') throw new Error('only a client site can be bound');
    if (this.world.liveServicesOf(siteId).some((other) => other.id !== id))
      throw new Error('the site is bound to another service');
    return this.service(id, (service) => {
      service.unmsClientSiteId = siteId;
    });
  }

  setIdent(clientId: number, userIdent: string | null): CrmClient {
    const others = [...this.world.crm.clients.values()].filter(({ id }) => id !== clientId);
    if (userIdent !== null && others.some((other) => other.userIdent === userIdent))
      throw new Error('this client ID already exists');
    const client = this.world.crm.clients.get(clientId);
    if (!client || client.isArchived) throw new Error(`UISP has no client ${clientId} to edit`);
    client.userIdent = userIdent;
    this.world.touch();
    return client;
  }

  renameSite(id: string, name: string): NmsSite {
    const site = this.site(id);
    site.name = name;
    this.world.touch();
    return site;
  }

  /** Only an empty one. */
  deleteSite(id: string): void {
    this.site(id);
    if (this.world.devicesOf(id).length > 0) throw new Error('the site contains devices');
    for (const service of this.world.crm.services.values())
      if (service.unmsClientSiteId === id) service.unmsClientSiteId = null;
    this.world.sites.delete(id);
    this.world.touch();
  }

  /** Only while it is connected: the name is kept by its OLT. */
  renameOnu(text: string, name: string): Device {
    const onu = this.world.onu(text);
    if (onu.status !== 'active') throw new Error(`the ONU ${text} is ${onu.status}`);
    onu.name = name;
    this.world.touch();
    return onu;
  }

  /** null: off its site. */
  moveOnu(text: string, siteId: string | null): Device {
    if (siteId !== null) this.site(siteId);
    const onu = this.world.onu(text);
    onu.siteId = siteId;
    this.world.touch();
    return onu;
  }

  private site(id: string): NmsSite {
    const site = this.world.sites.get(id);
    if (!site) throw new Error(`UISP has no site ${id}`);
    return site;
  }

  private service(id: number, edit: (service: CrmService) => void): CrmService {
    const service = this.world.crm.services.get(id);
    if (!service) throw new Error(`UISP has no service ${id}`);
    if (this.world.crm.clients.get(service.clientId)?.isArchived) throw new Error('its client is archived');
    edit(service);
    this.world.touch();
    return service;
  }
}
