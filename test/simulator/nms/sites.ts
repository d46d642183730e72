import type { CrmOffice } from '../crm/crm-office.ts';
import { type ApiRequest, isObject, type Route } from '../http/exchange.ts';
import type { NmsSite } from '../world/things.ts';
import { invalid, ok, refuse, statusAnswer } from './answers.ts';
import {
  booleanQuery,
  checkedPayload,
  checkQuery,
  choicesQuery,
  countQuery,
  type FieldRules,
  guidOf,
  guidParam,
} from './joi-rules.ts';
import { changeSite } from './site-change.ts';
import { SiteViewer } from './site-view.ts';

const TYPES = ['site', 'endpoint', 'client', 'subscriber'];

const CREATE_SITE: FieldRules = {
  parentSiteId: { type: 'guid' },
  name: { type: 'string', required: true, longest: 100 },
  location: { type: 'object' },
  height: { type: 'number' },
  elevation: { type: 'number' },
  address: { type: 'string' },
  contactName: { type: 'string' },
  contactPhone: { type: 'string' },
  contactEmail: { type: 'string' },
  note: { type: 'string' },
  type: { type: 'string', oneOf: TYPES },
  regulatoryDomain: { type: 'string', shortest: 2, longest: 2 },
};

/** Sites (uisp-nms.md §4): whole arrays, no pages, no search by name or parent. */
export function siteRoutes(office: CrmOffice): Route[] {
  const { world } = office;
  const siteOf = (request: ApiRequest): NmsSite => world.sites.get(guidParam(request)) ?? refuse(404, 'Site not found');
  return [
    { method: 'GET', template: '/sites', handle: (request) => ok(listSites(office, request)) },
    {
      method: 'POST',
      template: '/sites',
      handle: (request) => {
        const site = createSite(office, request.body);
        return { status: world.variants.siteCreate201 ? 201 : 200, json: new SiteViewer(office).view(site, false) };
      },
    },
    { method: 'GET', template: '/sites/search', handle: (request) => ok(searchSites(office, request)) },
    {
      method: 'GET',
      template: '/sites/{id}',
      handle: (request) => {
        checkQuery(request, ['ucrmDetails']);
        return ok(new SiteViewer(office).view(siteOf(request), booleanQuery(request, 'ucrmDetails') ?? false));
      },
    },
    {
      method: 'PUT',
      template: '/sites/{id}',
      handle: (request) => {
        const site = siteOf(request);
        changeSite(world, site, request.body);
        return ok(new SiteViewer(office).view(site, false));
      },
    },
    {
      method: 'DELETE',
      template: '/sites/{id}',
      handle: (request) => {
        const site = siteOf(request);
        if (world.devicesOf(site.id).length > 0) refuse(422, 'The site contains devices.');
        world.sites.delete(site.id);
        world.deletions.push(`DELETE nms sites ${site.id}`);
        world.touch();
        return statusAnswer('Site deleted');
      },
    },
    {
      method: 'GET',
      template: '/sites/{id}/clients',
      handle: (request) => {
        checkQuery(request, ['recursive']);
        const site = siteOf(request);
        const viewer = new SiteViewer(office);
        return ok(
          [...world.sites.values()]
            .filter((one) => viewer.parentIdOf(one) === site.id && one.type === 'endpoint')
            .map(({ id }) => id),
        );
      },
    },
  ];
}

/** `endpoint`, `client` and `subscriber` all mean what answers call endpoint (uisp-nms.md §4.1). */
function siteType(type: string | undefined): NmsSite['type'] {
  return type === undefined || type === 'site' ? 'site' : 'endpoint';
}

function listSites(office: CrmOffice, request: ApiRequest): unknown[] {
  checkQuery(request, ['id', 'ip', 'deviceId', 'type', 'ucrm', 'ucrmDetails']);
  const ids = request.query.getAll('id').map((id) => guidOf(id, 'id', 'query'));
  const [type] = choicesQuery(request, 'type', TYPES);
  const ucrm = booleanQuery(request, 'ucrm');
  if (ucrm !== undefined && type === undefined) invalid('query', 'ucrm', '"ucrm" can be used only with "type"');
  const deviceId = request.query.get('deviceId');
  const ip = request.query.get('ip');
  const viewer = new SiteViewer(office);
  const devices = [...office.world.devices.values()];
  const holds = (site: NmsSite, fits: (device: (typeof devices)[number]) => boolean): boolean =>
    devices.some((device) => device.siteId === site.id && fits(device));
  return [...office.world.sites.values()]
    .filter((site) => ids.length === 0 || ids.includes(site.id))
    .filter((site) => type === undefined || site.type === siteType(type))
    .filter((site) => ucrm === undefined || (viewer.serviceOf(site.id) !== undefined) === ucrm)
    .filter((site) => deviceId === null || holds(site, (device) => device.id === deviceId))
    .filter((site) => ip === null || holds(site, (device) => device.ipAddress === ip))
    .map((site) => viewer.view(site, booleanQuery(request, 'ucrmDetails') ?? false));
}

function searchSites(office: CrmOffice, request: ApiRequest): unknown[] {
  checkQuery(request, ['query', 'count', 'page', 'type', 'ucrm', 'latitude', 'longitude']);
  const count = countQuery(request, 'count');
  const page = countQuery(request, 'page');
  const [type] = choicesQuery(request, 'type', TYPES);
  const text = (request.query.get('query') ?? '').toLowerCase();
  const viewer = new SiteViewer(office);
  return [...office.world.sites.values()]
    .filter((site) => type === undefined || site.type === siteType(type))
    .filter((site) => `${site.name} ${site.address ?? ''}`.toLowerCase().includes(text))
    .slice((page - 1) * count, page * count)
    .map((site) => viewer.view(site, false));
}

/** The type is `site` unless said otherwise; equal names are not refused (uisp-nms.md §4.3). */
function createSite(office: CrmOffice, sent: unknown): NmsSite {
  const { world } = office;
  const body = checkedPayload(sent, 'CreateSite', CREATE_SITE);
  const text = (field: string): string | null => {
    const value = body[field];
    return typeof value === 'string' ? value : null;
  };
  const parentId = text('parentSiteId')?.toLowerCase() ?? null;
  if (parentId !== null && !world.sites.has(parentId)) invalid('payload', 'parentSiteId', 'Parent site not found');
  const type = siteType(text('type') ?? undefined);
  return world.addSite({
    name: text('name') ?? '',
    type,
    parentId,
    parentHidden: type === 'endpoint' && world.variants.parentAppearsAfterDevice === true,
    address: text('address'),
    note: text('note'),
    contact: { name: text('contactName'), phone: text('contactPhone'), email: text('contactEmail') },
    location: createdLocation(body['location']),
  });
}

function createdLocation(sent: unknown): NmsSite['location'] {
  if (!isObject(sent)) return null;
  const body = checkedPayload(
    sent,
    'location',
    { longitude: { type: 'number', required: true }, latitude: { type: 'number', required: true } },
    'location',
  );
  return { latitude: Number(body['latitude']), longitude: Number(body['longitude']) };
}
