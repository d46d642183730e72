import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { askedSimulator, at, listAt } from './asking.ts';
import { isObject } from './http/exchange.ts';

const folder = join(import.meta.dirname, '../../../shared/contracts');
const skip = existsSync(folder) ? false : 'the machine-readable contracts are not here';
const DEEPEST = 14;

/** Fields seen in live answers that the CRM's own example lacks (uisp-crm.md §4). */
const LIVE_FIELDS = ['addressData'];

/** Names of fields in `value` that the contract's example or schema does not have. */
function invented(value: unknown, has: (key: string) => unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.slice(0, 200).flatMap((one) => invented(one, has, `${path}[]`)))];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const known = has(`${path}.${key}`);
    return known === undefined && !LIVE_FIELDS.includes(key)
      ? [`${path}.${key}`]
      : invented(one, has, `${path}.${key}`);
  });
}

/** Whether a path exists in an example; below an empty list or a null everything does. */
function inExample(example: unknown): (path: string) => unknown {
  return (path) => {
    let here: unknown = example;
    for (const key of steps(path)) {
      if (here === null || (Array.isArray(here) && here.length === 0)) return true;
      here = key === '[]' ? at(here, '0') : at(here, key);
      if (here === undefined) return undefined;
    }
    return true;
  };
}

/** Whether a path exists in a schema; below a schema without fields everything does. */
function inSchema(schema: unknown, document: unknown): (path: string) => unknown {
  return (path) => {
    let here = resolved(schema, document);
    for (const key of steps(path)) {
      if (key === '[]') here = resolved(at(here, 'items'), document);
      else if (!isObject(at(here, 'properties'))) return true;
      else here = resolved(at(here, `properties.${key}`), document);
      if (here === undefined) return undefined;
    }
    return true;
  };
}

function resolved(schema: unknown, document: unknown, depth = 0): unknown {
  const ref = at(schema, '$ref');
  if (typeof ref === 'string' && depth < DEEPEST) {
    const target = ref.split('/').slice(1).map(decodeURIComponent);
    return resolved(
      target.reduce((here: unknown, key) => (isObject(here) ? here[key] : undefined), document),
      document,
      depth + 1,
    );
  }
  const parts = listAt(schema, 'allOf').map((part) => at(resolved(part, document, depth + 1), 'properties'));
  return parts.length > 0 ? { properties: Object.assign({}, ...parts) } : schema;
}

function steps(path: string): string[] {
  return path
    .replaceAll('[]', '.[]')
    .split('.')
    .filter((step) => step !== '');
}

const okAnswer = (document: unknown, template: string): unknown => {
  const paths = at(document, 'paths');
  return isObject(paths) ? at(paths[template], 'get.responses.200') : undefined;
};

const { simulator, ask } = await askedSimulator({ variants: { petFee: 10 } });

describe('what the simulator answers', { skip }, () => {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

  it('has no Innago field that the contract does not know', async () => {
    const document: unknown = parse(await read('innago.openapi.yml'));
    const { leaseUid, tenants } = simulator.world.lease('101');
    const { propertyUid } = simulator.innago;
    const invoiceUid = [...simulator.world.invoices.keys()][0];
    for (const [template, path] of [
      ['/v1/properties', '/v1/properties'],
      ['/v1/properties/{propertyUid}', `/v1/properties/${propertyUid}`],
      ['/v1/properties/{propertyUid}/units', `/v1/properties/${propertyUid}/units`],
      ['/v1/leases', '/v1/leases'],
      ['/v1/leases/{leaseUid}', `/v1/leases/${leaseUid}`],
      ['/v1/tenants', `/v1/tenants?leaseUid=${leaseUid}`],
      ['/v1/tenants/{tenantUid}', `/v1/tenants/${tenants[0]?.tenantUid}`],
      ['/v1/invoices', '/v1/invoices'],
      ['/v1/invoices/{invoiceUid}', `/v1/invoices/${invoiceUid}`],
      ['/v2/maintenances', '/v2/maintenances'],
    ] as const) {
      const answer = await ask.innago('GET', path);
      const content = at(okAnswer(document, template), 'content');
      const schema = isObject(content) ? at(content['application/json'], 'schema') : undefined;
      assert.equal(answer.status, 200, template);
      assert.deepEqual(invented(answer.body, inSchema(schema, document)), [], template);
    }
  });

  it('has no CRM field that the contract does not show', async () => {
    const document: unknown = JSON.parse(await read('uisp-crm.swagger.json'));
    const { world } = simulator;
    const client = world.addClient({ email: 'a@example.com' });
    await ask.crm('POST', `/clients/${client.id}/services`, { servicePlanPeriodId: 40 });
    await ask.crm('POST', '/ticketing/tickets', {
      subject: 'x',
      clientId: client.id,
      activity: [{ comment: { body: 'x' } }],
    });
    for (const path of [
      '/clients',
      '/clients/services',
      '/service-plans',
      '/options',
      '/organizations',
      '/countries',
      '/countries/states',
      '/ticketing/tickets',
      '/ticketing/tickets/comments',
      '/ticketing/tickets/activities',
      '/version',
    ]) {
      const answer = await ask.crm('GET', path);
      const examples = at(okAnswer(document, path), 'examples');
      const example = isObject(examples) ? examples['application/json'] : undefined;
      assert.deepEqual(invented(answer.body, inExample(example)), [], path);
    }
  });

  it('has no NMS field that the contract does not know', async () => {
    const document: unknown = JSON.parse(await read('uisp-nms.swagger.json'));
    const onu = [...simulator.world.devices.values()].find(({ type, siteId }) => type === 'onu' && siteId !== null);
    assert.ok(onu);
    for (const [template, path] of [
      ['/sites', '/sites?ucrmDetails=true'],
      ['/sites/{id}', `/sites/${onu.siteId}`],
      ['/devices', '/devices'],
      ['/devices/{id}', `/devices/${onu.id}`],
      ['/devices/onus', `/devices/onus?parentId=${onu.oltId}`],
      ['/devices/onus/{id}', `/devices/onus/${onu.id}`],
      ['/devices/{id}/system/unms', `/devices/${onu.id}/system/unms`],
    ] as const) {
      const answer = await ask.nms('GET', path);
      assert.equal(answer.status, 200, template);
      assert.deepEqual(
        invented(answer.body, inSchema(at(okAnswer(document, template), 'schema'), document)),
        [],
        template,
      );
    }
  });
});
