import { isObject } from '../http/exchange.ts';
import type { NmsSite } from '../world/things.ts';
import type { World } from '../world/world.ts';
import { invalid } from './answers.ts';
import { checkedPayload, type FieldRules, guidOf } from './joi-rules.ts';

const optional = (type: 'string' | 'number' | 'boolean' | 'object' | 'array' | 'guid') =>
  ({ type, nullable: true }) as const;

/** The whole site: `identification` and `description` are required; `ucrm` is not among the keys (uisp-nms.md §4.4). */
const SITE_UPDATE: FieldRules = {
  id: { type: 'guid' },
  identification: { type: 'object', required: true },
  description: { type: 'object', required: true },
  lastSpeedReport: optional('object'),
  notifications: optional('object'),
  qos: optional('object'),
  isMisconfigured: optional('boolean'),
};

const IDENTIFICATION: FieldRules = {
  id: { type: 'guid', required: true },
  type: { type: 'string', required: true, oneOf: ['site', 'endpoint'] },
  name: { type: 'string', required: true, longest: 100 },
  status: { type: 'string', required: true, oneOf: ['active', 'disconnected', 'inactive', 'unknown'] },
  updated: optional('string'),
  suspended: optional('boolean'),
  parent: optional('object'),
};

const DESCRIPTION: FieldRules = {
  address: optional('string'),
  note: optional('string'),
  contact: optional('object'),
  location: optional('object'),
  height: optional('number'),
  elevation: optional('number'),
  endpoints: optional('array'),
  deviceCount: optional('number'),
  deviceOutageCount: optional('number'),
  deviceListStatus: optional('string'),
  regulatoryDomain: optional('string'),
  ucrmId: optional('string'),
  ipAddresses: optional('array'),
  sla: optional('number'),
};

/** Writes a whole site; the parent goes by `identification.parent.id`. */
export function changeSite(world: World, site: NmsSite, sent: unknown): void {
  const body = checkedPayload(sent, 'SiteUpdate', SITE_UPDATE);
  const identification = checkedPayload(body['identification'], 'identification', IDENTIFICATION, 'identification');
  const description = checkedPayload(body['description'], 'description', DESCRIPTION, 'description');
  if (guidOf(identification['id'], 'identification.id') !== site.id)
    invalid('payload', 'identification.id', '"id" does not match');
  const parent = identification['parent'];
  const parentId = isObject(parent) ? guidOf(parent['id'], 'identification.parent.id') : null;
  if (parentId !== null && (!world.sites.has(parentId) || parentId === site.id))
    invalid('payload', 'identification.parent.id', 'Parent site not found');
  site.name = String(identification['name']);
  site.type = identification['type'] === 'endpoint' ? 'endpoint' : 'site';
  site.parentId = parentId;
  site.parentHidden = false;
  site.address = textOr(description['address'], null);
  site.note = textOr(description['note'], null);
  const { contact } = description;
  if (isObject(contact))
    site.contact = {
      name: textOr(contact['name'], null),
      phone: textOr(contact['phone'], null),
      email: textOr(contact['email'], null),
    };
  site.updatedAt = world.settings.now();
  world.touch();
}

function textOr(value: unknown, otherwise: null): string | null {
  return typeof value === 'string' ? value : otherwise;
}
