/** The invoices that Innago has got against the independent calculation, household by household. */
import type { BillingWorld } from './billing-world.ts';
import { type Expected, expectedInvoices } from './expected-invoices.ts';
import type { BillingRules, Charge, Happening } from './expected-invoices-history.ts';
import { invoicesOf } from './innago-outcome.ts';
import { type Day, dayInDallas, plusDays } from './own-calendar.ts';
import type { Tenancy } from './tenancy.ts';

/** What is wrong with each tenancy whose invoices differ, with its history and both lists beside it, for a person to decide. */
export function differences(world: BillingWorld, rules: BillingRules): string[] {
  return world.tenancies.flatMap((tenancy) => {
    const actual = invoicesOf(world, tenancy);
    const expected = expectedInvoices(tenancy.happenings, rules);
    const wrong = wrongIn(actual, expected);
    return wrong.length === 0 ? [] : [explanation(tenancy, wrong, actual, expected)];
  });
}

/** `2026-12: …`, in words. */
function wrongIn(actual: readonly Charge[], { charges }: Expected): string[] {
  const wrong: string[] = [];
  for (const { month, anyOf, mayBeMissing } of charges) {
    const came = actual.filter((charge) => charge.month === month);
    if (came.length > 1) wrong.push(`${month}: charged ${came.length} times`);
    const [first] = came;
    if (first === undefined) {
      if (!mayBeMissing) wrong.push(`${month}: not charged`);
    } else if (!anyOf.some((charge) => sameCharge(charge, first))) {
      wrong.push(`${month}: ${written(first)} came, expected ${anyOf.map(written).join(' or ')}`);
    }
  }
  for (const charge of actual) {
    if (/rent/i.test(charge.item)) wrong.push(`${charge.month}: ${charge.item} says rent`);
    if (!charges.some(({ month }) => month === charge.month))
      wrong.push(`${charge.month}: ${written(charge)} came, and nothing was owed`);
  }
  return wrong.sort();
}

function sameCharge(one: Charge, other: Charge): boolean {
  return written(one) === written(other);
}

function written({ dueDate, cents, item, leaseUid, tenantUid }: Charge): string {
  return `due ${dueDate}, ${cents} cents, "${item}", lease ${leaseUid.slice(0, 4)}, tenant ${tenantUid.slice(0, 4)}`;
}

function explanation(
  tenancy: Tenancy,
  wrong: readonly string[],
  actual: readonly Charge[],
  expected: Expected,
): string {
  const months = wrong.map((line) => line.slice(0, 7));
  const shown = tenancy.happenings.filter((happening) => happening.kind !== 'tick' || isNear(happening.at, months));
  return [
    `Unit ${tenancy.unit}: ${wrong.join('; ')}`,
    'What happened:',
    ...shown.map((happening) => `  ${momentOf(happening.at)} ${inWords(happening)}`),
    'Innago has got:',
    ...actual.map((charge) => `  ${charge.month} ${written(charge)}`),
    'Expected:',
    ...expected.charges.map(
      ({ month, anyOf, mayBeMissing }) =>
        `  ${month} ${[...anyOf.map(written), ...(mayBeMissing ? ['nothing'] : [])].join(' or ')}`,
    ),
    ...expected.attention.map((month) => `  ${month} attention`),
  ].join('\n');
}

/** Ticks of all years would hide everything else. */
function isNear(at: number, months: readonly string[]): boolean {
  const day: Day = dayInDallas(at);
  return months.some((month) => day >= plusDays(`${month}-01`, -8) && day <= `${month}-31`);
}

function momentOf(at: number): string {
  return `${dayInDallas(at)} (${new Date(at).toISOString().slice(0, 16)}Z)`;
}

function inWords(happening: Happening): string {
  switch (happening.kind) {
    case 'lease': {
      const { uid, start, end, dueOn, frequency, tenants } = happening.lease;
      const who = tenants.map((tenant) => tenant.slice(0, 4)).join(' ');
      return `lease ${uid.slice(0, 4)}: ${start} to ${end ?? 'month to month'}, due ${dueOn} ${frequency}, tenants ${who}`;
    }
    case 'plan':
      return `plan ${happening.plan}`;
    case 'undo':
      return 'undo';
    case 'tick':
      return `tick, ${happening.reach}`;
  }
}
