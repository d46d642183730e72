/**
 * The editor's button "Test connection": `POST village-fiber/uisp-server/:id/test` with the values of the form, deployed or not.
 */
import * as v from 'valibot';
import type { AdminRequest, AdminResponse, RuntimeApi } from '../red.ts';
import { SyncError, toSyncError } from '../sync-error.ts';
import { failedTest, type TestResult, testConnection } from './test-connection.ts';
import { type UispSecrets, type UispServerFields, uispBaseUrl, uispServerSettings } from './uisp-server-settings.ts';

/** A node as it was deployed: where its stored secrets may go. */
export interface DeployedServer {
  readonly host: unknown;
  readonly secrets: UispSecrets;
}

/** What the editor shows in place of a stored secret. */
const storedMark = '__PWRD__';

const formSchema = v.object({
  host: v.optional(v.string()),
  parentSiteId: v.optional(v.string()),
  parentSiteName: v.optional(v.string()),
  caFile: v.optional(v.string()),
  allowSelfSigned: v.optional(v.union([v.string(), v.boolean()])),
  uispInvoices: v.optional(v.string()),
  routes: v.optional(v.string()),
  timeoutSeconds: v.optional(v.union([v.string(), v.number()])),
  crmKey: v.optional(v.string()),
  nmsKey: v.optional(v.string()),
});

/** Adds the route. @returns the deployed servers by node id, to be kept up to date by the node */
export function offerTest(red: RuntimeApi): Map<string, DeployedServer> {
  const deployed = new Map<string, DeployedServer>();
  const answer = async (request: AdminRequest, response: AdminResponse) => {
    const result = isJson(request)
      ? await testForm(request.body, deployed.get(request.params['id'] ?? ''), process.env)
      : failedTest(new SyncError('The test takes JSON only.', { code: 'BAD_REQUEST', trouble: 'operator' }));
    response.json(result);
  };
  red.httpAdmin.post(
    '/village-fiber/uisp-server/:id/test',
    red.auth.needsPermission('uisp-server.write'),
    (request, response) => {
      answer(request, response).catch((error: unknown) => response.json(failedTest(toSyncError(error))));
    },
  );
  return deployed;
}

/** A form of another web site could send anything but this. */
function isJson(request: AdminRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/json');
}

/**
 * @param form what the editor sent
 * @param deployed the node as it was deployed, if it was
 * @param environment for values such as `${UISP_HOST}`, as Node-RED would replace them on deploy
 */
export async function testForm(
  form: unknown,
  deployed: DeployedServer | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TestResult> {
  try {
    const fields = resolved(v.parse(formSchema, form), environment);
    const secrets = {
      crmKey: secretOf(fields.crmKey, fields, deployed, deployed?.secrets.crmKey, 'CRM key'),
      nmsKey: secretOf(fields.nmsKey, fields, deployed, deployed?.secrets.nmsKey, 'NMS token'),
    };
    return await testConnection(uispServerSettings(fields, secrets));
  } catch (error) {
    return failedTest(toSyncError(error));
  }
}

/** Whole values that read `${NAME}`, replaced where the variable is set. */
function resolved<T extends Readonly<Record<string, unknown>>>(
  form: T,
  environment: Readonly<Record<string, string | undefined>>,
): T {
  const replaced = Object.entries(form).map(([field, value]) => {
    const name = typeof value === 'string' ? /^\s*\$\{(\S+)\}\s*$/.exec(value)?.[1] : undefined;
    return [field, name === undefined ? value : (environment[name] ?? value)];
  });
  return { ...form, ...Object.fromEntries(replaced) };
}

/** The stored secret goes only where it has been going: else the test would hand it to any host. */
function secretOf(
  typed: string | undefined,
  fields: UispServerFields,
  deployed: DeployedServer | undefined,
  stored: unknown,
  field: string,
): unknown {
  if (typed !== storedMark) return typed;
  if (deployed !== undefined && uispBaseUrl(fields.host) === uispBaseUrl(deployed.host)) return stored;
  throw new SyncError(`The host is not the deployed one, so the stored ${field} is not sent there.`, {
    code: 'UISP_KEY_HELD_BACK',
    trouble: 'operator',
    hint: `Type the ${field} again, or deploy first.`,
  });
}
