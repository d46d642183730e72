/** Attention for a list of units (SYNC_ONLY_UNITS) that names one the property does not have. */
import type { UnitIndex } from '../../village/unit-label.ts';
import type { Attention } from '../attention/attention.ts';
import type { AttentionItem } from '../store-port.ts';

const code = 'LISTED_UNIT_UNKNOWN';

/** Raises what is, clears what no longer is. */
export async function raiseUnitItems(
  attention: Attention,
  { byLabel, problems }: UnitIndex,
  onlyUnits: readonly string[] = [],
): Promise<void> {
  if (onlyUnits.length === 0 && !attention.all().some((item) => item.code === code)) return;
  const known = new Set([...byLabel.keys(), ...problems.map(({ label }) => label)]);
  const unknown = onlyUnits.filter((label) => !known.has(label)).map(unknownItem);
  for (const item of unknown) await attention.raise(item);
  const keys = new Set(unknown.map((item) => item.key));
  for (const item of attention.all()) if (item.code === code && !keys.has(item.key)) await attention.clear(item.key);
}

function unknownItem(label: string): AttentionItem {
  return {
    key: `${code}/${label}`,
    code,
    where: `unit ${label}`,
    why: `The list of units names "${label}", and the property has no such unit.`,
    todo: 'Correct the list in sync-database (SYNC_ONLY_UNITS).',
    verbs: ['ignore'],
  };
}
