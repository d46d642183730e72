/**
 * Village Fiber's packages as the operator enters them, checked, and as the tenants read them (brief, "Village Fiber Packages").
 */
import { flagField, textField } from '../red.ts';
import { SyncError } from '../sync-error.ts';
import { splitWords } from './keywords/rule.ts';
import { centsOfDollars, dollarText } from './money.ts';
import { plainText } from './plain-text.ts';
import type { FiberPlan } from './plan.ts';

/** A row of the node's list: speeds in Mbps, money in dollars, each as text (from a field or a variable) or number. */
export interface PlanRow {
  readonly name: string;
  readonly downloadMbps: string | number;
  readonly uploadMbps: string | number;
  /** ERE's monthly rate in UISP. */
  readonly rate: string | number;
  /** What the tenant pays on top of the rent each month; 0 = included. */
  readonly addOn: string | number;
  readonly isDefault: boolean;
  /** What tenants call it beside its name and speed, separated by commas. */
  readonly otherNames?: string;
}

/** The brief's three packages. The dialog (fiber-plans.html) repeats them; a test holds both together. */
export const defaultPlanRows: readonly PlanRow[] = [
  { name: 'Village Fiber 500', downloadMbps: 500, uploadMbps: 500, rate: '45', addOn: '0', isDefault: true },
  { name: 'Village Fiber 1G', downloadMbps: 1000, uploadMbps: 1000, rate: '55', addOn: '10', isDefault: false },
  { name: 'Village Fiber 2G', downloadMbps: 2000, uploadMbps: 2000, rate: '60', addOn: '15', isDefault: false },
];

const fastestMbps = 1_000_000;

/**
 * The node's rows as plans.
 * @param value an array of {@link PlanRow}, straight from the node's configuration
 * @throws SyncError PLANS_INVALID (trouble operator): which row, which field, why. Also unless exactly one plan is the default, and
 *   when two bear one name (whatever the case)
 */
export function parsePlans(value: unknown): FiberPlan[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('There is no plan in the list');
  const plans = value.map((row: unknown, index) => parsePlan(row, index + 1));
  const defaults = plans.filter(({ isDefault }) => isDefault);
  if (defaults.length !== 1) {
    const found = defaults.length === 0 ? 'none is' : defaults.map(({ name }) => `"${name}"`).join(' and ');
    throw invalid(`Exactly one plan must be the default, and ${found}`);
  }
  for (const [index, { name }] of plans.entries()) {
    const first = plans.findIndex((other) => sameName(other.name, name));
    if (first !== index) throw invalid(`Plans ${first + 1} and ${index + 1} bear the same name, "${name}"`);
  }
  return plans;
}

function parsePlan(row: unknown, number: number): FiberPlan {
  if (typeof row !== 'object' || row === null) throw invalid(`Plan ${number} is not a row of fields`);
  const fields = new Map<string, unknown>(Object.entries(row));
  const name = plainText(required(fields, 'name', `Plan ${number}`));
  const where = `Plan ${number} ("${name}")`;
  const otherNames = splitWords(textField(fields.get('otherNames')) ?? '').map(plainText);
  return {
    name,
    downloadMbps: speed(fields, 'downloadMbps', where),
    uploadMbps: speed(fields, 'uploadMbps', where),
    rateCents: money(fields, 'rate', where),
    addOnCents: money(fields, 'addOn', where),
    isDefault: flagField(fields.get('isDefault')),
    ...(otherNames.length === 0 ? {} : { otherNames }),
  };
}

const fieldWords = {
  name: 'name',
  downloadMbps: 'download speed',
  uploadMbps: 'upload speed',
  rate: 'UISP rate',
  addOn: 'tenant add-on',
} as const;
type Field = keyof typeof fieldWords;

function required(fields: ReadonlyMap<string, unknown>, field: Field, where: string): string {
  const given = fields.get(field);
  const text = textField(given);
  if (text !== undefined) return text;
  const why =
    typeof given === 'string' && given.trim() !== '' ? `reads ${given.trim()}, a variable without value` : 'is empty';
  throw invalid(`${where}: the ${fieldWords[field]} ${why}`);
}

function speed(fields: ReadonlyMap<string, unknown>, field: Field, where: string): number {
  const text = required(fields, field, where);
  const mbps = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (mbps >= 1 && mbps <= fastestMbps) return mbps;
  throw invalid(`${where}: the ${fieldWords[field]} "${plainText(text)}" is not a whole number of Mbps`);
}

function money(fields: ReadonlyMap<string, unknown>, field: Field, where: string): number {
  const text = required(fields, field, where);
  const cents = centsOfDollars(text);
  if (cents !== undefined) return cents;
  throw invalid(
    `${where}: the ${fieldWords[field]} "${plainText(text)}" is not an amount in dollars, such as 10 or 10.50`,
  );
}

function invalid(what: string): SyncError {
  return new SyncError(`${what}.`, {
    code: 'PLANS_INVALID',
    trouble: 'operator',
    hint: 'Correct the list of plans in the config node fiber-plans.',
  });
}

function sameName(first: string, second: string): boolean {
  return plainText(first).toLowerCase() === plainText(second).toLowerCase();
}

/**
 * The plan that is included with rent.
 * @throws SyncError PLANS_INVALID when none is marked (never for what {@link parsePlans} made)
 */
export function defaultPlan(plans: readonly FiberPlan[]): FiberPlan {
  const plan = plans.find(({ isDefault }) => isDefault);
  if (plan === undefined) throw invalid('Exactly one plan must be the default, and none is');
  return plan;
}

/** By name, whatever the case; undefined when there is none. */
export function planByName(plans: readonly FiberPlan[], name: string): FiberPlan | undefined {
  return plans.find((plan) => sameName(plan.name, name));
}

/** `500 Mbps`, `1 Gbps`, `2.5 Gbps` */
export function speedText(mbps: number): string {
  return mbps >= 1000 && mbps % 100 === 0 ? `${mbps / 1000} Gbps` : `${mbps} Mbps`;
}

/** `+$10/mo` */
export function addOnText(addOnCents: number): string {
  return `+${dollarText(addOnCents)}/mo`;
}

/** `Village Fiber 500 (500 Mbps) - Included with rent`, `Village Fiber 1G (1 Gbps) - +$10/mo` */
export function planLine(plan: FiberPlan): string {
  const price = plan.addOnCents === 0 ? 'Included with rent' : addOnText(plan.addOnCents);
  return `${plan.name} (${speedText(plan.downloadMbps)}) - ${price}`;
}

/** A row of the mail's table, each cell padded to its column. */
export interface UpgradeRow {
  readonly name: string;
  readonly speed: string;
  readonly addOn: string;
}

/** The columns of the brief's table. Its heading stands in the template, so a longer name only widens its own row. */
const columnWidths = { name: 16, speed: 8, addOn: 8 } as const;

/** What tenants can choose for an add-on, in the order of the list. */
export function upgradeRows(plans: readonly FiberPlan[]): UpgradeRow[] {
  return plans
    .filter(({ addOnCents }) => addOnCents > 0)
    .map((plan) => ({
      name: plan.name.padEnd(columnWidths.name),
      speed: speedText(plan.downloadMbps).padEnd(columnWidths.speed),
      addOn: addOnText(plan.addOnCents).padEnd(columnWidths.addOn),
    }));
}
