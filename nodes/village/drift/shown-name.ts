/** A name that somebody has given by hand, for a message: repeated only where it is surely no person's. */
export function shownName(name: string | null, known: ReadonlySet<string>): string {
  if (name === null || name.trim() === '') return 'no name';
  return known.has(name.trim()) ? `"${name.trim()}"` : 'another name';
}

/** Names of sites may differ in case and blanks and still be one to a reader. */
export function plainName(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
