/** Which unit each ONU of UISP is of, for whoever wants to know how the units' ONUs fare. Nothing is decided by it. */
import type { OnuReading } from '../state/store-port.ts';
import type { Unit } from '../village/lease.ts';
import { namePattern } from '../village/names.ts';
import type { OnuFacts } from '../village/onu/onu-facts.ts';
import type { PropertyRules } from '../village/property-rules.ts';

interface Places {
  readonly rules: Pick<PropertyRules, 'siteNamePattern' | 'onuNamePattern'>;
  readonly units: readonly Pick<Unit, 'label'>[];
  /** The property's name. */
  readonly property: string;
  /** Labels of units by the id of their subscriber site, as far as we have them. */
  readonly labelOfSite: ReadonlyMap<string, string>;
}

/** An ONU is of the unit whose site it is on: known by its id, else by its name; one on no unit's site, of the unit whose name it bears. */
export function onuReadings(onus: Iterable<OnuFacts>, { rules, units, property, labelOfSite }: Places): OnuReading[] {
  const named = (pattern: string) =>
    new Map(units.map(({ label }) => [namePattern(pattern, { unit: label, property }).toLowerCase(), label]));
  const [labelOfSiteName, labelOfOnuName] = [named(rules.siteNamePattern), named(rules.onuNamePattern)];
  return [...onus].map(({ id, name, siteId, siteName, status }) => {
    const bySite = labelOfSite.get(siteId ?? '') ?? labelOfSiteName.get((siteName ?? '').toLowerCase());
    const unit = bySite ?? labelOfOnuName.get((name ?? '').toLowerCase()) ?? null;
    return { onuId: id, unit, name, status };
  });
}
