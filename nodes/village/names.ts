/**
 * The names that things bear in UISP: sites, ONUs, clients (design §4, "Words" and "Lease started").
 */
import { SyncError } from '../sync-error.ts';
import type { Tenant } from './lease.ts';
import { plainText } from './plain-text.ts';

/** What a pattern's placeholders stand for. */
export interface PatternWords {
  /** The unit's label, `101`. */
  readonly unit: string;
  /** The property's name. */
  readonly property: string;
}

interface Limits {
  /** In words, for the message: "site name". */
  readonly what: string;
  readonly shortest: number;
  readonly longest: number;
}

/** NMS takes site names up to 100 characters and ONU names of 2 to 80 (contracts/uisp-nms.md §3.3, §4). */
const siteLimits: Limits = { what: 'site name', shortest: 1, longest: 100 };
const onuLimits: Limits = { what: 'ONU name', shortest: 2, longest: 80 };

/** `Unit {unit}` with unit 101 is `Unit 101`; control characters removed, blanks collapsed. */
export function namePattern(pattern: string, words: PatternWords): string {
  return plainText(
    pattern.replace(/\{(unit|property)\}/g, (_all, word) => (word === 'unit' ? words.unit : words.property)),
  );
}

/** @throws SyncError PLANS_NAME_LENGTH (trouble operator) over 100 characters */
export function siteName(pattern: string, words: PatternWords): string {
  return withinLimits(namePattern(pattern, words), siteLimits);
}

/** @throws SyncError PLANS_NAME_LENGTH (trouble operator) unless 2 to 80 characters */
export function onuName(pattern: string, words: PatternWords): string {
  return withinLimits(namePattern(pattern, words), onuLimits);
}

/** @throws SyncError PLANS_NAME_PATTERN (trouble operator), see {@link patternProblem} */
export function checkSitePattern(pattern: string): string {
  return checkPattern(pattern, siteLimits);
}

/** @throws SyncError PLANS_NAME_PATTERN (trouble operator), see {@link patternProblem} */
export function checkOnuPattern(pattern: string): string {
  return checkPattern(pattern, onuLimits);
}

/** Why a pattern cannot be used, in words; undefined when it can. */
function patternProblem(pattern: string, limits: Limits): string | undefined {
  const words = [...pattern.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]);
  const unknown = words.find((word) => word !== 'unit' && word !== 'property');
  if (!words.includes('unit')) return 'it must contain {unit}, or all units would bear one name';
  if (unknown !== undefined) return `it knows {unit} and {property}, not {${unknown}}`;
  if (plainText(pattern) !== pattern) return 'it has line breaks, or blanks at its ends or in a row';
  const shortestName = namePattern(pattern, { unit: '1', property: 'P' });
  return shortestName.length > limits.longest ? `names may have at most ${limits.longest} characters` : undefined;
}

function checkPattern(pattern: string, limits: Limits): string {
  const problem = patternProblem(pattern, limits);
  if (problem === undefined) return pattern;
  throw new SyncError(`The ${limits.what} pattern "${plainText(pattern)}" cannot be used: ${problem}.`, {
    code: 'PLANS_NAME_PATTERN',
    trouble: 'operator',
    hint: `Change the ${limits.what} pattern in fiber-plans, e.g. to ${limits === siteLimits ? 'Unit {unit}' : 'ONU-{unit}'}.`,
  });
}

function withinLimits(name: string, { what, shortest, longest }: Limits): string {
  if (name.length >= shortest && name.length <= longest) return name;
  throw new SyncError(
    `The ${what} "${name.slice(0, 40)}" has ${name.length} characters; UISP takes ${shortest} to ${longest}.`,
    {
      code: 'PLANS_NAME_LENGTH',
      trouble: 'operator',
      hint: `Change the ${what} pattern in fiber-plans.`,
      about: `${what} pattern`,
    },
  );
}

/**
 * What a UISP client is called. UISP wants both names: what is missing is taken by the unit (design §4: no last name: "Unit 101").
 * Without any name it reads "Tenant", "Unit 101".
 */
export function clientName(
  tenant: Pick<Tenant, 'firstName' | 'lastName'>,
  unitLabel: string,
): { firstName: string; lastName: string } {
  const [first = 'Tenant', last = `Unit ${unitLabel}`] = [tenant.firstName, tenant.lastName]
    .map(plainText)
    .filter((name) => name !== '');
  return { firstName: first, lastName: last };
}

/** The client's "Custom ID" in UISP: `innago:<tenantUid>` (design §2). */
export function userIdent(tenantUid: string): string {
  return `innago:${tenantUid}`;
}
