import { isObject, type ServerName } from '../http/exchange.ts';
import type { Operation, Parameter } from './contract-check.ts';
import { type JsonSchema, strictSchema } from './strict-schema.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Bodies that may hold nulls: the server sends them itself and joi takes them back, which the swagger leaves out. */
const NMS_ECHOED_BODIES = ['#/definitions/SiteUpdate', '#/definitions/PayloadUnmsSettings'];

const HEADERS: Record<string, Operation['headers']> = {
  crm: { 'x-auth-app-key': /\S/ },
  nms: { 'x-auth-token': /\S/ },
};

/** The operations of a UISP swagger 2.0 file, made strict. */
export function swaggerOperations(server: Extract<ServerName, 'crm' | 'nms'>, document: unknown): Operation[] {
  if (!isObject(document) || !isObject(document['paths'])) throw new Error(`the ${server} contract has no paths`);
  const resolve = (ref: string): unknown =>
    ref
      .split('/')
      .slice(1)
      .map((name) => decodeURIComponent(name))
      .reduce((at: unknown, name) => (isObject(at) ? at[name] : undefined), document);
  const operations: Operation[] = [];
  for (const [template, methods] of Object.entries(document['paths'])) {
    for (const [method, operation] of Object.entries(isObject(methods) ? methods : {})) {
      if (!METHODS.includes(method) || !isObject(operation)) continue;
      const given: unknown[] = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
      const parameters = given.filter(isObject);
      operations.push({
        server,
        method: method.toUpperCase(),
        template,
        path: new Map(
          parameters
            .filter((one) => one['in'] === 'path')
            .map((one) => [String(one['name']), parameterOf(one, resolve)]),
        ),
        query: new Map(
          parameters.filter((one) => isQuery(one, method)).map((one) => [queryName(one), parameterOf(one, resolve)]),
        ),
        body:
          method === 'get'
            ? undefined
            : bodyOf(
                server,
                parameters.find((one) => one['in'] === 'body'),
                resolve,
              ),
        headers: template === '/nms/version' ? {} : (HEADERS[server] ?? {}),
      });
    }
  }
  return operations;
}

/** The CRM file's conversion moved some query parameters of GETs into a body. */
function isQuery(parameter: JsonSchema, method: string): boolean {
  return parameter['in'] === 'query' || (parameter['in'] === 'body' && method === 'get');
}

/** `statuses%5B%5D` is `statuses[]`. */
function queryName(parameter: JsonSchema): string {
  return decodeURIComponent(String(parameter['name']));
}

function parameterOf(parameter: JsonSchema, resolve: (ref: string) => unknown): Parameter {
  const {
    name,
    in: _in,
    required,
    schema,
    collectionFormat: _format,
    'x-example': _example,
    default: _default,
    ...inline
  } = parameter;
  const given = isObject(schema) ? schema : inline;
  const isList = given['type'] === 'array';
  return {
    schema: strictSchema(isList ? given['items'] : given, { resolve, nulls: 'never' }),
    required: required === true,
    repeats: isList || decodeURIComponent(String(name)).endsWith('[]'),
  };
}

function bodyOf(
  server: string,
  parameter: JsonSchema | undefined,
  resolve: (ref: string) => unknown,
): Operation['body'] {
  const schema = parameter?.['schema'];
  if (!isObject(schema)) return undefined;
  const echoed = NMS_ECHOED_BODIES.includes(String(schema['$ref'] ?? ''));
  const nulls = server === 'crm' ? 'optional' : echoed ? 'always' : 'never';
  const strict = strictSchema(schema, {
    resolve,
    nulls,
    ...(server === 'crm' ? { example: schema['example'] } : {}),
  });
  return { schema: strict, required: true, form: false };
}
