/** The one door of the dashboard: who asks is looked at first, then what; whatever goes wrong is answered to who asked. */
import { isSyncError, SyncError, toSyncError } from '../../sync-error.ts';
import type { AnswerHead, Answers, AskName, TroubleAnswer } from './answers.ts';
import { type Asked, asked, askName, askWord } from './ask.ts';
import type { AskContext } from './ask-context.ts';
import { askHealth, askProgress } from './ask-health.ts';
import { askAdoption, askAttention, askCommand, askPlan, askUpcoming } from './ask-lists.ts';
import { askMode } from './ask-mode.ts';
import { askMonth } from './ask-month.ts';
import { askUnit } from './ask-unit.ts';
import { askUnits } from './ask-units.ts';
import { noRole, type Role } from './role.ts';
import { openTickets } from './tickets-shown.ts';

type Asks = { readonly [A in AskName]: (context: AskContext, asked: Asked<A>) => Answers[A] | Promise<Answers[A]> };

const asks: Asks = {
  units: askUnits,
  unit: askUnit,
  attention: askAttention,
  command: askCommand,
  plan: askPlan,
  upcoming: askUpcoming,
  adoption: askAdoption,
  tickets: openTickets,
  month: askMonth,
  health: askHealth,
  progress: askProgress,
  mode: askMode,
};

/** What an answer is made with. */
export interface DoorContext extends Omit<AskContext, 'store' | 'role'> {
  /** undefined: none was found. */
  readonly role: Role | undefined;
  /** Why nothing may be answered at all. */
  readonly closed: SyncError | undefined;
  /** @throws SyncError NOT_CONFIGURED, STORE_… */
  readonly openStore: () => Promise<AskContext['store']>;
  /** Of the answer, epoch ms. */
  readonly clock: () => number;
  /** Told what went wrong that nobody foresaw. */
  readonly unforeseen: (error: SyncError) => void;
}

/** @returns always an answer, never rejects @param payload of the message, of a browser's making */
export async function answerAsk(context: DoorContext, payload: unknown): Promise<AnswerHead | TroubleAnswer> {
  const { role, closed, openStore, rules, signal, clock } = context;
  const head = { ask: askWord(payload), at: new Date(clock()).toISOString(), role: role?.name ?? null };
  try {
    if (closed !== undefined) throw closed;
    if (role === undefined) throw noRole();
    const name = askName(payload);
    const answer = await carry(name, { store: await openStore(), role, rules, signal }, payload);
    return { ...head, ...answer };
  } catch (thrown) {
    return { ...head, trouble: troubleOf(context, thrown) };
  }
}

function carry<A extends AskName>(name: A, context: AskContext, payload: unknown): Answers[A] | Promise<Answers[A]> {
  return asks[name](context, asked(name, payload));
}

function troubleOf({ unforeseen }: DoorContext, thrown: unknown): TroubleAnswer['trouble'] {
  const { code, message, hint } = isSyncError(thrown) ? thrown : hidden(unforeseen, thrown);
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** What nobody foresaw may tell of anything: its words are for the log alone. */
function hidden(unforeseen: (error: SyncError) => void, thrown: unknown): SyncError {
  unforeseen(toSyncError(thrown));
  return new SyncError('Something went wrong that nobody foresaw.', {
    code: 'UNEXPECTED',
    trouble: 'state',
    hint: 'Look at Node-RED’s log.',
  });
}
