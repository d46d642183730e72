/** Is UISP's answer whole? A list that lacks much of what is known says nothing of single things. */
import type { ExpectedStay, UispShown } from './drift-facts.ts';

/** So many may be missing before the answer is doubted; an empty list is always doubted. */
const fewMissing = 5;

/** @returns the lists that cannot be whole, in words: `sites: 118 of 118 are missing`; empty when all are fine */
export function oddAnswers(stays: readonly ExpectedStay[], shown: UispShown): string[] {
  const known = <T>(ids: readonly (T | null)[]) => [...new Set(ids.filter((id) => id !== null))];
  return [
    odd('clients', known(stays.map(({ clientId }) => clientId)), shown.clients),
    odd('services', known(stays.map(({ serviceId }) => serviceId)), shown.services),
    odd('sites', known(stays.map(({ siteId }) => siteId)), shown.sites),
    odd('ONUs', known(stays.map(({ onuId }) => onuId)), shown.onus),
  ].flatMap((one) => one ?? []);
}

function odd<T>(what: string, known: readonly T[], listed: ReadonlyMap<T, unknown>): string | undefined {
  const missing = known.filter((id) => !listed.has(id)).length;
  const isOdd = (listed.size === 0 && known.length > 0) || (missing > fewMissing && missing > known.length / 2);
  return isOdd ? `${what}: ${missing} of ${known.length} are missing` : undefined;
}
