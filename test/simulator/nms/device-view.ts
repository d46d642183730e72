import type { Device } from '../world/things.ts';
import type { World } from '../world/world.ts';
import type { SiteViewer } from './site-view.ts';

const NOT_SENT = {
  ux: null,
  airmax: null,
  airfiber: null,
  aircube: null,
  discovery: null,
  features: null,
  eswitch: null,
  firmware: null,
  ipAddressList: [],
  latestBackup: null,
  upgrade: null,
  location: null,
};

/** A device as lists and details show it: its id is in `identification` only (uisp-nms.md §3.2). */
export function deviceView(world: World, sites: SiteViewer, device: Device): Record<string, unknown> {
  const isOnu = device.type === 'onu';
  const lastSeen = new Date(world.settings.now()).toISOString();
  const active = device.status === 'active';
  return {
    ...NOT_SENT,
    identification: {
      id: device.id,
      name: device.name,
      displayName: device.alias ?? device.name,
      hostname: null,
      mac: shownMac(world, device),
      serialNumber: world.variants.serialsMissing && isOnu ? null : device.serialNumber,
      type: device.type,
      category: 'optical',
      role: isOnu ? 'station' : 'gpon',
      model: device.model,
      modelName: device.modelName,
      platformName: isOnu ? 'UISP Fiber Loco' : 'UNKNOWN',
      firmwareVersion: '4.3.1',
      authorized: device.authorized,
      status: device.status,
      site: sites.reference(device.siteId),
      started: null,
      updated: lastSeen,
    },
    attributes: world.variants.attributesMissing ? null : { parentId: device.oltId, series: null, ssid: null },
    enabled: device.enabled,
    ipAddress: device.ipAddress,
    mode: isOnu ? 'bridge' : null,
    overview: active
      ? { status: device.status, lastSeen, signal: -21.5, distance: 320, uptime: 86_400, cpu: 3, ram: 41 }
      : { status: device.status, lastSeen: null, signal: null, distance: null, uptime: null, cpu: null, ram: null },
    meta: {
      alias: device.alias,
      note: device.note,
      maintenance: device.maintenance,
      customIpAddress: null,
      failedMessageDecryption: false,
      restartTimestamp: null,
      firmwareCompatibility: 'compatible',
    },
  };
}

/** With the `onu` object; its id is the OLT's, not the ONU's (uisp-nms.md §3.2, "Traps"); the fields are the newer contract's. */
export function onuView(world: World, sites: SiteViewer, onu: Device): Record<string, unknown> {
  return {
    ...deviceView(world, sites, onu),
    onu: {
      id: onu.oltId,
      port: onu.port,
      wanAddress: null,
      mode: 'bridge',
      receivePower: onu.status === 'active' ? -21.5 : null,
      transmitPower: onu.status === 'active' ? 2.1 : null,
      rxRate: 0,
      txRate: 0,
    },
  };
}

/** Interfaces hold a tenant's Wi-Fi password in clear (uisp-nms.md §7): nobody should ask for them. */
export function interfacesOf(device: Device): unknown[] {
  return [
    {
      identification: { name: 'wlan0', type: 'wifi' },
      wireless: { ssid: 'home', key: `wifi-secret-${device.id.slice(0, 8)}` },
    },
  ];
}

function shownMac(world: World, device: Device): string | null {
  const format = world.variants.macFormat12;
  const bare = format === true || (format === 'mixed' && (device.port ?? 0) % 2 === 1);
  return device.mac !== null && bare ? device.mac.replaceAll(':', '').toUpperCase() : device.mac;
}
