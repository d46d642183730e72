import type { Route } from '../http/exchange.ts';
import { leaseFlags } from '../world/lease-state.ts';
import type { Property, Tenant, Unit } from '../world/things.ts';
import type { World } from '../world/world.ts';
import { data, pageNumber, pageOf, refuse, uuidParam } from './envelopes.ts';

export function propertyRoutes(world: World): Route[] {
  const propertyOf = (uid: string): Property => world.properties.get(uid) ?? refuse(404, 'Property not found.');
  const unitsOf = (propertyUid: string): Unit[] =>
    [...world.units.values()].filter((unit) => unit.propertyUid === propertyUid);
  return [
    {
      method: 'GET',
      template: '/v1/properties',
      handle: (request) => {
        const page = pageOf([...world.properties.values()], pageNumber(request, 'pageNumber'), world.settings.pageSize);
        return data({
          properties: page.items.map((property) => propertyView(world, property)),
          pagingModel: page.paging,
        });
      },
    },
    {
      method: 'GET',
      template: '/v1/properties/{propertyUid}',
      handle: (request) => data(propertyView(world, propertyOf(uuidParam(request, 'propertyUid')))),
    },
    {
      method: 'GET',
      template: '/v1/properties/{propertyUid}/units',
      handle: (request) => {
        const property = propertyOf(uuidParam(request, 'propertyUid'));
        return data({ units: unitsOf(property.propertyUid).map(unitView) });
      },
    },
    {
      method: 'GET',
      template: '/v1/properties/{propertyUid}/units/{unitUid}',
      handle: (request) => {
        const property = propertyOf(uuidParam(request, 'propertyUid'));
        const unit = world.units.get(uuidParam(request, 'unitUid'));
        if (unit?.propertyUid !== property.propertyUid) return refuse(404, 'Unit not found.');
        const active = [...world.leases.values()].filter(
          (lease) => lease.unitUid === unit.unitUid && leaseFlags(lease, world.today).isActiveLease,
        );
        return data({
          unit: unitView(unit),
          tenants: active.flatMap((lease) => lease.tenants.map(tenantShort)),
          entityType: 'PropertyUnit',
        });
      },
    },
  ];
}

/** The short form of a tenant inside leases and units. */
export function tenantShort(tenant: Tenant): Record<string, unknown> {
  return { ...tenant };
}

function unitView(unit: Unit): Record<string, unknown> {
  return { name: unit.name, propertyUnitUid: unit.unitUid };
}

export function propertyAddress(property: Property): string {
  const { addressLine1, city, stateShortName, zipcode } = property.address;
  return `${addressLine1}, ${city}, ${stateShortName} ${zipcode}`;
}

function propertyView(world: World, property: Property): Record<string, unknown> {
  const units = [...world.units.values()].filter((unit) => unit.propertyUid === property.propertyUid).length;
  const leases = [...world.leases.values()].filter(
    (lease) => lease.propertyUid === property.propertyUid && leaseFlags(lease, world.today).isActiveLease,
  );
  const open = [...world.maintenances.values()].filter((ticket) => ticket.status !== 'Resolved').length;
  return {
    propertyUid: property.propertyUid,
    name: property.name,
    description: '',
    numberOfUnits: units,
    availableUnits: Math.max(0, units - leases.length),
    totalTenants: leases.reduce((sum, lease) => sum + lease.tenants.length, 0),
    numberOfOpenMainatainanceRequests: open,
    propertyType: 'Multi Family',
    isArchived: false,
    address: { ...property.address, addressLine2: '', country: 'USA', latitude: 32.78, longitude: -96.8 },
    entityType: 'Property',
    propertyOwnerUid: '5c1d1f7e-6f0e-4c39-8f0b-2f4f4b9a7d10',
  };
}
