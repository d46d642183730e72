import type { Device } from '../world/things.ts';
import type { World } from '../world/world.ts';

export type SiteStatus = 'active' | 'disconnected' | 'inactive';

/** What its devices make of a site: inactive without any (uisp-nms.md §4.2). */
export function siteStatus(world: World, siteId: string): SiteStatus {
  return statusOfDevices(devicesBySite(world).get(siteId) ?? []);
}

export function statusOfDevices(devices: readonly Device[]): SiteStatus {
  if (devices.length === 0) return 'inactive';
  return devices.some((device) => device.status === 'active') ? 'active' : 'disconnected';
}

/** All devices by their site, for lists. */
export function devicesBySite(world: World): Map<string | null, Device[]> {
  return Map.groupBy(world.devices.values(), (device) => device.siteId);
}
