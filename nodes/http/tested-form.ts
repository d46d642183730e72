/**
 * The values of an account node's dialog, as "Test connection" gets them before they are deployed, made into those that a deploy would
 * give the node: variables replaced, stored secrets in the place of their mark.
 */
import * as v from 'valibot';
import { textField } from '../red.ts';
import { SyncError } from '../sync-error.ts';
import type { Values } from './environment.ts';
import { settingVariable, variableName } from './variables.ts';

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
 * @param environment for values such as `${INNAGO_API_KEY}`, as Node-RED would replace them on deploy; in a secret's field, only the
 *   account's own variables are
 * @throws SyncError BAD_REQUEST, `<PREFIX>_KEY_HELD_BACK`, and what {@link AccountForm.addresses} throws; all trouble operator
 */
export function testedValues(
  account: AccountForm,
  form: unknown,
  deployed: FieldValues | undefined,
  environment: Values,
): FieldValues {
  const typed = v.safeParse(formSchema, form);
  if (!typed.success) throw unreadable();
  const values = account.fields.map((field) => {
    const parsed = v.safeParse(fieldSchema, typed.output[field]);
    if (!parsed.success) throw unreadable();
    const isSecret = Object.hasOwn(account.secrets, field);
    return [field, isSecret ? parsed.output : replaced(parsed.output, environment)];
  });
  return withSecrets(account, Object.fromEntries(values), deployed, environment);
}

/** A value that reads `${NAME}` is replaced where the variable is set. */
function replaced(value: unknown, environment: Values): unknown {
  const name = variableName(value);
  return name === undefined ? value : (environment[name] ?? value);
}

/** What the browser names and only the runtime knows goes where it has been going: else the test would hand it to any host. */
function withSecrets(
  account: AccountForm,
  values: FieldValues,
  deployed: FieldValues | undefined,
  environment: Values,
): FieldValues {
  const known = Object.entries(account.secrets).flatMap(([secret, label]) => {
    const typed = values[secret];
    if (typed === storedMark) return [{ secret, value: deployed?.[secret], label, what: `the stored ${label}` }];
    const name = variableName(typed);
    if (name === undefined || environment[name] === undefined) return [];
    if (settingVariable(typed) === undefined || !name.startsWith(`${account.prefix}_`)) {
      throw heldBack(
        account,
        `The variable ${name} is none of this account’s own, so it is not sent for a test.`,
        label,
      );
    }
    return [{ secret, value: environment[name], label, what: `the ${label} of the variable ${name}` }];
  });
  const first = known.find(({ value }) => textField(value) !== undefined);
  if (first !== undefined && deployed !== undefined && !isSent(account, values, deployed)) {
    throw heldBack(account, `The address is not the deployed one, so ${first.what} is not sent there.`, first.label);
  }
  return { ...values, ...Object.fromEntries(known.map(({ secret, value }) => [secret, value])) };
}

function heldBack({ prefix }: AccountForm, text: string, label: string): SyncError {
  const hint = `Type the ${label} again, or deploy first.`;
  return new SyncError(text, { code: `${prefix}_KEY_HELD_BACK`, trouble: 'operator', hint });
}

/** Do the deployed secrets go to these addresses? Not while the deployed ones are none. */
function isSent({ addresses }: AccountForm, values: FieldValues, deployed: FieldValues): boolean {
  const typed = addresses(values).join('\n');
  try {
    return typed === addresses(deployed).join('\n');
  } catch {
    return false;
  }
}

function unreadable(): SyncError {
  return new SyncError('The form could not be read.', { code: 'BAD_REQUEST', trouble: 'operator' });
}
