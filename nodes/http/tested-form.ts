/**
 * The values of an account node's dialog, as "Test connection" gets them before they are deployed, made into those that a deploy would
 * give the node: variables replaced, stored secrets in the place of their mark.
 */
import * as v from 'valibot';
import { SyncError } from '../sync-error.ts';

/** Fields of an account node by name, secrets included, as the operator typed them. */
export type FieldValues = Readonly<Record<string, unknown>>;

/** What the form of an account node holds, as far as the test has to know it. */
export interface AccountForm {
  /** Of error codes: `INNAGO`. */
  readonly prefix: string;
  /** Every field that the dialog sends; others are left out. */
  readonly fields: readonly string[];
  /** The fields among them that are secrets, and how the dialog calls them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the secrets of such a form would be sent. @throws SyncError when an address is none */
  readonly addresses: (values: FieldValues) => readonly string[];
}

/** What the editor shows in place of a stored secret. */
const storedMark = '__PWRD__';

const formSchema = v.record(v.string(), v.unknown());
const fieldSchema = v.optional(v.union([v.string(), v.number(), v.boolean()]));

/**
 * @param form what the editor sent
 * @param deployed the node's fields and secrets as they were deployed, if they were
 * @param environment for values such as `${INNAGO_API_KEY}`, as Node-RED would replace them on deploy
 * @throws SyncError BAD_REQUEST, `<PREFIX>_KEY_HELD_BACK`, and what {@link AccountForm.addresses} throws; all trouble operator
 */
export function testedValues(
  account: AccountForm,
  form: unknown,
  deployed: FieldValues | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): FieldValues {
  const typed = v.safeParse(formSchema, form);
  if (!typed.success) throw unreadable();
  const values = account.fields.map((field) => {
    const parsed = v.safeParse(fieldSchema, typed.output[field]);
    if (!parsed.success) throw unreadable();
    return [field, replaced(parsed.output, environment)];
  });
  return withStoredSecrets(account, Object.fromEntries(values), deployed);
}

/** A whole value that reads `${NAME}` is replaced where the variable is set. */
function replaced(value: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  const name = typeof value === 'string' ? /^\s*\$\{(\S+)\}\s*$/.exec(value)?.[1] : undefined;
  return name === undefined ? value : (environment[name] ?? value);
}

/** A stored secret goes only where it has been going: else the test would hand it to any host. */
function withStoredSecrets(account: AccountForm, values: FieldValues, deployed: FieldValues | undefined): FieldValues {
  const stored = Object.entries(account.secrets).filter(([secret]) => values[secret] === storedMark);
  const [first] = stored;
  if (first === undefined) return values;
  if (deployed === undefined || account.addresses(values).join('\n') !== account.addresses(deployed).join('\n')) {
    const label = first[1];
    throw new SyncError(`The address is not the deployed one, so the stored ${label} is not sent there.`, {
      code: `${account.prefix}_KEY_HELD_BACK`,
      trouble: 'operator',
      hint: `Type the ${label} again, or deploy first.`,
    });
  }
  return { ...values, ...Object.fromEntries(stored.map(([secret]) => [secret, deployed[secret]])) };
}

function unreadable(): SyncError {
  return new SyncError('The form could not be read.', { code: 'BAD_REQUEST', trouble: 'operator' });
}
