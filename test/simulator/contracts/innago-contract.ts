import { isObject } from '../http/exchange.ts';
import type { Operation, Parameter } from './contract-check.ts';
import { type JsonSchema, strictSchema } from './strict-schema.ts';

const HEADERS = { authorization: /^Bearer \S+$/, 'x-api-key': /\S/ };
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The operations of `innago.openapi.yml` (OpenAPI 3), made strict. */
export function innagoOperations(document: unknown): Operation[] {
  if (!isObject(document) || !isObject(document['paths'])) throw new Error('innago.openapi.yml has no paths');
  const resolve = (ref: string): unknown =>
    ref
      .split('/')
      .slice(1)
      .reduce((at: unknown, name) => (isObject(at) ? at[name] : undefined), document);
  const schemaOf = (given: unknown): JsonSchema => strictSchema(given, { resolve, nulls: 'never' });
  const operations: Operation[] = [];
  for (const [template, methods] of Object.entries(document['paths'])) {
    for (const [method, operation] of Object.entries(isObject(methods) ? methods : {})) {
      if (!METHODS.includes(method) || !isObject(operation)) continue;
      const parameters: unknown[] = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
      operations.push({
        server: 'innago',
        method: method.toUpperCase(),
        template,
        path: parametersIn('path', parameters, schemaOf),
        query: parametersIn('query', parameters, schemaOf),
        body: bodyOf(operation['requestBody'], schemaOf),
        headers: template === '/v1/health' ? {} : HEADERS,
      });
    }
  }
  return operations;
}

function parametersIn(
  place: string,
  parameters: readonly unknown[],
  schemaOf: (given: unknown) => JsonSchema,
): Map<string, Parameter> {
  const found = new Map<string, Parameter>();
  for (const one of parameters) {
    if (!isObject(one) || one['in'] !== place) continue;
    const schema = isObject(one['schema']) ? one['schema'] : {};
    const repeats = schema['type'] === 'array';
    found.set(String(one['name']), {
      schema: schemaOf(repeats ? schema['items'] : schema),
      required: one['required'] === true,
      repeats,
    });
  }
  return found;
}

function bodyOf(given: unknown, schemaOf: (given: unknown) => JsonSchema): Operation['body'] {
  if (!isObject(given) || !isObject(given['content'])) return undefined;
  const json = given['content']['application/json'];
  return { schema: schemaOf(isObject(json) ? json['schema'] : {}), required: given['required'] === true, form: false };
}
