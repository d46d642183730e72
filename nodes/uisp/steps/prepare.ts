/**
 * "Prepare all units" (design §4): plans, a site for every unit, every matched ONU on its site and named; vacant units, too. One unit's
 * trouble never holds up the others.
 */
import type { PrepareWork } from '../../state/work.ts';
import { isSyncError } from '../../sync-error.ts';
import type { Unit } from '../../village/lease.ts';
import type { UispAccess } from './context.ts';
import { chooseOnu, type OnuChoice } from './onu-choice.ts';
import { readBackOnu } from './onu-read-back.ts';
import { applyOnu } from './onu-writes.ts';
import { notingStore, planningStore } from './planning-store.ts';
import { preparePlan } from './prepare-plans.ts';
import { knownSite, settleSite } from './site.ts';
import { type Place, sitesNamed } from './site-match.ts';
import { type UnmatchedUnit, unmatchedCsv } from './unmatched-csv.ts';

/** What "prepare all units" needs. */
export interface PrepareContext extends UispAccess {
  readonly work: PrepareWork;
}

/** `uisp-service` does the first two, `nms-onu-rename` the third. */
export type PreparePart = 'plans' | 'sites' | 'onus';

interface PrepareTally {
  /** Made or changed now. */
  done: number;
  /** It was so already. */
  found: number;
  planned: number;
  /** Needs a person; see `problems` or `unmatched`. */
  failed: number;
}

/** What was done, or would be, in numbers and in words; becomes `msg.prepare`. */
export interface PrepareReport {
  readonly plans: PrepareTally;
  readonly sites: PrepareTally;
  readonly onus: PrepareTally;
  /** What would be done, readable: `unit 101, site: none → name Unit 101, parent Victorian Village`. */
  readonly planned: readonly string[];
  /** Plans and sites that need a person, and what deserves a look, in words. */
  readonly problems: readonly string[];
  /** Units whose ONU could not be placed. */
  readonly unmatched: readonly UnmatchedUnit[];
  readonly unmatchedCsv: string;
}

interface Progress {
  readonly access: UispAccess;
  readonly work: PrepareWork;
  readonly tallies: Readonly<Record<PreparePart, PrepareTally>>;
  readonly problems: string[];
  readonly unmatched: UnmatchedUnit[];
}

/**
 * Does the given parts, in the order plans, sites, ONUs. With `work.apply` false it only plans: no write, and nothing in the ledger.
 * @throws SyncError of trouble `server` or `state` (then the rest is not done; running it again goes on), PARENT_SITE_MISSING,
 *   PARENT_SITE_AMBIGUOUS (operator)
 */
export async function prepareUnits(context: PrepareContext, parts: readonly PreparePart[]): Promise<PrepareReport> {
  const { work, ...access } = context;
  const planned: string[] = [];
  const note = (line: string) => planned.push(line);
  const store = work.apply ? notingStore(access.store, note) : planningStore(access.store, note);
  const progress: Progress = {
    access: { ...access, store },
    work,
    tallies: { plans: tally(), sites: tally(), onus: tally() },
    problems: [],
    unmatched: [],
  };
  if (parts.includes('plans')) await preparePlans(progress);
  if (parts.includes('sites')) await prepareSites(progress);
  if (parts.includes('onus')) await prepareOnus(progress);
  const { tallies, problems, unmatched } = progress;
  return { ...tallies, planned, problems, unmatched, unmatchedCsv: unmatchedCsv(unmatched) };
}

function tally(): PrepareTally {
  return { done: 0, found: 0, planned: 0, failed: 0 };
}

async function preparePlans({ access, tallies, problems, work }: Progress): Promise<void> {
  // A person asked, who may just have changed something in UISP.
  await access.directory.servicePlans({ since: access.store.clock() }, access.signal);
  for (const plan of access.rules.plans) {
    await access.store.renew(access.claim);
    const prepared = await preparePlan(access, plan, work.today);
    tallies.plans[prepared.outcome] += 1;
    if (prepared.outcome !== 'failed') problems.push(...prepared.warnings);
    else problems.push(inWords(prepared.problem));
  }
  // Whoever looks for a plan from now on finds it.
  if (tallies.plans.done > 0) {
    await access.directory.servicePlans({ since: access.store.clock() }, access.signal);
  }
}

async function prepareSites(progress: Progress): Promise<void> {
  const { access, tallies, problems } = progress;
  await access.directory.parentSite(access.signal);
  await eachUnit(
    progress,
    async (place) => {
      const settled = await settleSite(access, place, reasonFor(place.unit));
      tallies.sites[settled.outcome] += 1;
      if (settled.outcome !== 'planned') problems.push(...settled.warnings);
    },
    (_unit, why) => {
      tallies.sites.failed += 1;
      problems.push(why);
    },
  );
}

async function prepareOnus(progress: Progress): Promise<void> {
  const { access, tallies, unmatched, work } = progress;
  const isUnmatched = ({ label }: Unit, reason: string) => {
    tallies.onus.failed += 1;
    unmatched.push({ unit: label, reason });
  };
  const written: OnuChoice[] = [];
  await access.directory.parentSite(access.signal);
  await eachUnit(
    progress,
    async (place) => {
      const choice = await chooseOnu(access, place, await siteOf(access, place));
      const change = await applyOnu(access, choice, { reason: reasonFor(place.unit), today: work.today });
      if (change === 'written') written.push(choice);
      else tallies.onus[change === 'planned' ? 'planned' : 'found'] += 1;
    },
    isUnmatched,
  );
  await Promise.all(written.map((choice) => readBack(progress, choice, isUnmatched)));
}

/** All at once, so that one request serves many. */
function readBack({ access, tallies, problems }: Progress, choice: OnuChoice, refused: Refused): Promise<void> {
  const { unit } = choice.place;
  return tolerating(unit, refused, async () => {
    const { nameShown, warnings } = await readBackOnu(access, choice);
    tallies.onus.done += 1;
    problems.push(...warnings);
    if (!nameShown) problems.push(`Unit ${unit.label}: UISP does not show the name ${choice.name} yet.`);
  });
}

/** The unit's site; the step before has made it, so this finds it. null in a plan, when it would be made. */
async function siteOf(access: UispAccess, place: Place): Promise<string | null> {
  if (access.store.mode === 'live') {
    const settled = await settleSite(access, place, reasonFor(place.unit));
    return settled.outcome === 'planned' ? null : settled.siteId;
  }
  const known = await knownSite(access, place.unit);
  if (known !== undefined) return known;
  const [only, ...others] = (await sitesNamed(access, place)).underParent;
  return only === undefined || others.length > 0 ? null : only.id;
}

type Refused = (unit: Unit, why: string) => void;

async function eachUnit(
  { access, work }: Progress,
  prepare: (place: Place) => Promise<void>,
  refused: Refused,
): Promise<void> {
  for (const unit of work.units) {
    await access.store.renew(access.claim);
    await tolerating(unit, refused, () => prepare({ unit, property: work.property }));
  }
}

/** A unit's own trouble is noted; a server's or the store's ends the run. */
async function tolerating(unit: Unit, refused: Refused, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isSyncError(error) || (error.trouble !== 'data' && error.trouble !== 'operator')) throw error;
    refused(unit, inWords(error));
  }
}

function inWords({ message, hint }: { readonly message: string; readonly hint: string | undefined }): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

function reasonFor({ label }: Unit) {
  return { unit: label, because: 'prepare all units' };
}
