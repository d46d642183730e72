import { isObject } from '../http/exchange.ts';
import { badRequest, unprocessable } from './answers.ts';

/** The type a field must have; `date` is a `Y-m-d\TH:i:sO` text. Null passes (uisp-crm.md §2) unless `required` says otherwise. */
type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'array' | 'object';

export type Rules = Readonly<Record<string, FieldType>>;

const EXPECTED: Record<FieldType, string> = {
  string: 'String',
  integer: 'Integer',
  number: 'Float',
  boolean: 'Boolean',
  date: 'String',
  array: 'Array',
  object: 'Array',
};

const DATE_TEXT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{4}$/;

/** The body, after it has passed the field whitelist and the type check of one method. */
export function checkedBody(body: unknown, rules: Rules, required: readonly string[] = []): Record<string, unknown> {
  if (!isObject(body)) return badRequest();
  checkDates(body, rules);
  const errors: Record<string, string[]> = {};
  for (const [field, value] of Object.entries(body)) {
    const type = rules[field];
    if (type === undefined) errors[field] = ['This field is not allowed.'];
    else if (value !== null && !hasType(value, type))
      errors[field] = [`This value is not in valid type. ${EXPECTED[type]} expected.`];
  }
  for (const field of required) {
    const value = body[field];
    if (value === undefined || value === null || value === '') errors[field] ??= ['This value should not be blank.'];
  }
  if (Object.keys(errors).length > 0) unprocessable(errors);
  return body;
}

/** A malformed date is a 400, before anything else is looked at. */
function checkDates(body: Record<string, unknown>, rules: Rules): void {
  for (const [field, value] of Object.entries(body)) {
    if (rules[field] !== 'date' || typeof value !== 'string') continue;
    if (!DATE_TEXT.test(value) || Number.isNaN(instantOf(value))) {
      badRequest(`Invalid datetime "${value}", expected one of the format "Y-m-d\\TH:i:sO".`);
    }
  }
}

function hasType(value: unknown, type: FieldType): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'date':
      return typeof value === 'string';
    default:
      return typeof value === type;
  }
}

/** Epoch milliseconds of a checked date text. */
export function instantOf(text: string): number {
  return Date.parse(`${text.slice(0, -2)}:${text.slice(-2)}`);
}

/** Typed readings of a checked body: undefined when absent, null when null. */
export function stringOf(body: Record<string, unknown>, field: string): string | null | undefined {
  const value = body[field];
  return typeof value === 'string' || value === null ? value : undefined;
}

export function numberOf(body: Record<string, unknown>, field: string): number | null | undefined {
  const value = body[field];
  return typeof value === 'number' || value === null ? value : undefined;
}

export function booleanOf(body: Record<string, unknown>, field: string): boolean | null | undefined {
  const value = body[field];
  return typeof value === 'boolean' || value === null ? value : undefined;
}

/** The objects of a list field; anything else in it is a 422. */
export function objectsOf(body: Record<string, unknown>, field: string): Record<string, unknown>[] | undefined {
  const value = body[field];
  if (!Array.isArray(value)) return undefined;
  return value.map((item: unknown) =>
    isObject(item) ? item : unprocessable({ [field]: ['This value is not in valid type. Array expected.'] }),
  );
}
