/** What a person is told of the mode, and what switching it does, in one place (design §5). */
import { SyncError } from '../sync-error.ts';
import { readPlan } from './plan-view/plan-rows.ts';
import type { Store } from './store.ts';
import type { Mode } from './store-port.ts';

/** How the store stands. */
export interface ModeTold {
  readonly mode: Mode;
  /** What the settings say (SYNC_MODE, the config node): no switch goes beyond it. */
  readonly ceiling: Mode;
  /** May a person switch at all? */
  readonly canSwitch: boolean;
  /** Why it is in this mode, in one or two sentences. */
  readonly why: string;
}

/** What became of a switch. */
export interface Switched {
  readonly mode: Mode;
  readonly ceiling: Mode;
  /** What was done, or what going live would mean, in words. */
  readonly text: string;
}

/** Also of a store as work sees it: always as it is now. */
export function modeOf({ modeSwitch }: Pick<Store, 'modeSwitch'>): ModeTold {
  const { mode, ceiling, ceilingWords, word } = modeSwitch;
  const canSwitch = ceiling === 'live';
  const bySettings = ceilingWords ?? `Mode ${ceiling}, because the settings say so.`;
  if (!canSwitch || word === undefined) return { mode, ceiling, canSwitch, why: bySettings };
  const when = `${new Date(word.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const switched = `switched by ${word.by} on ${when}`;
  const why =
    mode === 'live'
      ? `Mode live, ${switched}: what is due is written to UISP and Innago, and mailed to tenants.`
      : `Mode dry-run, ${switched}: nothing is written. The settings allow live.`;
  return { mode, ceiling, canSwitch, why };
}

/** Why it is in this mode, without who has switched: that is not for everybody. */
export function withoutPerson(why: string): string {
  return why.replace(/switched by .+ on (?=\d{4}-)/s, 'switched on ');
}

/**
 * Switches the mode as a restart with the other mode would, and stays so over restarts: what is in flight loses its claim, so that its next
 * write is refused; what waits is dropped; leases and tickets are read anew from the store. A person's word alone calls it.
 * @param by who, for the audit: `operator`, `dashboard: jane`
 * @param confirm going live without it changes nothing, and answers how much would happen
 * @throws SyncError MODE_CEILING (trouble operator): the settings do not allow live; STORE_…: live was not begun then; a switch to dry-run
 *   holds all the same until a restart, and nothing begins before it is tried again
 */
export function switchMode(store: Store, to: Mode, by: string, { confirm = false } = {}): Promise<Switched> {
  return store.modeSwitch.inTurn(() => switchInTurn(store, to, by, confirm));
}

/** As {@link switchMode}, for who is in turn already. */
export async function switchInTurn(store: Store, to: Mode, by: string, confirm: boolean): Promise<Switched> {
  const { modeSwitch } = store;
  const { mode: before, ceiling, isHeld } = modeSwitch;
  if (to === 'live' && ceiling === 'dry-run') throw aboveCeiling(modeOf(store).why);
  if (to === before && !isHeld) return { mode: before, ceiling, text: `it is in ${words[to]} already` };
  const outlook = to === 'live' ? await outlookOf(store) : '';
  if (to === 'live' && !confirm) return { mode: before, ceiling, text: `${outlook} It is still in dry-run.` };
  await turnTo(store, to, by);
  const reason = { because: by };
  const entry = { reason, kind: 'attention', key: 'mode', before, after: to, outcome: to };
  await store.audit.write(entry);
  return { mode: modeSwitch.mode, ceiling, text: to === 'live' ? `live now. ${outlook}` : backText };
}

const words: Readonly<Record<Mode, string>> = { live: 'live mode', 'dry-run': 'dry-run' };
const backText =
  'dry-run now: nothing is written or mailed any more; a request on its way may still arrive, and is noted';

async function turnTo(store: Store, to: Mode, by: string): Promise<void> {
  const { modeSwitch, desk, claims, households, leases, tickets } = store;
  modeSwitch.begin(to);
  desk.stop();
  try {
    // To dry-run, what holds already is also stored first; when that fails it holds until a restart.
    const unstored = to === 'dry-run' ? await failureOf(modeSwitch.store(to, by)) : undefined;
    await claims.releaseAll();
    // One after the other, since whatever is being taken over is waited for; and nothing new is.
    const takeLeases = await leases.reread();
    const takeHouseholds = await households.reread();
    const takeTickets = await tickets.reread();
    if (to === 'live') await modeSwitch.store(to, by);
    takeHouseholds();
    takeLeases(to);
    takeTickets(to);
    modeSwitch.finish(to);
    if (unstored !== undefined) throw unstored.thrown;
  } catch (thrown) {
    modeSwitch.giveUp(to);
    throw thrown;
  }
}

async function failureOf(work: Promise<void>): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    await work;
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
}

/** How much the next scan would write, by the plan; and what else a person should know before. */
async function outlookOf(store: Store): Promise<string> {
  const { effects, summary } = await readPlan({ ...planSource(store), mode: 'dry-run' });
  const leases = new Set(effects.flatMap(({ reason }) => reason.leaseUid ?? [])).size;
  const parts = [
    effects.length === 0
      ? `By the plan nothing is written at the next scan. ${summary}`
      : `By the plan the next scan writes for ${leases} ${leases === 1 ? 'lease' : 'leases'}. ${summary}`,
  ];
  if (store.world.kind === 'real' && store.facts.peek('goLive') === undefined) {
    parts.push('It would be the first time: that scan stores the go-live date.');
  }
  if (store.pause.isOn) parts.push('Everything is paused: it begins when a person resumes.');
  return parts.join(' ');
}

function planSource({ database, leases, tickets, scans, clock }: Store) {
  return { database, leases, tickets, scans, clock };
}

function aboveCeiling(why: string): SyncError {
  return new SyncError(`The settings do not allow live. ${why}`, {
    code: 'MODE_CEILING',
    trouble: 'operator',
    hint: 'Set SYNC_MODE=live (the field Mode of the config node sync-database) and start Node-RED anew.',
  });
}
