/**
 * The editor's button "Test connection": `POST village-fiber/innago-account/:id/test` with the values of the form, deployed or not.
 */
import * as v from 'valibot';
import type { AdminRequest, AdminResponse, RuntimeApi } from '../red.ts';
import { SyncError, toSyncError } from '../sync-error.ts';
import { type InnagoFieldValues, innagoFields, innagoSecrets, innagoUrls } from './settings.ts';
import { failedTest, type TestResult, testInnago } from './test-connection.ts';

/** What the editor shows in place of a stored secret. */
const storedMark = '__PWRD__';

const value = v.optional(v.union([v.string(), v.number()]));
const formSchema = v.object({
  apiUrl: value,
  tokenUrl: value,
  propertyId: value,
  zonedDates: value,
  routes: value,
  commentField: value,
  timeoutSeconds: value,
  apiKey: value,
  clientId: value,
  clientSecret: value,
  bearerToken: value,
});
type Form = v.InferOutput<typeof formSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Adds the route. @returns the fields and secrets of deployed accounts by node id, to be kept up to date by the node */
export function offerTest(red: RuntimeApi): Map<string, InnagoFieldValues> {
  const deployed = new Map<string, InnagoFieldValues>();
  const answer = async (request: AdminRequest): Promise<TestResult> => {
    if (!isJson(request))
      throw new SyncError('The test takes JSON only.', { code: 'BAD_REQUEST', trouble: 'operator' });
    return testForm(request.body, deployed.get(request.params['id'] ?? ''), process.env);
  };
  red.httpAdmin.post(
    '/village-fiber/innago-account/:id/test',
    red.auth.needsPermission('innago-account.write'),
    (request: AdminRequest, response: AdminResponse) => {
      answer(request).then(
        (result) => response.json(result),
        (error: unknown) => response.json(failedTest(toSyncError(error, 'none'))),
      );
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
 * @param deployed fields and secrets of the account as it was deployed, if it was
 * @param environment for values such as `${INNAGO_API_KEY}`, as Node-RED would replace them on deploy
 */
export async function testForm(
  form: unknown,
  deployed: InnagoFieldValues | undefined,
  environment: Environment,
): Promise<TestResult> {
  try {
    const parsed = v.safeParse(formSchema, form);
    if (!parsed.success)
      throw new SyncError('The form could not be read.', { code: 'BAD_REQUEST', trouble: 'operator' });
    const fields = resolved(parsed.output, environment);
    return await testInnago(withStoredSecrets(fields, deployed));
  } catch (error) {
    return failedTest(toSyncError(error, 'none'));
  }
}

/** Whole values that read `${NAME}`, replaced where the variable is set. */
function resolved(form: Form, environment: Environment): InnagoFieldValues {
  const replaced = Object.entries(form).map(([field, typed]) => {
    const name = typeof typed === 'string' ? /^\s*\$\{(\S+)\}\s*$/.exec(typed)?.[1] : undefined;
    return [field, name === undefined ? typed : (environment[name] ?? typed)];
  });
  return { ...form, ...Object.fromEntries(replaced) };
}

/** A stored secret goes only where it has been going: else the test would hand it to any host. */
function withStoredSecrets(fields: InnagoFieldValues, deployed: InnagoFieldValues | undefined): InnagoFieldValues {
  const stored = innagoSecrets.filter((secret) => fields[secret] === storedMark);
  const [first] = stored;
  if (first === undefined) return fields;
  if (deployed === undefined || !goesToSamePlace(fields, deployed)) {
    throw new SyncError(
      `The addresses are not the deployed ones, so the stored ${innagoFields[first].label} is not sent there.`,
      {
        code: 'INNAGO_KEY_HELD_BACK',
        trouble: 'operator',
        hint: 'Type the keys again, or deploy first.',
      },
    );
  }
  return { ...fields, ...Object.fromEntries(stored.map((secret) => [secret, deployed[secret]])) };
}

function goesToSamePlace(fields: InnagoFieldValues, deployed: InnagoFieldValues): boolean {
  const [typed, known] = [innagoUrls(fields), innagoUrls(deployed)];
  return typed.apiUrl === known.apiUrl && typed.tokenUrl === known.tokenUrl;
}
