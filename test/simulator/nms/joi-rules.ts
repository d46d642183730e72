import { type ApiRequest, isObject } from '../http/exchange.ts';
import { invalid } from './answers.ts';

/** One field of a payload; `nullable` also takes null, as joi's allow(null) that the swagger leaves out. */
interface FieldRule {
  readonly type: 'string' | 'number' | 'boolean' | 'guid' | 'object' | 'array';
  readonly required?: boolean;
  readonly nullable?: boolean;
  readonly shortest?: number;
  readonly longest?: number;
  readonly oneOf?: readonly string[];
}

export type FieldRules = Readonly<Record<string, FieldRule>>;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The payload, after joi has looked at it: an object, no unknown key, types as they are (uisp-nms.md §2, §4.3). */
export function checkedPayload(body: unknown, name: string, rules: FieldRules, path = ''): Record<string, unknown> {
  if (!isObject(body)) return invalid('payload', path, `"${name}" must be an object`);
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  for (const key of Object.keys(body)) {
    if (!Object.hasOwn(rules, key)) invalid('payload', at(key), `"${key}" is not allowed`);
  }
  for (const [key, rule] of Object.entries(rules)) checkField(body[key], key, at(key), rule);
  return body;
}

function checkField(value: unknown, key: string, at: string, rule: FieldRule): void {
  const refuse = (what: string): never => invalid('payload', at, `"${key}" ${what}`);
  if (value === undefined) {
    if (rule.required) refuse('is required');
    return;
  }
  if (value === null && rule.nullable) return;
  switch (rule.type) {
    case 'guid':
      if (typeof value !== 'string' || !GUID.test(value)) refuse('must be a valid GUID');
      break;
    case 'object':
      if (!isObject(value)) refuse('must be an object');
      break;
    case 'array':
      if (!Array.isArray(value)) refuse('must be an array');
      break;
    default:
      if (typeof value !== rule.type) refuse(`must be a ${rule.type}`);
  }
  if (typeof value !== 'string') return;
  if (value.length < (rule.shortest ?? (rule.type === 'string' && rule.required ? 1 : 0)))
    refuse('is not allowed to be empty');
  if (rule.longest !== undefined && value.length > rule.longest)
    refuse(`length must be less than or equal to ${rule.longest} characters long`);
  if (rule.oneOf && !rule.oneOf.includes(value)) refuse(`must be one of [${rule.oneOf.join(', ')}]`);
}

/** Unknown query keys are a 400 here (uisp-nms.md §6). */
export function checkQuery(request: ApiRequest, known: readonly string[]): void {
  for (const key of request.query.keys()) if (!known.includes(key)) invalid('query', key, `"${key}" is not allowed`);
}

export function booleanQuery(request: ApiRequest, key: string): boolean | undefined {
  const value = request.query.get(key);
  if (value === null) return undefined;
  if (value === 'true') return true;
  return value === 'false' ? false : invalid('query', key, `"${key}" must be a boolean`);
}

export function guidQuery(request: ApiRequest, key: string): string | undefined {
  const value = request.query.get(key);
  if (value === null) return undefined;
  return GUID.test(value) ? value.toLowerCase() : invalid('query', key, `"${key}" must be a valid GUID`);
}

/** All values of a repeatable key, each of the allowed ones. */
export function choicesQuery(request: ApiRequest, key: string, choices: readonly string[]): string[] {
  const values = request.query.getAll(key);
  for (const value of values) {
    if (!choices.includes(value)) invalid('query', key, `"${key}" must be one of [${choices.join(', ')}]`);
  }
  return values;
}

export function guidParam(request: ApiRequest, key = 'id'): string {
  const value = request.params[key] ?? '';
  return GUID.test(value) ? value.toLowerCase() : invalid('params', key, `"${key}" must be a valid GUID`);
}

export function guidOf(value: unknown, key: string, source: 'payload' | 'query' = 'payload'): string {
  return typeof value === 'string' && GUID.test(value)
    ? value.toLowerCase()
    : invalid(source, key, `"${key}" must be a valid GUID`);
}

/** A positive whole number of the query that must be there. */
export function countQuery(request: ApiRequest, key: string): number {
  const value = request.query.get(key);
  if (value === null) return invalid('query', key, `"${key}" is required`);
  return /^[1-9]\d*$/.test(value) ? Number(value) : invalid('query', key, `"${key}" must be a positive number`);
}
