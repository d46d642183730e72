import type { CrmOffice } from '../crm/crm-office.ts';
import { serviceStatus } from '../world/service-status.ts';
import type { CrmService, Device, NmsSite } from '../world/things.ts';
import { devicesBySite, statusOfDevices } from './site-status.ts';

/** Looks things up once for a whole list of sites. */
export class SiteViewer {
  private readonly office: CrmOffice;
  private readonly devices: Map<string | null, Device[]>;
  private readonly children: Map<string | null, NmsSite[]>;
  private readonly services: Map<string | null, CrmService[]>;

  constructor(office: CrmOffice) {
    this.office = office;
    const { world } = office;
    this.devices = devicesBySite(world);
    this.children = Map.groupBy(world.sites.values(), (site) => this.parentIdOf(site));
    this.services = Map.groupBy(world.crm.services.values(), (service) => service.unmsClientSiteId);
  }

  /** The parent that readers see: variant `parentAppearsAfterDevice` hides it until a device is on the site. */
  parentIdOf(site: NmsSite): string | null {
    return site.parentHidden && !this.devices.has(site.id) ? null : site.parentId;
  }

  /** The service that is bound to the site. */
  serviceOf(siteId: string): CrmService | undefined {
    return this.services.get(siteId)?.at(-1);
  }

  /** A site as answers show it; `ucrm` only when it was asked for (uisp-nms.md §4.2). */
  view(site: NmsSite, ucrmDetails: boolean): Record<string, unknown> {
    const devices = this.devices.get(site.id) ?? [];
    const bound = this.serviceOf(site.id);
    return {
      id: site.id,
      identification: {
        id: site.id,
        name: site.name,
        type: site.type,
        status: statusOfDevices(devices),
        suspended: site.suspended,
        updated: new Date(site.updatedAt).toISOString(),
        parent: this.reference(this.parentIdOf(site)),
      },
      description: {
        address: site.address,
        note: site.note,
        contact: site.contact,
        location: site.location,
        height: null,
        elevation: null,
        endpoints: (this.children.get(site.id) ?? []).map((child) => this.endpoint(child, site.id)),
        deviceCount: devices.length,
        deviceOutageCount: devices.filter((device) => device.status === 'disconnected').length,
        deviceListStatus: statusOfDevices(devices),
        regulatoryDomain: null,
        ucrmId: bound ? String(bound.clientId) : null,
        ipAddresses: devices.flatMap((device) => device.ipAddress ?? []),
      },
      notifications: { type: 'none', users: [] },
      qos: {
        enabled: false,
        propagation: null,
        downloadSpeed: null,
        downloadBurstSize: null,
        uploadSpeed: null,
        uploadBurstSize: null,
        aggregation: null,
      },
      ...(ucrmDetails ? { ucrm: bound ? this.binding(bound) : null } : {}),
    };
  }

  /** A site as devices and sites refer to it. */
  reference(siteId: string | null): Record<string, unknown> | null {
    const site = siteId === null ? undefined : this.office.world.sites.get(siteId);
    if (!site) return null;
    const { id, name, type } = site;
    return {
      id,
      name,
      type,
      status: statusOfDevices(this.devices.get(id) ?? []),
      parent: this.reference(this.parentIdOf(site)),
    };
  }

  private endpoint(site: NmsSite, parentId: string): Record<string, unknown> {
    const status = statusOfDevices(this.devices.get(site.id) ?? []);
    return {
      id: site.id,
      name: site.name,
      type: site.type,
      status,
      parentId,
      updated: new Date(site.updatedAt).toISOString(),
      suspended: site.suspended,
    };
  }

  /** Ids are strings here and numbers in the CRM (uisp-nms.md §4.2). */
  private binding(service: CrmService): Record<string, unknown> {
    const client = this.office.world.crm.clients.get(service.clientId);
    const plan = this.office.planOfPeriod(service.servicePlanPeriodId)?.plan;
    return {
      client: {
        id: String(service.clientId),
        name: `${client?.firstName ?? ''} ${client?.lastName ?? ''}`.trim(),
        isLead: client?.fields['isLead'] === true,
      },
      service: {
        id: String(service.id),
        name: service.name,
        status: serviceStatus(this.office.world.today, service),
        activeFrom: `${service.activeFrom}T00:00:00.000Z`,
        tariffId: plan ? String(plan.id) : null,
        trafficShapingOverrideEnabled: false,
      },
    };
  }
}
