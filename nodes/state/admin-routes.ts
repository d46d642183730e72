/** The protected admin routes: open attention items and what can be done about them, and the dry-run plan (design §2 and §5). */
import type { AdminHandler, AdminRequest, AdminResponse, RuntimeApi } from '../red.ts';
import { toSyncError } from '../sync-error.ts';
import { carryOut } from './operator-verbs.ts';
import type { Store } from './store.ts';

/**
 * Opens the store of a sync-database, or gives the one that is open.
 * @throws SyncError STORE_…, DATABASE_SETTINGS, NOT_CONFIGURED
 */
export type OpenStore = () => Promise<Store>;

/**
 * Registers the routes, once per runtime.
 * @param stores the databases in use, by the config node's id; `?database=<id>` chooses one of several
 */
export function registerRoutes(red: RuntimeApi, stores: ReadonlyMap<string, OpenStore>): void {
  const answer =
    (work: (store: Store, request: AdminRequest) => Promise<unknown>): AdminHandler =>
    (request, response) => {
      respond(chosen(red, stores, request.query['database']), response, (store) => work(store, request));
    };
  const mayRead = red.auth.needsPermission('sync-state.read');
  const mayWrite = red.auth.needsPermission('sync-state.write');
  red.httpAdmin.get(
    '/village-fiber/attention',
    mayRead,
    answer((store) => carryOut(store, { verb: 'list' })),
  );
  red.httpAdmin.post(
    '/village-fiber/attention',
    mayWrite,
    answer((store, request) => carryOut(store, request.body)),
  );
  red.httpAdmin.get('/village-fiber/plan', mayRead, answer(readPlan));
}

/** Databases whose config node has been deleted or disabled since are passed over. */
function chosen(red: RuntimeApi, stores: ReadonlyMap<string, OpenStore>, wanted: unknown): OpenStore | undefined {
  for (const [id, openStore] of stores) {
    if ((wanted === undefined || wanted === id) && red.nodes.getNode(id)) return openStore;
  }
  return undefined;
}

/** Always answers, with JSON: an error thrown here would end Node-RED. */
function respond(open: OpenStore | undefined, response: AdminResponse, work: (store: Store) => Promise<unknown>): void {
  if (open === undefined) {
    response.status(404).json({ code: 'NO_DATABASE', message: 'No deployed sync-state node uses such a database.' });
    return;
  }
  open()
    .then(work)
    .then((body) => response.json(body))
    .catch((thrown) => {
      const { code, message, hint, trouble } = toSyncError(thrown);
      response.status(trouble === 'operator' ? 400 : 503).json({ code, message, hint });
    });
}

/** Newest planned effect per thing: what live would write, before → after. */
async function readPlan(store: Store): Promise<unknown> {
  const effects = await store.plan();
  return {
    mode: store.mode,
    effects: effects.map(({ key, kind, reason, before, after, begunAt }) => ({
      key,
      kind,
      unit: reason.unit ?? null,
      leaseUid: reason.leaseUid ?? null,
      because: reason.because,
      before,
      after,
      at: new Date(begunAt).toISOString(),
    })),
  };
}
