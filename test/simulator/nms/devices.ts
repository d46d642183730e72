import type { CrmOffice } from '../crm/crm-office.ts';
import { type ApiRequest, isObject, type Route } from '../http/exchange.ts';
import type { Device } from '../world/things.ts';
import { invalid, ok, refuse, statusAnswer } from './answers.ts';
import { seen } from './device-names.ts';
import { deviceView, interfacesOf } from './device-view.ts';
import {
  booleanQuery,
  checkedPayload,
  checkQuery,
  choicesQuery,
  type FieldRules,
  guidOf,
  guidParam,
  guidQuery,
} from './joi-rules.ts';
import { SiteViewer } from './site-view.ts';

const TYPES = [
  'onu',
  'olt',
  'uispp',
  'uispr',
  'uisps',
  'uispLte',
  'erouter',
  'eswitch',
  'epower',
  'airCube',
  'airMax',
  'airFiber',
  'toughSwitch',
  'solarBeam',
  'wave',
  'blackBox',
  'uisprlxc',
  'express',
];
const ROLES = [
  'ap',
  'gateway',
  'gpon',
  'convertor',
  'other',
  'ptp',
  'router',
  'server',
  'station',
  'switch',
  'ups',
  'wireless',
  'wired',
  'homeWiFi',
  'wirelessDevice',
];

const UNMS_SETTINGS: FieldRules = {
  overrideGlobal: { type: 'boolean', required: true },
  devicePingAddress: { type: 'string', nullable: true },
  devicePingIntervalNormal: { type: 'number', nullable: true },
  devicePingIntervalOutage: { type: 'number', nullable: true },
  deviceTransmissionFrequency: {
    type: 'string',
    nullable: true,
    oneOf: ['minimal', 'low', 'medium', 'high', 'realtime'],
  },
  deviceGracePeriodOutage: { type: 'number', nullable: true },
  meta: { type: 'object' },
};
const META: FieldRules = {
  alias: { type: 'string', nullable: true, longest: 30 },
  note: { type: 'string', nullable: true, longest: 300 },
  maintenance: { type: 'boolean', required: true },
  customIpAddress: { type: 'string', nullable: true },
};

/** Devices of all kinds (uisp-nms.md §3). There is no PATCH: it is a 404. */
export function deviceRoutes(office: CrmOffice): Route[] {
  const { world } = office;
  const deviceOf = (request: ApiRequest): Device =>
    world.devices.get(guidParam(request)) ?? refuse(404, 'Device not found');
  return [
    { method: 'GET', template: '/devices', handle: (request) => ok(listDevices(office, request)) },
    {
      method: 'GET',
      template: '/devices/{id}',
      handle: (request) => ok(deviceView(world, new SiteViewer(office), seen(deviceOf(request)))),
    },
    {
      method: 'DELETE',
      template: '/devices/{id}',
      handle: (request) => {
        const device = deviceOf(request);
        world.devices.delete(device.id);
        world.deletions.push(`DELETE nms devices ${device.id}`);
        world.touch();
        return statusAnswer('Device deleted');
      },
    },
    {
      method: 'GET',
      template: '/devices/mac/{mac}',
      handle: (request) => {
        const mac = request.params['mac'] ?? '';
        if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$|^[0-9a-f]{12}$/i.test(mac))
          invalid('params', 'mac', '"mac" fails to match the required pattern');
        const bare = mac.replaceAll(':', '').toLowerCase();
        const device = [...world.devices.values()].find((one) => one.mac?.replaceAll(':', '').toLowerCase() === bare);
        return device ? ok({ id: device.id, type: device.type, series: null }) : refuse(404, 'Device not found');
      },
    },
    { method: 'POST', template: '/devices/authorize', handle: (request) => authorize(office, request.body) },
    {
      method: 'POST',
      template: '/devices/{id}/unassign',
      handle: (request) => {
        deviceOf(request).siteId = null;
        world.touch();
        return statusAnswer('Unassigned');
      },
    },
    { method: 'GET', template: '/devices/{id}/system/unms', handle: (request) => ok(unmsSettings(deviceOf(request))) },
    {
      method: 'PUT',
      template: '/devices/{id}/system/unms',
      handle: (request) => {
        const device = deviceOf(request);
        const body = checkedPayload(request.body, 'PayloadUnmsSettings', UNMS_SETTINGS);
        device.overrideGlobal = body['overrideGlobal'] === true;
        if (isObject(body['meta'])) {
          const meta = checkedPayload(body['meta'], 'meta', META, 'meta');
          device.alias = typeof meta['alias'] === 'string' && meta['alias'] !== '' ? meta['alias'] : null;
          device.note = typeof meta['note'] === 'string' ? meta['note'] : null;
          device.maintenance = meta['maintenance'] === true;
        }
        world.touch();
        return ok(unmsSettings(device));
      },
    },
  ];
}

function listDevices(office: CrmOffice, request: ApiRequest): unknown[] {
  checkQuery(request, ['siteId', 'withInterfaces', 'authorized', 'type', 'role']);
  const siteId = guidQuery(request, 'siteId');
  const authorized = booleanQuery(request, 'authorized');
  const types = choicesQuery(request, 'type', TYPES);
  const roles = choicesQuery(request, 'role', ROLES);
  const withInterfaces = booleanQuery(request, 'withInterfaces') ?? false;
  const sites = new SiteViewer(office);
  return [...office.world.devices.values()]
    .filter((device) => siteId === undefined || device.siteId === siteId)
    .filter((device) => authorized === undefined || device.authorized === authorized)
    .filter((device) => types.length === 0 || types.includes(device.type))
    .filter((device) => roles.length === 0 || roles.includes(device.type === 'onu' ? 'station' : 'gpon'))
    .map((device) => ({
      ...deviceView(office.world, sites, seen(device)),
      ...(withInterfaces ? { interfaces: interfacesOf(device) } : {}),
    }));
}

/** Authorises and moves; the old site is replaced without a word; works offline (uisp-nms.md §3.4). */
function authorize(office: CrmOffice, sent: unknown): ReturnType<typeof statusAnswer> {
  const { world } = office;
  const body = checkedPayload(sent, 'payload', {
    siteId: { type: 'guid', required: true },
    deviceIds: { type: 'array' },
  });
  const siteId = guidOf(body['siteId'], 'siteId');
  const ids: unknown[] = Array.isArray(body['deviceIds']) ? body['deviceIds'] : [];
  const devices = ids.map((id) => world.devices.get(guidOf(id, 'deviceIds')) ?? refuse(404, 'Device not found'));
  if (!world.sites.has(siteId)) refuse(404, 'Site not found');
  const refused = world.variants.authorizeResultFalseFor ?? [];
  if (devices.some((device) => refused.some((name) => world.onusCalled(name).includes(device))))
    return statusAnswer('Not authorized', false);
  for (const device of devices) {
    device.authorized = true;
    device.siteId = siteId;
  }
  world.touch();
  return statusAnswer('Authorized');
}

function unmsSettings(device: Device): Record<string, unknown> {
  return {
    overrideGlobal: device.overrideGlobal,
    deviceTransmissionFrequency: 'medium',
    devicePingAddress: null,
    devicePingIntervalNormal: 60_000,
    devicePingIntervalOutage: 10_000,
    deviceGracePeriodOutage: 300_000,
    deviceTransmissionProfile: 'auto',
    meta: { alias: device.alias, note: device.note, maintenance: device.maintenance, customIpAddress: null },
  };
}
