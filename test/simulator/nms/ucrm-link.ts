import type { CrmOffice } from '../crm/crm-office.ts';
import type { Route } from '../http/exchange.ts';
import { isLive } from '../world/service-status.ts';
import type { CrmService, NmsSite } from '../world/things.ts';
import { invalid, refuse, statusAnswer } from './answers.ts';
import { checkedPayload, guidOf, guidParam } from './joi-rules.ts';

/** The link between a site and a CRM service, from the network's side (uisp-nms.md §4.6). */
export function ucrmLinkRoutes(office: CrmOffice): Route[] {
  const { world } = office;
  const siteOf = (id: string): NmsSite => world.sites.get(id) ?? refuse(404, 'Site not found');
  return [
    {
      method: 'POST',
      template: '/sites/{siteId}/ucrm/bind',
      handle: (request) => {
        const site = siteOf(guidParam(request, 'siteId'));
        const body = checkedPayload(request.body, 'SiteBinding', { ucrmId: { type: 'string', required: true } });
        bind(office, site, serviceOf(office, body['ucrmId']));
        return statusAnswer('Bound');
      },
    },
    {
      method: 'POST',
      template: '/sites/{siteId}/ucrm/unbind',
      handle: (request) => {
        const site = siteOf(guidParam(request, 'siteId'));
        for (const service of world.crm.services.values())
          if (service.unmsClientSiteId === site.id) service.unmsClientSiteId = null;
        world.touch();
        return statusAnswer('Unbound');
      },
    },
    {
      method: 'POST',
      template: '/sites/ucrm/bindings',
      handle: (request) => {
        const list: unknown[] = Array.isArray(request.body)
          ? request.body
          : invalid('payload', '', '"ListOfSiteBindings" must be an array');
        const pairs = list.map((one) => {
          const body = checkedPayload(one, 'SiteBindings', {
            siteId: { type: 'guid', required: true },
            ucrmId: { type: 'string', required: true },
          });
          return { site: siteOf(guidOf(body['siteId'], 'siteId')), service: serviceOf(office, body['ucrmId']) };
        });
        for (const { site, service } of pairs) bind(office, site, service);
        return statusAnswer('Bound');
      },
    },
  ];
}

/** `ucrmId` is the CRM's service id as a string. */
function serviceOf(office: CrmOffice, ucrmId: unknown): CrmService {
  return office.world.crm.services.get(Number(ucrmId)) ?? refuse(404, 'Service not found');
}

function bind(office: CrmOffice, site: NmsSite, service: CrmService): void {
  if (site.type !== 'endpoint') refuse(422, 'Only a client site can be bound.');
  for (const other of office.world.crm.services.values()) {
    if (other.unmsClientSiteId !== site.id || other === service) continue;
    if (isLive(office.world.today, other) || office.world.variants.rebindNeedsUnbind)
      refuse(422, 'The site is bound to another service.');
    other.unmsClientSiteId = null;
  }
  service.unmsClientSiteId = site.id;
  office.world.touch();
}
