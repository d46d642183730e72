import type { Answer, ApiRequest, Route } from '../http/exchange.ts';
import { leaseFlags } from '../world/lease-state.ts';
import type { Lease, Tenant } from '../world/things.ts';
import type { World } from '../world/world.ts';
import { data, dateTime, pageNumber, pageOf, refuse, uuidParam, uuidQuery } from './envelopes.ts';
import { propertyAddress, tenantShort } from './properties.ts';

/** From so many units on, lists are kept serialised until the world changes. */
const CACHE_FROM_UNITS = 1000;

export function leaseRoutes(world: World): Route[] {
  const list = new LeaseList(world);
  const leaseOf = (uid: string): Lease => world.leases.get(uid) ?? refuse(404, 'Lease not found.');
  return [
    { method: 'GET', template: '/v1/leases', handle: (request) => list.page(request) },
    {
      method: 'GET',
      template: '/v1/leases/{leaseUid}',
      handle: (request) => {
        const lease = leaseOf(uuidParam(request, 'leaseUid'));
        return data({ ...leaseView(world, lease), listingFrequency: lease.paymentFrequency });
      },
    },
    {
      method: 'GET',
      template: '/v1/tenants',
      handle: (request) => {
        const leaseUid = uuidQuery(request, 'leaseUid') ?? refuse(400, 'The leaseUid field is required.');
        return data({ userShortInfoModel: leaseOf(leaseUid).tenants.map(tenantView) });
      },
    },
    {
      method: 'GET',
      template: '/v1/tenants/{tenantUid}',
      handle: (request) => {
        const tenantUid = uuidParam(request, 'tenantUid');
        for (const lease of world.leases.values()) {
          const tenant = lease.tenants.find((one) => one.tenantUid === tenantUid);
          if (tenant) return data(tenantView(tenant));
        }
        return refuse(404, 'Tenant not found.');
      },
    },
  ];
}

/** The paged list; there is no status filter and no pageSize parameter (innago.md §2, §4). */
class LeaseList {
  private readonly world: World;
  private cachedFor = '';
  private lists = new Map<string, Lease[]>();
  private pages = new Map<string, Buffer>();

  constructor(world: World) {
    this.world = world;
  }

  page(request: ApiRequest): Answer {
    const page = pageNumber(request, 'pageNumber');
    const propertyUid = uuidQuery(request, 'propertyUid');
    const unitUid = uuidQuery(request, 'unitUid');
    const filter = `${propertyUid} ${unitUid}`;
    if (this.world.units.size < CACHE_FROM_UNITS) return this.fresh(this.select(propertyUid, unitUid), page);
    this.dropWhenOld();
    const key = `${filter} ${page}`;
    let text = this.pages.get(key);
    if (!text) {
      const list = this.lists.get(filter) ?? this.select(propertyUid, unitUid);
      this.lists.set(filter, list);
      text = Buffer.from(JSON.stringify(this.fresh(list, page).json));
      this.pages.set(key, text);
    }
    return { status: 200, text };
  }

  private dropWhenOld(): void {
    const wanted = `${this.world.revision} ${this.world.today} ${this.world.settings.pageSize}`;
    if (this.cachedFor === wanted) return;
    this.cachedFor = wanted;
    this.lists = new Map();
    this.pages = new Map();
  }

  private select(propertyUid: string | undefined, unitUid: string | undefined): Lease[] {
    return [...this.world.leases.values()].filter(
      (lease) =>
        lease.listed &&
        (propertyUid === undefined || lease.propertyUid === propertyUid) &&
        (unitUid === undefined || lease.unitUid === unitUid),
    );
  }

  private fresh(list: readonly Lease[], page: number): Answer {
    const { items, paging } = pageOf(list, page, this.world.settings.pageSize);
    return data({ list: items.map((lease) => leaseView(this.world, lease)), paging });
  }
}

/** Four booleans instead of a status, no unit uid, names only (innago.md §3). */
function leaseView(world: World, lease: Lease): Record<string, unknown> {
  const property = world.properties.get(lease.propertyUid);
  return {
    leaseUid: lease.leaseUid,
    startDate: dateTime(lease.startDate),
    endDate: dateTime(lease.endDate),
    propertyName: property?.name ?? null,
    propertyAddress: property ? propertyAddress(property) : null,
    propertyUnitName: lease.unitName,
    rentAmount: lease.rentAmount,
    depositAmount: lease.depositAmount,
    dueOn: lease.dueOn,
    paymentFrequency: lease.paymentFrequency,
    ...leaseFlags(lease, world.today),
    isListingArchived: false,
    noOfTenants: lease.tenants.length,
    tenants: lease.tenants.map(tenantShort),
  };
}

/** Other names than in the lease (innago.md §3). */
function tenantView(tenant: Tenant): Record<string, unknown> {
  return {
    userUid: tenant.tenantUid,
    userFirstName: tenant.firstName,
    userLastName: tenant.lastName,
    userEmail: tenant.email,
    phoneNumber: tenant.phone,
    userRole: 'Tenant',
    entityType: 'Tenant',
  };
}
