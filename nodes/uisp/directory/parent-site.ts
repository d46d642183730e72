/**
 * The parent site ("Victorian Village"), under which the subscriber sites are (contracts/uisp-nms.md §5.1).
 */
import { SyncError } from '../../sync-error.ts';
import type { NmsSite } from '../ports.ts';

/** How the operator has named the parent site. */
export interface ParentSiteSetting {
  /** When set, the name is not looked at. */
  readonly id: string | undefined;
  readonly name: string;
}

/** What these errors are about: there is one for all units. */
const parentSite = 'parent site';

/**
 * By the configured id, else exactly one site proper of that name (blanks trimmed and collapsed, upper and lower case differ).
 * @returns the site, or a SyncError PARENT_SITE_MISSING or PARENT_SITE_AMBIGUOUS (trouble operator)
 */
export function chooseParentSite(sites: readonly NmsSite[], { id, name }: ParentSiteSetting): NmsSite | SyncError {
  if (id !== undefined) {
    const site = sites.find((candidate) => candidate.id === id);
    if (site === undefined) return missing(`UISP has no site with the id ${id}.`);
    return site.type === 'site' ? site : missing(`The site ${id} ("${site.name}") is a subscriber, not a parent site.`);
  }
  const [site, another] = sites.filter((candidate) => candidate.type === 'site' && sameName(candidate.name, name));
  if (site === undefined) return missing(`UISP has no site named "${name}".`);
  if (another === undefined) return site;
  return new SyncError(`UISP has more than one site named "${name}".`, {
    code: 'PARENT_SITE_AMBIGUOUS',
    trouble: 'operator',
    hint: `Set the parent site's id in the UISP server node, e.g. ${site.id} or ${another.id}.`,
    about: parentSite,
  });
}

function missing(what: string): SyncError {
  return new SyncError(what, {
    code: 'PARENT_SITE_MISSING',
    trouble: 'operator',
    hint: 'Make it in UISP, or correct the name or id in the UISP server node.',
    about: parentSite,
  });
}

function sameName(one: string, other: string): boolean {
  return collapsed(one) === collapsed(other);
}

function collapsed(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ');
}
