import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { ApiRequest, ServerName } from '../http/exchange.ts';
import { matchRoute } from '../http/routes.ts';
import { EXTRA_FORMATS, type JsonSchema } from './strict-schema.ts';

/** What the contracts say about one request. */
interface Checked {
  /** The contract's path template, when the operation is known. */
  readonly template: string | undefined;
  readonly problems: readonly string[];
}

/** Checks requests against the machine-readable contracts. */
export interface ContractCheck {
  /** False when the contracts' folder was not there. */
  readonly loaded: boolean;
  check(server: ServerName, request: ApiRequest, badJson: boolean): Checked;
}

/** One parameter of the path or the query; `repeats` takes several values. */
export interface Parameter {
  readonly schema: JsonSchema;
  readonly required: boolean;
  readonly repeats: boolean;
}

/** One operation of a contract. */
export interface Operation {
  readonly server: ServerName;
  readonly method: string;
  readonly template: string;
  readonly path: ReadonlyMap<string, Parameter>;
  readonly query: ReadonlyMap<string, Parameter>;
  /** Absent: the operation takes no body. */
  readonly body: { readonly schema: JsonSchema; readonly required: boolean; readonly form: boolean } | undefined;
  /** Headers that must be there, with the pattern of their value. */
  readonly headers: Readonly<Record<string, RegExp>>;
  /** Where we know it from, when the contract lacks it. */
  readonly uncertain?: string;
}

export const noContracts: ContractCheck = { loaded: false, check: () => ({ template: undefined, problems: [] }) };

/** A check over these operations; schemas are compiled when first used. */
export function contractCheck(operations: readonly Operation[]): ContractCheck {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  for (const [name, format] of Object.entries(EXTRA_FORMATS)) ajv.addFormat(name, format);
  const compiled = new Map<JsonSchema, ValidateFunction>();
  const problemsOf = (schema: JsonSchema, value: unknown, what: string): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => {
      const more = String(error.params['additionalProperty'] ?? error.params['allowedValues'] ?? '').slice(0, 80);
      return `${what}${error.instancePath}: ${error.message} ${more}`.trimEnd();
    });
  };
  const byServer = Map.groupBy(operations, ({ server }) => server);
  const routes = new Map(
    [...byServer].map(([server, list]) => [
      server,
      list.map((operation) => ({ ...operation, handle: () => ({ status: 200 }), operation })),
    ]),
  );
  return {
    loaded: true,
    check(server, request, badJson) {
      const { match } = matchRoute(routes.get(server) ?? [], request.method, request.path);
      const operation = (byServer.get(server) ?? []).find(
        (one) => one.method === match?.route.method && one.template === match.route.template,
      );
      if (!match || !operation) return { template: undefined, problems: ['unknown operation'] };
      const problems = [
        ...headerProblems(operation, request),
        ...[...operation.path].flatMap(([name, parameter]) =>
          problemsOf(parameter.schema, typed(parameter.schema, match.params[name] ?? ''), `path ${name}`),
        ),
        ...queryProblems(operation, request, problemsOf),
        ...bodyProblems(operation, request, badJson, problemsOf),
      ];
      return { template: operation.template, problems };
    },
  };
}

type ProblemsOf = (schema: JsonSchema, value: unknown, what: string) => string[];

function headerProblems(operation: Operation, request: ApiRequest): string[] {
  return Object.entries(operation.headers)
    .filter(([name, pattern]) => !pattern.test(String(request.headers[name] ?? '')))
    .map(([name]) => `header ${name}: missing or malformed`);
}

function queryProblems(operation: Operation, request: ApiRequest, problemsOf: ProblemsOf): string[] {
  const problems: string[] = [];
  for (const name of new Set(request.query.keys())) {
    const parameter = operation.query.get(name);
    const values = request.query.getAll(name);
    if (!parameter) problems.push(`query ${name}: unknown parameter`);
    else if (values.length > 1 && !parameter.repeats) problems.push(`query ${name}: given ${values.length} times`);
    else
      problems.push(
        ...values.flatMap((value) => problemsOf(parameter.schema, typed(parameter.schema, value), `query ${name}`)),
      );
  }
  for (const [name, { required }] of operation.query)
    if (required && !request.query.has(name)) problems.push(`query ${name}: required`);
  return problems;
}

function bodyProblems(operation: Operation, request: ApiRequest, badJson: boolean, problemsOf: ProblemsOf): string[] {
  const { body } = operation;
  if (!body) return request.rawBody === '' || request.rawBody === '{}' ? [] : ['body: none expected'];
  if (request.rawBody === '') return body.required ? ['body: missing'] : [];
  if (body.form) return problemsOf(body.schema, Object.fromEntries(new URLSearchParams(request.rawBody)), 'form');
  return badJson ? ['body: not JSON'] : problemsOf(body.schema, request.body, 'body');
}

/** A text of the url as the type that its schema wants, when it can be read so. */
function typed(schema: JsonSchema, text: string): unknown {
  const type = schema['type'];
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
