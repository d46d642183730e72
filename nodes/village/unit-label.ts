/**
 * A unit's label: its name without what people write before the number (design §4, "Words").
 */
import type { Unit } from './lease.ts';
import { plainText } from './plain-text.ts';

/** One leading "Unit", "Apt", "Apt.", "Apartment" (not "Unity": no letter may follow) with its separators, or a "#". */
const leadingWord = /^(?:(?:unit|apartment|apt)(?!\p{L})[\s.:#-]*|#\s*)/iu;

/**
 * `Unit 101`, `Apt. #101`, `# 101`, `unit apt 101` all read `101`. A name that is nothing but such words stays as it is, so that a
 * label is never empty unless the name is. Idempotent.
 */
export function unitLabel(name: string): string {
  const plain = plainText(name);
  let label = plain;
  for (let shorter = label.replace(leadingWord, ''); shorter !== label; shorter = label.replace(leadingWord, '')) {
    label = shorter;
  }
  return label === '' ? plain : label;
}

/** @param label empty: a common area, as a ticket may be about one. @returns `unit 101`, `common area` */
export function unitInWords(label: string): string {
  return label === '' ? 'common area' : `unit ${label}`;
}

const labels = new Intl.Collator('en-US', { numeric: true, sensitivity: 'base' });

/** As people count them: 9 before 101, `12A` before `12B`. Negative when the first comes first. */
export function compareLabels(one: string, other: string): number {
  return labels.compare(one, other);
}

interface UnitProblem {
  readonly code: 'UNIT_LABEL_TWICE';
  readonly label: string;
  readonly uids: readonly string[];
}

export interface UnitIndex {
  readonly units: Unit[];
  /** Only labels that stand for exactly one unit: a lease on any other is attention, never a guess. */
  readonly byLabel: Map<string, Unit>;
  readonly problems: UnitProblem[];
}

/** A property's units with their labels. Two units with one label cannot be told apart in UISP: a problem (design §4). */
export function indexUnits(units: readonly { readonly uid: string; readonly name: string }[]): UnitIndex {
  const labelled = units.map(({ uid, name }) => ({ uid, name, label: unitLabel(name) }));
  const byLabel = new Map<string, Unit>();
  const problems: UnitProblem[] = [];
  // In UISP names are one whatever the case (site-match.ts, onu-facts.ts), so "12a" and "12A" would share a site.
  for (const bearers of Map.groupBy(labelled, (unit) => unit.label.toLowerCase()).values()) {
    const [unit] = bearers;
    if (unit === undefined || unit.label === '') continue;
    const { label } = unit;
    if (bearers.length === 1) byLabel.set(label, unit);
    else problems.push({ code: 'UNIT_LABEL_TWICE', label, uids: bearers.map(({ uid }) => uid) });
  }
  return { units: labelled, byLabel, problems };
}
