/**
 * Where a unit's subscriber site is in UISP's list of sites (contracts/uisp-nms.md §4, §5.1-2).
 */
import type { Property, Unit } from '../../village/lease.ts';
import { siteName } from '../../village/names.ts';
import type { NmsSite } from '../ports.ts';
import type { UispAccess } from './context.ts';

/** One apartment of a property: what its site and its ONU are named after. */
export interface Place {
  readonly unit: Unit;
  readonly property: Property;
}

/** @throws SyncError PLANS_NAME_LENGTH (trouble operator) */
export function siteNameOf({ rules }: Pick<UispAccess, 'rules'>, { unit, property }: Place): string {
  return siteName(rules.siteNamePattern, { unit: unit.label, property: property.name });
}

/** The sites of a unit’s name, by where they are. */
export interface SitesNamed {
  readonly parent: NmsSite;
  readonly name: string;
  /** Subscriber sites of that name below the parent. */
  readonly underParent: readonly NmsSite[];
  /** Of that name, without a parent. */
  readonly parentless: readonly NmsSite[];
  /** Of that name, below another parent. */
  readonly elsewhere: readonly NmsSite[];
}

/**
 * All subscriber sites that bear the unit's name. Case and blanks don't make a difference: "unit 101 " is Unit 101.
 * @param since only answers from that instant on (epoch ms); absent: shared reading
 * @throws SyncError PARENT_SITE_MISSING, PARENT_SITE_AMBIGUOUS
 */
export async function sitesNamed(
  access: Pick<UispAccess, 'rules' | 'directory' | 'signal'>,
  place: Place,
  since?: number,
): Promise<SitesNamed> {
  const { directory, signal } = access;
  const parent = await directory.parentSite(signal);
  const name = siteNameOf(access, place);
  const sites = await directory.sites(since === undefined ? {} : { since }, signal);
  const bearing = sites.filter((site) => site.type === 'endpoint' && plain(site.name) === plain(name));
  return {
    parent,
    name,
    underParent: bearing.filter((site) => site.parentId === parent.id),
    parentless: bearing.filter((site) => site.parentId === null),
    elsewhere: bearing.filter((site) => site.parentId !== null && site.parentId !== parent.id),
  };
}

function plain(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
