import type { Random } from './random.ts';
import type { Device, DeviceStatus, NmsSite, OnuTableRow } from './things.ts';

/** What `addDevice` takes; everything has a default, and an ONU hangs on the next port of the OLT. */
export type NewDevice = Partial<Omit<Device, 'pendingName'>>;

/** The fibre plant: sites, the OLT, ONUs and the operator's ONU table. The world extends it. */
export abstract class OnuPlant {
  readonly sites = new Map<string, NmsSite>();
  readonly devices = new Map<string, Device>();
  /** The operator's table; `simulator.onuTableCsv()` writes it as CSV. */
  readonly onuTable: OnuTableRow[] = [];
  /** The site named like the property. */
  readonly parentSite: NmsSite;
  readonly olt: Device;
  private readonly plantRandom: Random;
  private readonly plantNow: () => number;
  private nextPort = 0;
  private nextSerial: number;

  constructor(random: Random, now: () => number) {
    this.plantRandom = random;
    this.plantNow = now;
    this.nextSerial = random.below(2 ** 31);
    this.parentSite = this.addSite({ name: 'Victorian Village', type: 'site' });
    this.olt = this.addDevice({
      type: 'olt',
      name: 'OLT-Victorian-Village',
      model: 'UF-OLT',
      modelName: 'UFiber OLT',
      siteId: this.parentSite.id,
      oltId: null,
      port: null,
      ipAddress: '10.8.20.2',
    });
  }

  abstract touch(): void;

  addSite(site: Partial<NmsSite> & { name: string }): NmsSite {
    const added: NmsSite = {
      id: this.plantRandom.uuid(),
      type: 'endpoint',
      parentId: null,
      parentHidden: false,
      address: null,
      note: null,
      contact: { name: null, phone: null, email: null },
      location: null,
      suspended: false,
      updatedAt: this.plantNow(),
      stray: false,
      ...site,
    };
    this.sites.set(added.id, added);
    this.touch();
    return added;
  }

  addDevice(device: NewDevice): Device {
    const serialDigits = this.serialDigits();
    const added: Device = {
      id: this.plantRandom.uuid(),
      type: 'onu',
      name: 'ubnt',
      pendingName: null,
      mac: `24:a4:${serialDigits.match(/../g)?.join(':')}`,
      serialNumber: `UBNT${serialDigits}`,
      model: 'UF-LOCO',
      modelName: 'UFiber Loco',
      siteId: null,
      status: 'active',
      enabled: true,
      authorized: true,
      oltId: device.type === 'olt' ? null : this.olt.id,
      port: device.type === 'olt' ? null : this.port(),
      alias: null,
      note: null,
      maintenance: false,
      overrideGlobal: false,
      ipAddress: null,
      ...device,
    };
    this.devices.set(added.id, added);
    this.touch();
    return added;
  }

  /** One of the OLT's eight ports, in turn. */
  private port(): number {
    this.nextPort = (this.nextPort % 8) + 1;
    return this.nextPort;
  }

  /** Eight hex digits that never come twice: a counter times an odd number. */
  private serialDigits(): string {
    this.nextSerial += 1;
    return (Math.imul(this.nextSerial, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  }

  /** Every ONU whose id, serial, MAC or name this is. */
  onusCalled(text: string): Device[] {
    const wanted = text.toLowerCase().replaceAll(':', '');
    const fits = (value: string | null): boolean =>
      value !== null && value.toLowerCase().replaceAll(':', '') === wanted;
    return [...this.devices.values()].filter(
      (device) =>
        device.type === 'onu' &&
        (fits(device.id) || fits(device.serialNumber) || fits(device.mac) || fits(device.name)),
    );
  }

  /** The one ONU with this id, serial, MAC or name; throws when there is none or several. */
  onu(text: string): Device {
    const [onu, ...others] = this.onusCalled(text);
    if (!onu || others.length > 0) throw new Error(`${others.length + (onu ? 1 : 0)} ONUs are called ${text}`);
    return onu;
  }

  /** Also makes a name visible that waited for an offline ONU to come back. */
  setOnuStatus(text: string, status: DeviceStatus): Device {
    const onu = this.onu(text);
    onu.status = status;
    if (status === 'active' && onu.pendingName) {
      onu.name = onu.pendingName.name;
      onu.pendingName = null;
    }
    this.touch();
    return onu;
  }

  /** The old box stays, disconnected, with its name and site; the new one is a new device without either (uisp-nms.md §3.6). */
  replaceOnu(text: string): { old: Device; replacement: Device } {
    const old = this.setOnuStatus(text, 'disconnected');
    return { old, replacement: this.addDevice({ oltId: old.oltId, port: old.port }) };
  }

  setOltConnected(connected: boolean): void {
    this.olt.status = connected ? 'active' : 'disconnected';
    this.touch();
  }

  /** Devices on a site. */
  devicesOf(siteId: string): Device[] {
    return [...this.devices.values()].filter((device) => device.siteId === siteId);
  }

  /** Sites with exactly this name. */
  sitesNamed(name: string): NmsSite[] {
    return [...this.sites.values()].filter((site) => site.name === name);
  }
}
