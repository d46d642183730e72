import type { Route } from '../http/exchange.ts';
import { created, objectNotFound, ok, unprocessable } from './answers.ts';
import { booleanOf, checkedBody, stringOf } from './body-rules.ts';
import { COUNTRIES, COUNTRY_STATES } from './countries.ts';
import type { CrmOffice } from './crm-office.ts';
import { sliced, wholeQuery } from './lists.ts';

const ATTRIBUTE_TYPES = ['client', 'service', 'invoice', 'payment'];
const VALUE_TYPES = ['string', 'integer', 'boolean', 'date', 'enum'];

/** What the server as a whole says about itself. */
export function settingRoutes(office: CrmOffice): Route[] {
  const { crm } = office.world;
  return [
    { method: 'GET', template: '/version', handle: () => ok({ version: '4.5.28' }) },
    { method: 'GET', template: '/options', handle: () => ok(crm.options) },
    // An app key belongs to no user (uisp-crm.md §2).
    { method: 'GET', template: '/users/admins/me', handle: () => objectNotFound() },
    { method: 'GET', template: '/organizations', handle: () => ok(crm.organizations) },
    { method: 'GET', template: '/countries', handle: (request) => ok(sliced(request, COUNTRIES)) },
    {
      method: 'GET',
      template: '/countries/states',
      handle: (request) => {
        const countryId = wholeQuery(request, 'countryId');
        return ok(
          sliced(
            request,
            COUNTRY_STATES.filter((state) => countryId === undefined || state.countryId === countryId),
          ),
        );
      },
    },
    {
      method: 'GET',
      template: '/custom-attributes',
      handle: (request) => {
        const type = request.query.get('attributeType');
        return ok(
          sliced(
            request,
            crm.customAttributes.filter((one) => type === null || one.attributeType === type),
          ),
        );
      },
    },
    {
      method: 'POST',
      template: '/custom-attributes',
      handle: (request) => {
        const rules = {
          name: 'string',
          clientZoneVisible: 'boolean',
          attributeType: 'string',
          type: 'string',
        } as const;
        const body = checkedBody(request.body, rules, ['name', 'attributeType']);
        const name = stringOf(body, 'name') ?? '';
        const attributeType = stringOf(body, 'attributeType') ?? '';
        const type = stringOf(body, 'type') ?? 'string';
        if (!ATTRIBUTE_TYPES.includes(attributeType))
          unprocessable({ attributeType: ['The value you selected is not a valid choice.'] });
        if (!VALUE_TYPES.includes(type)) unprocessable({ type: ['The value you selected is not a valid choice.'] });
        const key = keyOf(name);
        if (crm.customAttributes.some((one) => one.key === key && one.attributeType === attributeType))
          unprocessable({ name: ['This name is already used.'] });
        const made = {
          id: crm.nextId('customAttribute'),
          key,
          name,
          attributeType,
          type,
          clientZoneVisible: booleanOf(body, 'clientZoneVisible') ?? false,
        };
        crm.customAttributes.push(made);
        return office.changed(created(`/custom-attributes/${made.id}`, made), 'customAttribute', made.id, 'insert');
      },
    },
    {
      method: 'GET',
      template: '/service-suspension-reasons',
      handle: (request) => ok(sliced(request, crm.suspensionReasons)),
    },
    {
      method: 'POST',
      template: '/service-suspension-reasons',
      handle: (request) => {
        const body = checkedBody(request.body, { name: 'string' }, ['name']);
        const made = { id: crm.nextId('reason'), name: stringOf(body, 'name') ?? '' };
        crm.suspensionReasons.push(made);
        return office.changed(
          created(`/service-suspension-reasons/${made.id}`, made),
          'suspensionReason',
          made.id,
          'insert',
        );
      },
    },
    {
      method: 'GET',
      template: '/webhook-events/{uuid}',
      handle: (request) => {
        const uuid = request.params['uuid'] ?? '';
        // A malformed uuid is a 500 on live servers (uisp-crm.md §8).
        if (!/^[0-9a-f-]{36}$/i.test(uuid)) return { status: 500, json: { code: 500, message: 'Error occurred.' } };
        return ok(office.events.find((event) => event.uuid === uuid) ?? objectNotFound());
      },
    },
  ];
}

/** "Unit Number" becomes unitNumber. */
function keyOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words
    .map((word, at) => (at === 0 ? word.toLowerCase() : (word[0] ?? '').toUpperCase() + word.slice(1).toLowerCase()))
    .join('');
}
