import type { ExpectedStay, UispShown } from './drift-facts.ts';
import type { Found } from './drift-found.ts';
import { plainName, shownName } from './shown-name.ts';

/** The unit's subscriber site: is it there, under its name? */
export function siteDrift(stay: ExpectedStay, { sites }: UispShown, names: ReadonlySet<string>): Found | undefined {
  const { siteId, siteName, unit } = stay;
  if (siteId === null) return undefined;
  const where = `site "${siteName}"`;
  const site = sites.get(siteId);
  if (site === undefined) {
    return {
      kind: 'site-gone',
      where,
      before: 'there',
      after: 'gone',
      why: `Unit ${unit}: its site is gone from UISP, and with it the place of its service and its ONU.`,
      todo: `In UISP, look where the ONU of unit ${unit} is now. Ask for support of this package with this line.`,
      id: siteId,
    };
  }
  if (plainName(site.name) === plainName(siteName)) return undefined;
  return {
    kind: 'site-renamed',
    where,
    before: `"${siteName}"`,
    after: shownName(site.name, names),
    why: `Unit ${unit}: its site was renamed in UISP. Everything goes on; the site is known by its id.`,
    // UISP renames only by writing the whole site anew (contracts/uisp-nms.md §4.4).
    todo: `In UISP, name the site "${siteName}" again, or ignore this.`,
    id: siteId,
  };
}
