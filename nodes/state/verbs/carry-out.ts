/** What a person can do about what is open: from the flow and over the admin route, always in the audit (design §2). */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { modeOf } from '../mode.ts';
import type { Store } from '../store.ts';
import type { Mode } from '../store-port.ts';
import { choose } from './choosing.ts';
import { approve, ignore } from './judging.ts';
import { type Open, openOf } from './list.ts';
import { markDone } from './marking.ts';
import { pause, resume } from './pausing.ts';
import { release } from './releasing.ts';
import { heed, retry } from './retrying.ts';
import { sendAgain, welcomeAgain } from './sending.ts';
import { goDryRun, goLive } from './switching.ts';
import { undo } from './undoing.ts';
import { unitOfKey } from './unit-of-key.ts';
import type { OperatorVerb } from './verb.ts';

/** All but `list`, which does nothing. */
const verbs: ReadonlyMap<string, OperatorVerb> = new Map([
  ['approve', approve],
  ['release', release],
  ['retry', retry],
  ['ignore', ignore],
  ['heed', heed],
  ['mark-done', markDone],
  ['send-again', sendAgain],
  ['welcome-again', welcomeAgain],
  ['choose', choose],
  ['undo', undo],
  ['pause', pause],
  ['resume', resume],
  ['live', goLive],
  ['dry-run', goDryRun],
]);
/** Their answer says how the store is set. */
const switches = ['live', 'dry-run'];

/** What became of a person’s command. */
export interface CommandResult extends Open {
  readonly verb: string;
  readonly key?: string;
  /** What was done, in words. */
  readonly text: string;
  /** Of the verbs `live` and `dry-run`: what holds now, and what the settings say. */
  readonly mode?: Mode;
  readonly ceiling?: Mode;
}

const commandSchema = v.object({
  verb: v.pipe(v.string(), v.maxLength(40)),
  key: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  client: v.optional(v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))])),
  confirm: v.optional(v.boolean()),
});

/**
 * @param command `{verb: 'list'}`, `{verb: 'pause'}`, `{verb: 'resume'}`, `{verb: 'dry-run'}`, `{verb: 'live', confirm: true}` (without
 *   `confirm` it only says what that would mean), or `{verb, key}`, of `choose` with `client`. Keys are those of
 *   items; `retry`, `heed`, `ignore`, `mark-done` and `welcome-again` take `lease:<uid>` and `unit:101`, too; `retry` also `ticket:<uid>`
 *   and `tickets` (the open ones are sorted again), and of a shared cause tries all leases that wait for it; `undo` takes back the plan
 *   change of `ticket:<uid>`, or the last one in `unit:101`
 * @param by who asks, for the audit
 * @throws SyncError BAD_COMMAND, NO_SUCH_ITEM, and what the verb refuses (trouble operator); STORE_…
 */
export async function carryOut(store: Store, command: unknown, by = 'operator'): Promise<CommandResult> {
  const parsed = v.safeParse(commandSchema, command);
  if (!parsed.success) throw badCommand('The command is not understood.');
  const { verb, key, client, confirm = false } = parsed.output;
  if (verb === 'list') {
    await store.adoption.settled();
    const open = openOf(store);
    return { verb, text: `${open.items.length} open`, ...open };
  }
  const known = verbs.get(verb);
  if (known === undefined) throw badCommand(`The verb "${verb}" is not known.`);
  const isMissing = { key: key === undefined || key === '', client: client === undefined };
  const missing = known.needs.find((need) => isMissing[need]);
  if (missing !== undefined) throw badCommand(`The verb "${verb}" needs "${missing}".`);
  const unit = key === undefined ? undefined : unitOfKey(store, key);
  const asked = { store, by, key: key ?? '', unit, client: client ?? 0, confirm };
  // Never while the mode is being switched: what it changes would be read too late, or too early.
  const text = await store.modeSwitch.inTurn(() => known.carryOut(asked));
  await store.adoption.update();
  const isKeyed = key !== undefined && known.needs.includes('key');
  const { mode, ceiling } = modeOf(store);
  return {
    verb,
    ...(isKeyed ? { key } : {}),
    text,
    ...(switches.includes(verb) ? { mode, ceiling } : {}),
    ...openOf(store),
  };
}

function badCommand(message: string): SyncError {
  return new SyncError(message, {
    code: 'BAD_COMMAND',
    trouble: 'operator',
    hint: `Send {"verb": "list"}, or {"verb": …, "key": "<key of the item>"}. The verbs are list, ${[...verbs.keys()].join(', ')}.`,
  });
}
