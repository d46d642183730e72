/** Which variables the dialogs are told of, and what of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOf } from '../../nodes/http/environment.ts';
import { offerVariables, settingVariable, settingVariables, variablesOf } from '../../nodes/http/variables.ts';
import { TestRed } from '../red-runtime.ts';

const secrets = settingVariables.filter((name) => /KEY|SECRET|TOKEN$|PASS|CLIENT_ID|SMTP_USER|ADMIN_USER/.test(name));

test('no secret’s value and no other variable of the process is ever given', () => {
  const environment: Record<string, string> = { PATH: 'c4n4ry', HOME: 'c4n4ry', AWS_SECRET_ACCESS_KEY: 'c4n4ry' };
  for (const name of settingVariables) environment[name] = secrets.includes(name) ? 'c4n4ry' : `value of ${name}`;
  environment['INNAGO_API_URL'] = 'https://user:c4n4ry@api.example.net/openapi?key=c4n4ry#c4n4ry';
  environment['UISP_HOST'] = 'user:c4n4ry@uisp.example.net';
  const { variables } = variablesOf(environment);
  assert.ok(!JSON.stringify(variables).includes('c4n4ry'));
  assert.deepEqual(Object.keys(variables).sort(), [...settingVariables].sort());
  assert.ok(secrets.length > 8);
  for (const name of secrets) assert.deepEqual(variables[name], { isSet: true }, name);
  assert.equal(variables['INNAGO_API_URL']?.value, 'https://api.example.net/openapi');
  assert.equal(variables['UISP_HOST']?.value, 'uisp.example.net');
});

test('a variable is set or not; values are told as they are', () => {
  const { variables } = variablesOf({ UISP_HOST: '10.8.10.10:8443', SYNC_ONLY_UNITS: '', POLL_CRON: '0 0 * ? * *' });
  assert.deepEqual(variables['UISP_HOST'], { isSet: true, value: '10.8.10.10:8443' });
  assert.deepEqual(variables['SYNC_ONLY_UNITS'], { isSet: true, value: '' });
  assert.deepEqual(variables['POLL_CRON'], { isSet: true, value: '0 0 * ? * *' });
  assert.deepEqual(variables['SYNC_MODE'], { isSet: false });
  assert.deepEqual(variables['INNAGO_API_KEY'], { isSet: false });
});

test('a name is told only of a whole ${NAME} of ours', () => {
  assert.equal(settingVariable('${UISP_CRM_API_KEY}'), 'UISP_CRM_API_KEY');
  // With a blank beside it, Node-RED leaves it as it is.
  for (const value of [
    ' ${UISP_CRM_API_KEY}',
    '${UISP_CRM_API_KEY} ',
    'c4n4ry',
    '${c4n4ry}',
    'x${UISP_HOST}',
    undefined,
    7,
    '${UISP_HOST}${UISP_HOST}',
  ])
    assert.equal(settingVariable(value), undefined, String(value));
});

test('the route is for those who may see flows', async () => {
  const red = new TestRed([(api) => offerVariables(api, { SYNC_MODE: 'live', UISP_CRM_API_KEY: 'c4n4ry' })]);
  assert.equal(red.routes.get('GET /village-fiber/variables')?.permission, 'flows.read');
  const { body } = await red.ask('GET /village-fiber/variables');
  assert.match(JSON.stringify(body), /"SYNC_MODE":\{"isSet":true,"value":"live"\}/);
  assert.ok(!JSON.stringify(body).includes('c4n4ry'));
});

/** The editor's own variables, as Node-RED keeps them: their values are known by the flow that the node is in. */
function withEditorsOwn(red: TestRed, env: readonly { name: string; type: string; value?: unknown }[]): void {
  const values = new Map(env.map(({ name, value }) => [name, value]));
  const getSetting = (name: string) => values.get(name);
  red.configs.push({ id: 'own', type: 'global-config', env: env.map(({ name, type }) => ({ name, type, value: '' })) });
  red.nodes.set('own', { _flow: { getSetting } });
}

test('variables of the editor come before those of the process; a credential is told as set, and no more', async () => {
  const red = new TestRed([(api) => offerVariables(api, { UISP_HOST: 'process', SYNC_MODE: 'live', POLL_CRON: 'x' })]);
  withEditorsOwn(red, [
    { name: 'UISP_HOST', type: 'str', value: 'user:c4n4ry@editor' },
    { name: 'UISP_CRM_API_KEY', type: 'str', value: 'c4n4ry' },
    { name: 'EMAIL_FROM', type: 'cred', value: 'c4n4ry' },
    { name: 'SMTP_PORT', type: 'num', value: 587 },
    { name: 'POLL_CRON', type: 'jsonata', value: undefined },
    { name: 'MINE', type: 'str', value: 'c4n4ry' },
  ]);
  const { body } = await red.ask('GET /village-fiber/variables');
  const told = (name: string) => Object(Object(body).variables)[name];
  assert.deepEqual(told('UISP_HOST'), { isSet: true, value: 'editor' });
  assert.deepEqual(told('SYNC_MODE'), { isSet: true, value: 'live' });
  assert.deepEqual([told('UISP_CRM_API_KEY'), told('EMAIL_FROM')], [{ isSet: true }, { isSet: true }]);
  assert.deepEqual(told('SMTP_PORT'), { isSet: true, value: '587' });
  assert.deepEqual(told('POLL_CRON'), { isSet: false }, 'as Node-RED replaces nothing by it');
  assert.ok(!JSON.stringify(body).includes('c4n4ry'));
  assert.equal(environmentOf(red.api, {}).values['MINE'], 'c4n4ry');
  red.nodes.delete('own');
  assert.deepEqual(environmentOf(red.api, { A: 'b' }).values, { A: 'b' }, 'nothing runs, nothing is replaced');
});
