import type { Operation, Parameter } from './contract-check.ts';
import type { JsonSchema } from './strict-schema.ts';

/**
 * Operations that the machine-readable contracts lack. Each is UNCERTAIN: known from the page named in `uncertain` only, and to be
 * looked at on the customer's own servers before go-live.
 */

const uuid: JsonSchema = { type: 'string', format: 'uuid' };
const whole: JsonSchema = { type: 'integer', minimum: 0 };
const text: JsonSchema = { type: 'string', minLength: 1 };
const INNAGO = { authorization: /^Bearer \S+$/, 'x-api-key': /\S/ };
const CRM = { 'x-auth-app-key': /\S/ };

function parameter(name: string, schema: JsonSchema): Map<string, Parameter> {
  return new Map([[name, { schema, required: true, repeats: false }]]);
}

const none = new Map<string, Parameter>();

const grant = (type: string, ...fields: string[]): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: ['grant_type', ...fields],
  properties: { grant_type: { const: type }, ...Object.fromEntries(fields.map((field) => [field, text])) },
});

export const UNCERTAIN_OPERATIONS: readonly Operation[] = [
  {
    server: 'token',
    method: 'POST',
    template: '/connect/token',
    path: none,
    query: none,
    headers: { 'x-api-key': /\S/, 'content-type': /^application\/x-www-form-urlencoded/ },
    body: {
      form: true,
      required: true,
      schema: {
        anyOf: [
          grant('password', 'username', 'password', 'client_id', 'client_secret'),
          grant('refresh_token', 'refresh_token', 'client_id', 'client_secret'),
        ],
      },
    },
    uncertain: 'innago.md §1',
  },
  {
    server: 'innago',
    method: 'GET',
    template: '/v2/maintenances/{maintenanceUid}',
    path: parameter('maintenanceUid', uuid),
    query: none,
    headers: INNAGO,
    body: undefined,
    uncertain: 'innago.md §3; the shape is unknown',
  },
  {
    server: 'innago',
    method: 'POST',
    template: '/v1/maintenances/{maintenanceUid}/comments',
    path: parameter('maintenanceUid', uuid),
    query: none,
    headers: INNAGO,
    body: { form: false, required: true, schema: { type: 'object', minProperties: 1 } },
    uncertain: 'innago.md §3; only the model is named, its fields are unknown',
  },
  {
    server: 'crm',
    method: 'PATCH',
    template: '/clients/services/{id}/cancel-deferred-change',
    path: parameter('id', whole),
    query: none,
    headers: CRM,
    body: undefined,
    uncertain: 'uisp-crm.md §4',
  },
  {
    server: 'crm',
    method: 'GET',
    template: '/ticketing/tickets/comments/{id}',
    path: parameter('id', whole),
    query: none,
    headers: CRM,
    body: undefined,
    uncertain: 'uisp-crm.md §5',
  },
  {
    server: 'crm',
    method: 'GET',
    template: '/ticketing/tickets/activities/{id}',
    path: parameter('id', whole),
    query: none,
    headers: CRM,
    body: undefined,
    uncertain: 'uisp-crm.md §5',
  },
  {
    server: 'nms',
    method: 'GET',
    template: '/devices/onus/{id}/system',
    path: parameter('id', uuid),
    query: none,
    headers: { 'x-auth-token': /\S/ },
    body: undefined,
    uncertain: 'uisp-nms.md §3.3 B',
  },
];
