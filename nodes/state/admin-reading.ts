/** What the admin routes tell of the plan, of the moves to come and of adoption, as JSON or (`?format=csv`) as a file for a spreadsheet. */
import type { AdminRequest, AdminResponse, RuntimeApi } from '../red.ts';
import type { FiberPlansNode, PropertyRules } from '../village/property-rules.ts';
import { adoptionFile, adoptionList } from './adoption/adoption-list.ts';
import { modeOf } from './mode.ts';
import { planCsv } from './plan-view/plan-csv.ts';
import { planFile, readPlan } from './plan-view/plan-rows.ts';
import type { Store } from './store.ts';
import { upcomingDays, upcomingFile, upcomingList } from './upcoming/upcoming-moves.ts';

/** UISP may just be starting, too. */
const patienceMs = 2_000;

/** An answer that is a file. */
class CsvFile {
  readonly name: string;
  readonly text: string;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }
}

/** Sends a file as such, and all else as JSON. */
export function sendBody(response: AdminResponse, body: unknown): void {
  if (!(body instanceof CsvFile)) {
    response.json(body);
    return;
  }
  response.setHeader('Content-Type', 'text/csv; charset=utf-8');
  response.setHeader('Content-Disposition', `attachment; filename="${body.name}"`);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(body.text);
}

/** As {@link planTold}, with why it is in this mode, and whether a person may switch it. @throws SyncError STORE_… */
export async function tellPlan(store: Store, { query }: Pick<AdminRequest, 'query'>): Promise<unknown> {
  if (query['format'] !== 'csv') {
    const { ceiling, canSwitch, why } = modeOf(store);
    return { ...(await planTold(store)), ceiling, canSwitch, modeWhy: why };
  }
  return new CsvFile(planFile(store.clock()), planCsv((await readPlan(store)).rows));
}

/** As the route gives it. */
export type PlanTold = Awaited<ReturnType<typeof planTold>>;

/** The plan with its rows, its effects as they are stored, and how the store is set. @throws SyncError STORE_… */
export async function planTold(store: Store) {
  const { mode, rows, effects, summary } = await readPlan(store);
  const { since } = store.pause;
  return {
    mode,
    world: store.world.kind,
    pausedSince: since === undefined ? null : new Date(since).toISOString(),
    summary,
    rows,
    effects: effects.map(({ key, kind, reason, before, after, plannedAt }) => ({
      key,
      kind,
      unit: reason.unit ?? null,
      leaseUid: reason.leaseUid ?? null,
      because: reason.because,
      before,
      after,
      at: new Date(plannedAt).toISOString(),
    })),
  };
}

/**
 * Who moves in and out in the next `?days=`, 60 unless told.
 * @throws SyncError UPCOMING_DAYS, TIME_ZONE_UNKNOWN, STORE_…
 */
export async function tellUpcoming(
  red: RuntimeApi,
  store: Store,
  { query }: Pick<AdminRequest, 'query'>,
  databaseId: string,
): Promise<unknown> {
  const days = upcomingDays(query['days']);
  const signal = AbortSignal.timeout(2 * patienceMs);
  const list = await upcomingList(store, { days, rules: rulesBeside(red, databaseId), patienceMs, signal });
  return query['format'] === 'csv' ? new CsvFile(upcomingFile(list.today), list.csv) : list;
}

/** Who lived here before go-live, and which UISP client each has. @throws SyncError STORE_… */
export async function tellAdoption(store: Store, { query }: Pick<AdminRequest, 'query'>): Promise<unknown> {
  const list = adoptionList(store);
  return query['format'] === 'csv' ? new CsvFile(adoptionFile(store.clock()), list.csv) : list;
}

/** The rules that sync-state nodes on this database use; undefined: none of them does, or they cannot be used. */
function rulesBeside(red: RuntimeApi, databaseId: string): PropertyRules | undefined {
  const found: PropertyRules[] = [];
  red.nodes.eachNode(({ type, database, plans }) => {
    if (found.length > 0 || type !== 'sync-state' || database !== databaseId || typeof plans !== 'string') return;
    const node = red.nodes.getNode(plans);
    if (!isFiberPlans(node)) return;
    try {
      found.push(node.rules());
    } catch {
      // What is wrong with them is told by the nodes that need them.
    }
  });
  return found[0];
}

function isFiberPlans(node: unknown): node is FiberPlansNode {
  return typeof node === 'object' && node !== null && 'rules' in node;
}
