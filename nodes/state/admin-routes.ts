/**
 * The protected admin routes: open attention items and what can be done about them, the dry-run plan, who is adopted, who moves in
 * and out (design §2 and §5), and what to send along when asking for help.
 */
import * as v from 'valibot';
import type { AdminHandler, AdminRequest, AdminResponse, RuntimeApi } from '../red.ts';
import { toSyncError } from '../sync-error.ts';
import { sendBody, tellAdoption, tellPlan, tellUpcoming } from './admin-reading.ts';
import { diagnosticsOf, variablesInEditor } from './diagnostics.ts';
import type { Store } from './store.ts';
import { carryOut } from './verbs/carry-out.ts';

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
    (work: (store: Store, request: AdminRequest, databaseId: string) => Promise<unknown>): AdminHandler =>
    (request, response) => {
      const [databaseId, open] = chosen(red, stores, request.query['database']);
      respond(open, response, (store) => work(store, request, databaseId));
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
    answer((store, request) => carryOut(store, request.body, whoAsks(request))),
  );
  red.httpAdmin.get('/village-fiber/plan', mayRead, answer(tellPlan));
  red.httpAdmin.get('/village-fiber/adoption', mayRead, answer(tellAdoption));
  red.httpAdmin.get(
    '/village-fiber/upcoming',
    mayRead,
    answer((store, request, databaseId) => tellUpcoming(red, store, request, databaseId)),
  );
  // Not by way of the store: most of all it is asked for when that cannot be opened.
  red.httpAdmin.get('/village-fiber/diagnostics', mayRead, ({ query }, response) => {
    const [, open] = chosen(red, stores, query['database']);
    const inEditor = variablesInEditor(red);
    const surroundings = { nodeRed: red.settings['version'], env: process.env, inEditor };
    diagnosticsOf(open, surroundings).then((told) => response.json(told));
  });
}

const userSchema = v.object({ user: v.object({ username: v.pipe(v.string(), v.maxLength(100)) }) });

/** The editor's user, for the audit; anybody may be, where the editor has no login. */
function whoAsks(request: AdminRequest): string {
  const parsed = v.safeParse(userSchema, request);
  return parsed.success ? `operator: ${parsed.output.user.username}` : 'operator';
}

/** Databases whose config node has been deleted or disabled since are passed over. */
function chosen(
  red: RuntimeApi,
  stores: ReadonlyMap<string, OpenStore>,
  wanted: unknown,
): readonly [databaseId: string, open: OpenStore | undefined] {
  for (const [id, openStore] of stores) {
    if ((wanted === undefined || wanted === id) && red.nodes.getNode(id)) return [id, openStore];
  }
  return ['', undefined];
}

/** Always answers, an error with JSON: one thrown here would end Node-RED. */
function respond(open: OpenStore | undefined, response: AdminResponse, work: (store: Store) => Promise<unknown>): void {
  if (open === undefined) {
    response.status(404).json({ code: 'NO_DATABASE', message: 'No deployed sync-state node uses such a database.' });
    return;
  }
  open()
    .then(work)
    .then((body) => sendBody(response, body))
    .catch((thrown) => {
      const { code, message, hint, trouble } = toSyncError(thrown);
      response.status(trouble === 'operator' ? 400 : 503).json({ code, message, hint });
    });
}
