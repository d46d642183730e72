/**
 * Money is integer cents inside; dollars are how people write it.
 */

/**
 * `10`, `"10.00"`, `"$10.5"` to cents, exactly; undefined for anything else (negative, more than two decimals, `10,50`, over
 * a million dollars).
 */
export function centsOfDollars(dollars: unknown): number | undefined {
  if (typeof dollars !== 'string' && typeof dollars !== 'number') return undefined;
  const match = /^\$?\s*(\d{1,6})(?:\.(\d{1,2}))?$/.exec(String(dollars).trim());
  if (match === null) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** `$10`, `$12.50`; whole dollars without decimals, as in the brief. */
export function dollarText(cents: number): string {
  const decimals = cents % 100 === 0 ? '' : `.${String(cents % 100).padStart(2, '0')}`;
  return `$${Math.floor(cents / 100)}${decimals}`;
}

/** `$15.00`, `$1180.50`: always with cents, for lists and sums. @param sign before the number */
export function centsText(cents: number, sign = '$'): string {
  return `${sign}${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
