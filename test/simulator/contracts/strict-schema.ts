import { isIP } from 'node:net';
import { isObject } from '../http/exchange.ts';

export type JsonSchema = Record<string, unknown>;

/** Formats that ajv-formats lacks or means differently. Innago's own example of a date-time has no zone (innago.md §2). */
export const EXTRA_FORMATS: Record<string, true | RegExp | ((text: string) => boolean)> = {
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/,
  'crm-date': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{4}$/,
  'ip-or-cidr': (text) => isIP(text.split('/')[0] ?? '') !== 0,
  double: true,
  int64: true,
  byte: true,
};

const GUID = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';
const CRM_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{4}$/;
const DEEPEST = 12;

/** How to make a contract's loose schema strict. */
export interface Strictness {
  /** Looks up a `$ref`. */
  readonly resolve: (ref: string) => unknown;
  /** Where null fits: in every field that is not required (CRM), in every field (bodies that the NMS sent itself), nowhere. */
  readonly nulls: 'optional' | 'always' | 'never';
  /** Shapes of what the contract leaves open, as the contract's own example shows them. */
  readonly example?: unknown;
}

/** The schema with no field but the known ones, references resolved and the `x-` rules turned into JSON Schema. */
export function strictSchema(given: unknown, how: Strictness, depth = 0, mayBeNull = false): JsonSchema {
  if (!isObject(given) || depth > DEEPEST) return {};
  if (typeof given['$ref'] === 'string') return strictSchema(how.resolve(given['$ref']), how, depth + 1, mayBeNull);
  const strict = alternatives(given, how, depth) ?? plain(given, how, depth);
  return mayBeNull || given['nullable'] === true ? orNull(strict) : strict;
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: choices } = schema;
  if (Array.isArray(choices))
    return { ...schema, enum: [...choices, null], ...(type === undefined ? {} : { type: [type, 'null'].flat() }) };
  return typeof type === 'string' ? { ...schema, type: [type, 'null'] } : { anyOf: [{ type: 'null' }, schema] };
}

function alternatives(given: JsonSchema, how: Strictness, depth: number): JsonSchema | undefined {
  const several = given['x-alternatives'] ?? given['anyOf'];
  if (Array.isArray(several)) return { anyOf: several.map((one) => strictSchema(one, how, depth + 1)) };
  const all = given['allOf'];
  if (Array.isArray(all)) return { allOf: all.map((one) => strictSchema(one, how, depth + 1)) };
  const constraint = isObject(given['x-constraint']) ? given['x-constraint'] : {};
  if (constraint['sign'] !== 'positive') return undefined;
  const { enum: besides, 'x-constraint': _constraint, ...rest } = given;
  const positive = { ...rest, exclusiveMinimum: 0 };
  return Array.isArray(besides) ? { anyOf: [{ enum: besides }, positive] } : positive;
}

function plain(given: JsonSchema, how: Strictness, depth: number): JsonSchema {
  const {
    type,
    properties,
    items,
    example: _example,
    'x-format': format,
    'x-constraint': constraint,
    nullable: _nullable,
    ...rest
  } = given;
  const strict: JsonSchema = {
    ...rest,
    ...(type === undefined ? {} : { type }),
    ...formatRule(format),
    ...example(type, how.example),
  };
  delete strict['description'];
  delete strict['title'];
  if (isObject(constraint) && constraint['unique'] === true) strict['uniqueItems'] = true;
  if (isObject(properties)) {
    const required: unknown[] = Array.isArray(given['required']) ? given['required'] : [];
    strict['type'] = 'object';
    strict['additionalProperties'] = false;
    strict['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => {
        const value = isObject(how.example) ? how.example[name] : undefined;
        const nullFits = how.nulls === 'always' || (how.nulls === 'optional' && !required.includes(name));
        return [name, strictSchema(property, { ...how, example: value }, depth + 1, nullFits)];
      }),
    );
  }
  if (items !== undefined) strict['items'] = strictSchema(items, { ...how, example: first(how.example) }, depth + 1);
  else if (type === 'array' && first(how.example) !== undefined) strict['items'] = fromExample(first(how.example));
  if (Array.isArray(strict['enum']) && strict['enum'].every((one) => typeof one === 'string' && /^\d+$/.test(one))) {
    // A number's choices that the conversion wrote as texts.
    strict['enum'] = strict['enum'].flatMap((one) => [one, Number(one)]);
    delete strict['type'];
  }
  return strict;
}

function formatRule(format: unknown): JsonSchema {
  if (!isObject(format)) return {};
  if (format['guid'] === true) return { pattern: GUID };
  if (format['email'] === true) return { format: 'email' };
  return format['ip'] === undefined ? {} : { format: 'ip-or-cidr' };
}

/** "Date string in the following format (see example)", says the CRM's contract. */
function example(type: unknown, value: unknown): JsonSchema {
  return type === 'string' && typeof value === 'string' && CRM_DATE.test(value) ? { format: 'crm-date' } : {};
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

/** A strict schema of the shape that an example shows; null fits everywhere. */
function fromExample(value: unknown): JsonSchema {
  if (Array.isArray(value))
    return orNull({ type: 'array', ...(value.length > 0 ? { items: fromExample(value[0]) } : {}) });
  if (isObject(value)) {
    const properties = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromExample(one)]));
    return orNull({ type: 'object', additionalProperties: false, properties });
  }
  if (typeof value === 'string') return orNull({ type: 'string', ...example('string', value) });
  return typeof value === 'number' || typeof value === 'boolean' ? orNull({ type: typeof value }) : {};
}
