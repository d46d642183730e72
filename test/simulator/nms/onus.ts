import type { CrmOffice } from '../crm/crm-office.ts';
import type { ApiRequest, Route } from '../http/exchange.ts';
import type { Device } from '../world/things.ts';
import { ok, refuse } from './answers.ts';
import { rename, seen } from './device-names.ts';
import { onuView } from './device-view.ts';
import { checkedPayload, checkQuery, type FieldRules, guidParam, guidQuery } from './joi-rules.ts';
import { SiteViewer } from './site-view.ts';

const ONU_SYSTEM: FieldRules = {
  name: { type: 'string', required: true, shortest: 1 },
  enabled: { type: 'boolean', required: true },
  adminPassword: { type: 'string', shortest: 4, longest: 64 },
};

/** ONUs: their list and their system settings go through the OLT (uisp-nms.md §3.1, §3.3 B). PATCH is a 404 now. */
export function onuRoutes(office: CrmOffice): Route[] {
  const { world } = office;
  const onuOf = (request: ApiRequest): Device => {
    const device = world.devices.get(guidParam(request));
    return device?.type === 'onu' ? device : refuse(404, 'Device not found');
  };
  const viaOlt = (request: ApiRequest): Device => {
    const onu = onuOf(request);
    const unsupported = world.variants.systemRoute501For ?? [];
    if (unsupported.some((name) => world.onusCalled(name).includes(onu)))
      refuse(501, 'Not implemented for this device');
    connectedOlt(office, onu.oltId);
    return onu;
  };
  return [
    {
      method: 'GET',
      template: '/devices/onus',
      handle: (request) => {
        checkQuery(request, ['parentId']);
        const oltId = guidQuery(request, 'parentId') ?? null;
        connectedOlt(office, oltId);
        const sites = new SiteViewer(office);
        const onus = [...world.devices.values()].filter((device) => device.type === 'onu' && device.oltId === oltId);
        return ok(onus.map((onu) => onuView(world, sites, seen(onu))));
      },
    },
    {
      method: 'GET',
      template: '/devices/onus/{id}',
      handle: (request) => ok(onuView(world, new SiteViewer(office), seen(onuOf(request)))),
    },
    {
      method: 'GET',
      template: '/devices/onus/{id}/system',
      handle: (request) => {
        const onu = seen(viaOlt(request));
        return ok({ name: onu.name, enabled: onu.enabled });
      },
    },
    {
      method: 'PUT',
      template: '/devices/onus/{id}/system',
      handle: (request) => {
        const onu = viaOlt(request);
        const body = checkedPayload(request.body, 'payload', ONU_SYSTEM);
        const name = String(body['name']);
        rename(world, onu, name);
        onu.enabled = body['enabled'] === true;
        if (!onu.enabled) onu.status = 'disabled';
        else if (onu.status === 'disabled') onu.status = 'active';
        return ok({ name, enabled: onu.enabled });
      },
    },
  ];
}

/** Without the OLT, or without naming it, there is no list (uisp-nms.md §3.1). */
function connectedOlt(office: CrmOffice, oltId: string | null): Device {
  const olt = oltId === null ? undefined : office.world.devices.get(oltId);
  return olt?.type === 'olt' && olt.status === 'active' ? olt : refuse(404, 'Olt not found');
}
