/**
 * The named properties of a request that are set, and no others: the CRM refuses a body with a single unknown or read-only field
 * (contracts/uisp-crm.md §2, "Strict bodies"), so what is sent is always listed by name.
 */
export function only<T extends object, K extends keyof T & string>(
  source: T,
  names: readonly K[],
): Partial<Pick<T, K>> {
  const found: Partial<Pick<T, K>> = {};
  for (const name of names) {
    const value = source[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
