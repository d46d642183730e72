/**
 * The routes behind an account node's dialog: `POST village-fiber/<type>/:id/test` and `…/lookup` with the values of the form, and
 * `GET village-fiber/<type>/:id/stored`, which tells the variables that its stored secrets are.
 */
import * as v from 'valibot';
import type { AdminHandler, AdminRequest, NodeConfig, RuntimeApi } from '../red.ts';
import { environmentOf } from './environment.ts';
import type { TestStage } from './form-limits.ts';
import { type AccountLists, lookUp } from './look-up.ts';
import { type ConnectionTest, testForm } from './test-connection.ts';
import type { FieldValues } from './tested-form.ts';
import { settingVariable } from './variables.ts';

/** What an account node brings to its dialog. */
export interface AccountDialog extends ConnectionTest, AccountLists {
  /** The node's type: `innago-account`. */
  readonly type: string;
}

/**
 * Adds the routes, each for those who may edit (or see) this type of node, JSON only.
 * @returns fields and secrets of the deployed nodes by id, to be kept up to date by the node
 */
export function offerDialog(red: RuntimeApi, account: AccountDialog): Map<string, FieldValues> {
  const deployed = new Map<string, FieldValues>();
  const path = `/village-fiber/${account.type}/:id`;
  const answer =
    <Result>(work: (form: unknown, stage: TestStage) => Promise<Result>): AdminHandler =>
    (request, response) => {
      // What is no JSON is no form either.
      const form = isJson(request) ? request.body : undefined;
      const environment = environmentOf(red, process.env).values;
      const nodes: NodeConfig[] = [];
      red.nodes.eachNode((node) => nodes.push(node));
      work(form, { deployed: deployed.get(idOf(request)), environment, nodes }).then((result) => response.json(result));
    };
  const mayWrite = red.auth.needsPermission(`${account.type}.write`);
  const test = answer((form, stage) => testForm(account, form, stage));
  const list = answer((form, stage) => lookUp(account, form, stage));
  red.httpAdmin.post(`${path}/test`, mayWrite, test);
  red.httpAdmin.post(`${path}/lookup`, mayWrite, list);
  red.httpAdmin.get(`${path}/stored`, red.auth.needsPermission(`${account.type}.read`), (request, response) =>
    response.json(storedVariables(account, red.nodes.getCredentials(idOf(request)))),
  );
  return deployed;
}

const storedSchema = v.fallback(v.record(v.string(), v.unknown()), {});

/**
 * @param stored the node's credentials as they are stored, `${VAR}` as it is written
 * @returns by the secret's field, the variable of ours that it is; nothing of a secret that is none
 */
export function storedVariables(
  { secrets }: Pick<AccountDialog, 'secrets'>,
  stored: unknown,
): Readonly<Record<string, string>> {
  const values = v.parse(storedSchema, stored);
  const named = Object.keys(secrets).map((secret) => [secret, settingVariable(values[secret])] as const);
  return Object.fromEntries(named.flatMap(([secret, name]) => (name === undefined ? [] : [[secret, name]])));
}

function idOf(request: AdminRequest): string {
  return request.params['id'] ?? '';
}

/** A form of another web site could send anything but this. */
function isJson(request: AdminRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/json');
}
