import type { Device } from '../world/things.ts';
import type { World } from '../world/world.ts';

/** Passes a device on to a reader: each time a new name that lags comes one read nearer (variant `nameLagReads`). */
export function seen(device: Device): Device {
  const { pendingName } = device;
  if (!pendingName) return device;
  if (pendingName.reads > 0) pendingName.reads -= 1;
  else {
    device.name = pendingName.name;
    device.pendingName = null;
  }
  return device;
}

/** Gives an ONU its new name, at once or later: the OLT knows it, UISP's own record follows (uisp-nms.md §3.3 A, "Mechanism"). */
export function rename(world: World, onu: Device, name: string): void {
  const lag = world.variants.nameLagReads ?? 0;
  if (world.variants.offlineOnuKeepsName && onu.status !== 'active')
    onu.pendingName = { name, reads: Number.POSITIVE_INFINITY };
  else if (lag > 0) onu.pendingName = { name, reads: lag };
  else {
    onu.name = name;
    onu.pendingName = null;
  }
  world.touch();
}
