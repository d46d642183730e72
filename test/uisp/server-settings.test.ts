import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSyncError, type SyncError } from '../../nodes/sync-error.ts';
import { uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';

const keys = { crmKey: 'crm/+key==', nmsKey: '5ad9b1a7-0000-4000-8000-000000000000' };

function refusal(fields: Record<string, unknown>, secrets: Record<string, unknown> = keys): SyncError {
  try {
    uispServerSettings(fields, secrets);
  } catch (error) {
    if (isSyncError(error)) return error;
    throw error;
  }
  assert.fail('expected a refusal');
}

test('unset fields, also those that still read ${VAR}, have their defaults', () => {
  const unset = {
    host: '${UISP_HOST}',
    parentSiteId: '${UISP_PARENT_SITE_ID}',
    parentSiteName: '',
    caFile: '${UISP_CA_FILE}',
    allowSelfSigned: '${UISP_ALLOW_SELF_SIGNED}',
    uispInvoices: '${UISP_INVOICES}',
    ticketsPublic: '${UISP_TICKETS_PUBLIC}',
    propertyClientId: '${UISP_PROPERTY_CLIENT_ID}',
    organizationId: '${UISP_ORGANIZATION_ID}',
    routes: '',
    timeoutSeconds: '',
  };
  const { routes, ...settings } = uispServerSettings(unset, keys);
  assert.deepEqual(settings, {
    ...keys,
    baseUrl: 'https://10.8.10.10',
    parentSite: { id: undefined, name: 'Victorian Village' },
    caFile: undefined,
    allowSelfSigned: false,
    uispInvoices: 'never',
    ticketsPublic: true,
    propertyClientId: undefined,
    organizationId: undefined,
    timeoutMs: 60_000,
  });
  assert.deepEqual(routes.renameOnu, { method: 'PUT', path: '/devices/onus/{id}/system' });
});

test('a host is reached by https, a URL as it says, without the path of an API', () => {
  const baseUrl = (host: string) => uispServerSettings({ host }, keys).baseUrl;
  assert.equal(baseUrl('uisp.example.net'), 'https://uisp.example.net');
  assert.equal(baseUrl('uisp.example.net:8443'), 'https://uisp.example.net:8443');
  assert.equal(baseUrl('http://127.0.0.1:8080/'), 'http://127.0.0.1:8080');
  assert.equal(baseUrl('https://uisp.example.net/nms/dashboard'), 'https://uisp.example.net');
  assert.equal(baseUrl('https://uisp.example.net/crm/api/v1.0'), 'https://uisp.example.net');
  assert.equal(refusal({ host: 'http://10.8.10.10' }).code, 'UISP_HTTP_REFUSED');
  assert.equal(refusal({ host: 'not a host' }).code, 'UISP_URL');
});

test('a missing key is named with its variable', () => {
  const crm = refusal({}, { ...keys, crmKey: '${UISP_CRM_API_KEY}' });
  assert.deepEqual([crm.code, crm.trouble], ['NOT_CONFIGURED', 'operator']);
  assert.match(`${crm.message} ${crm.hint}`, /CRM key.*UISP_CRM_API_KEY/);
  assert.match(refusal({}, { crmKey: 'x' }).hint ?? '', /NMS token.*UISP_NMS_API_KEY/);
});

test('values that are none of a field, and routes that are none, are refused in words', () => {
  assert.match(refusal({ uispInvoices: 'sometimes' }).message, /sometimes/);
  assert.equal(refusal({ timeoutSeconds: '0' }).code, 'NOT_CONFIGURED');
  assert.equal(refusal({ timeoutSeconds: 'soon' }).code, 'NOT_CONFIGURED');
  assert.equal(refusal({ routes: 'renameOnu = PATCH' }).code, 'ROUTE_INVALID');
  const flags = ['true', '1', 'Yes', true].map((allowSelfSigned) => uispServerSettings({ allowSelfSigned }, keys));
  assert.deepEqual(
    flags.map(({ allowSelfSigned }) => allowSelfSigned),
    [true, true, true, true],
  );
});

test('tickets can be seen by tenants unless the field says otherwise; the client for property tickets is a number', () => {
  const shown = [undefined, '', 'true', true, '1', 'false', false, 'no'].map(
    (ticketsPublic) => uispServerSettings({ ticketsPublic }, keys).ticketsPublic,
  );
  assert.deepEqual(shown, [true, true, true, true, true, false, false, false]);
  const clients = ['1001', ' 1001 ', 1001].map((propertyClientId) => uispServerSettings({ propertyClientId }, keys));
  assert.deepEqual(
    clients.map(({ propertyClientId }) => propertyClientId),
    [1001, 1001, 1001],
  );
  for (const propertyClientId of ['Village', '0', '-1', '1.5', 'innago:t-1']) {
    const error = refusal({ propertyClientId });
    assert.equal(error.code, 'NOT_CONFIGURED');
    assert.match(error.message, /Client for property tickets/);
  }
});
