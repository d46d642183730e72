/**
 * Step 2: the unit's subscriber site, which stays when households come and go (design §4, "Lease started").
 */
import * as v from 'valibot';
import type { EffectReason } from '../../state/effect.ts';
import { SyncError } from '../../sync-error.ts';
import type { Unit } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { NmsSite } from '../ports.ts';
import { applyUnlessThere } from './apply.ts';
import {
  openStep,
  reasonOf,
  remember,
  type StepContext,
  type StepResult,
  skipped,
  type UispAccess,
} from './context.ts';
import { type Place, type SitesNamed, siteNameOf, sitesNamed } from './site-match.ts';

const siteResult = v.object({ siteId: v.string() });

/** `done`: made now. `planned`: dry-run, it would be made. `warnings` in words, for the log. */
export type SettledSite =
  | { readonly outcome: 'done' | 'found'; readonly siteId: string; readonly warnings: readonly string[] }
  | { readonly outcome: 'planned' };

/**
 * Finds the unit's subscriber site below the parent site, or makes it.
 * @returns text `site Unit 101`; findings `siteId`
 * @throws SyncError as {@link settleSite}; CLAIM_LOST
 */
export async function ensureSubscriberSite(context: StepContext): Promise<StepResult> {
  const household = await openStep(context);
  if (household === undefined) return skipped;
  const text = siteNameOf(context, context.work);
  if (household.siteId !== null) return { outcome: 'found', text, findings: { siteId: household.siteId } };
  const settled = await settleSite(context, context.work, reasonOf(context));
  if (settled.outcome === 'planned') return { outcome: 'planned', text: 'plan: new site' };
  const { outcome, siteId, warnings } = settled;
  await remember(context, household, { siteId });
  return { outcome, text, findings: { siteId }, warnings };
}

/**
 * One unit's site, for a lease or for "prepare all units".
 * @throws SyncError SITE_AMBIGUOUS, SITE_ELSEWHERE, SITE_WRONG_TYPE, PARENT_SITE_MISSING, PARENT_SITE_AMBIGUOUS (trouble operator);
 *   and what the NMS throws
 */
export async function settleSite(access: UispAccess, place: Place, reason: EffectReason): Promise<SettledSite> {
  const parent = await access.directory.parentSite(access.signal);
  const known = await knownSite(access, place.unit);
  if (known !== undefined) return { outcome: 'found', siteId: known, warnings: [] };
  const first = await applySite(access, place, reason, { parent });
  const settled =
    first.outcome === 'gone'
      ? finalSite(place, await applySite(access, place, reason, { parent, insteadOf: first.siteId }))
      : first;
  if (settled.outcome !== 'planned' && access.store.mode === 'live') {
    await access.store.facts.set(siteFact(place.unit), settled.siteId);
  }
  return settled;
}

/**
 * The site that the unit has had before, whatever it is called by now (design §2, table: "stored id; else exact name + parent site"): a
 * site renamed by hand, or another name pattern, must not lead to a second site for the unit.
 * @returns its id, if UISP still lists it
 */
export async function knownSite(
  { store, directory, signal }: Pick<UispAccess, 'store' | 'directory' | 'signal'>,
  unit: Unit,
): Promise<string | undefined> {
  const siteId = await store.facts.get(siteFact(unit));
  if (siteId === undefined) return undefined;
  return (await directory.sites({}, signal)).find((site) => site.id === siteId)?.id;
}

function siteFact(unit: Unit): string {
  return `uisp-site/unit:${unit.uid}`;
}

type AppliedSite = SettledSite | { readonly outcome: 'gone'; readonly siteId: string };

function finalSite(place: Place, applied: AppliedSite): SettledSite {
  if (applied.outcome !== 'gone') return applied;
  throw new SyncError(`Unit ${place.unit.label}: UISP does not list the site that it has just made.`, {
    code: 'SITE_NOT_SEEN',
    trouble: 'data',
  });
}

/** @returns `gone` when the site that we once made has been deleted in UISP since */
async function applySite(
  access: UispAccess,
  place: Place,
  reason: EffectReason,
  { parent, insteadOf }: { parent: NmsSite; insteadOf?: string },
): Promise<AppliedSite> {
  const { store, claim, directory, nms, signal } = access;
  const wanted = { name: siteNameOf(access, place), parent: parent.name };
  let answer: NmsSite | undefined;
  const applied = await applyUnlessThere(store, claim, {
    key: `uisp-site/unit:${place.unit.uid}`,
    kind: 'uisp-site',
    fingerprint: contentFingerprint({ name: wanted.name, parentId: parent.id, insteadOf }),
    reason,
    before: null,
    after: wanted,
    there: async () => asResult(onlySite(place, await sitesNamed(access, place))),
    look: async () => asResult(ownSite(place, await sitesNamed(access, place, store.clock()))),
    write: async () => {
      answer = await nms.createSubscriberSite({ name: wanted.name, parentId: parent.id }, signal);
      directory.noteSite(answer);
      return { siteId: answer.id };
    },
    result: siteResult,
  });
  if (applied.outcome === 'planned') return applied;
  if (applied.outcome === 'found') return { outcome: 'found', siteId: applied.found.siteId, warnings: [] };
  const { siteId } = applied.result;
  const outcome = applied.outcome === 'done' ? 'done' : 'found';
  if (answer !== undefined && answer.type === 'endpoint' && answer.parentId === parent.id) {
    return { outcome, siteId, warnings: [] };
  }
  const site = await readBack(access, siteId, answer !== undefined);
  if (site === undefined) return { outcome: 'gone', siteId };
  return { outcome, siteId, warnings: checkSite(place, site, parent) };
}

function asResult(site: NmsSite | undefined): { siteId: string } | undefined {
  return site === undefined ? undefined : { siteId: site.id };
}

/** What the answer to the creation left open, or what an earlier run made: as UISP lists it now. */
async function readBack(
  { directory, store, signal }: UispAccess,
  siteId: string,
  justMade: boolean,
): Promise<NmsSite | undefined> {
  const byId = (sites: readonly NmsSite[]) => sites.find((site) => site.id === siteId);
  if (justMade) return byId(await directory.sitesAfterWrites(signal));
  const known = byId(await directory.sites({}, signal));
  return known ?? byId(await directory.sites({ since: store.clock() }, signal));
}

/** The parent may appear only once a device is on the site (contracts/uisp-nms.md §4.3): that is a warning. */
function checkSite({ unit }: Place, site: NmsSite, parent: NmsSite): string[] {
  if (site.type !== 'endpoint') {
    throw new SyncError(`Unit ${unit.label}: UISP made the site "${site.name}" as ${site.type}, not as a subscriber.`, {
      code: 'SITE_WRONG_TYPE',
      trouble: 'operator',
      hint: `In UISP, turn site "${site.name}" into a subscriber below "${parent.name}", then retry.`,
    });
  }
  if (site.parentId === parent.id) return [];
  if (site.parentId !== null) throw siteElsewhere(unit.label, site, parent);
  return [
    `Unit ${unit.label}: UISP shows no parent for site "${site.name}" yet; looked at again when its ONU is on it.`,
  ];
}

/** Before anything is made: exactly one below the parent, or none anywhere. */
function onlySite({ unit }: Place, named: SitesNamed): NmsSite | undefined {
  const [only, ...others] = named.underParent;
  if (others.length > 0) throw siteAmbiguous(unit.label, named);
  if (only !== undefined) return only;
  const [stray] = [...named.parentless, ...named.elsewhere];
  if (stray !== undefined) throw siteElsewhere(unit.label, stray, named.parent);
  return undefined;
}

/** After a creation of ours whose answer was lost: before it there was none of that name, so one without a parent is ours too. */
function ownSite({ unit }: Place, named: SitesNamed): NmsSite | undefined {
  const [only, ...others] = named.underParent.length > 0 ? named.underParent : named.parentless;
  if (others.length > 0) throw siteAmbiguous(unit.label, named);
  return only;
}

function siteAmbiguous(label: string, { name, parent }: SitesNamed): SyncError {
  return new SyncError(`Unit ${label}: there are several sites "${name}" below "${parent.name}".`, {
    code: 'SITE_AMBIGUOUS',
    trouble: 'operator',
    hint: `In UISP, rename or delete all sites "${name}" but one.`,
  });
}

function siteElsewhere(label: string, site: NmsSite, parent: NmsSite): SyncError {
  const where = site.parentId === null ? 'without a parent' : 'below another site';
  return new SyncError(`Unit ${label}: there is a site "${site.name}" ${where}, not below "${parent.name}".`, {
    code: 'SITE_ELSEWHERE',
    trouble: 'operator',
    hint: `In UISP, move site "${site.name}" below "${parent.name}", or rename it.`,
  });
}
