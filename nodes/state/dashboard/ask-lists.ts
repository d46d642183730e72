/** Asks that are answered as the admin routes and the nodes answer them; what holds personal data is for an operator alone. */
import { SyncError } from '../../sync-error.ts';
import { planTold } from '../admin-reading.ts';
import { adoptionFile, adoptionList } from '../adoption/adoption-list.ts';
import { planCsv } from '../plan-view/plan-csv.ts';
import { planFile } from '../plan-view/plan-rows.ts';
import { upcomingDays, upcomingFile, upcomingList } from '../upcoming/upcoming-moves.ts';
import { carryOut } from '../verbs/carry-out.ts';
import type {
  AdoptionAnswer,
  AttentionAnswer,
  CommandAnswer,
  FileAnswer,
  PlanAnswer,
  UpcomingAnswer,
} from './answers.ts';
import type { Asked } from './ask.ts';
import { type AskContext, isOperator, rulesIfAny } from './ask-context.ts';

/** UISP may just be starting, too. */
const patienceMs = 2_000;

/** Of a list, at most: a page is asked for every half minute, and nobody reads more there. */
const mostRows = 1_000;

/** What is open. @throws SyncError STORE_… */
export async function askAttention({ store }: AskContext): Promise<AttentionAnswer> {
  const { items, ignored, paused } = await carryOut(store, { verb: 'list' });
  return { items, ignored, paused };
}

/** @throws SyncError NOT_PERMITTED; as `carryOut` */
export async function askCommand(context: AskContext, { command }: Asked<'command'>): Promise<CommandAnswer> {
  needOperator(context);
  return carryOut(context.store, command, personOf(context));
}

/** @throws SyncError NOT_PERMITTED (a file, for a viewer); STORE_… */
export async function askPlan(context: AskContext, { csv }: Asked<'plan'>): Promise<PlanAnswer | FileAnswer> {
  const told = await planTold(context.store);
  if (csv) {
    needOperator(context);
    return fileOf(planFile(context.store.clock()), planCsv(told.rows));
  }
  const { effects: _effects, rows: all, ...rest } = told;
  const { rows, more } = firstOf(all);
  if (isOperator(context)) return { ...rest, rows, more };
  return { ...rest, rows: rows.map(({ before: _before, after: _after, ...row }) => row), more };
}

/** @throws SyncError NOT_PERMITTED (a file, for a viewer); UPCOMING_DAYS, TIME_ZONE_UNKNOWN, STORE_… */
export async function askUpcoming(
  context: AskContext,
  { csv, days: wanted }: Asked<'upcoming'>,
): Promise<UpcomingAnswer | FileAnswer> {
  if (csv) needOperator(context);
  const days = upcomingDays(wanted);
  const { signal, store } = context;
  const list = await upcomingList(store, { days, rules: rulesIfAny(context), patienceMs, signal });
  if (csv) return fileOf(upcomingFile(list.today), list.csv);
  const { csv: _csv, rows: all, ...rest } = list;
  const { rows, more } = firstOf(all);
  if (isOperator(context)) return { ...rest, rows, more };
  return { ...rest, rows: rows.map(({ who: _who, ...row }) => row), more };
}

/** @throws SyncError STORE_… */
export async function askAdoption(
  { store }: AskContext,
  { csv }: Asked<'adoption'>,
): Promise<AdoptionAnswer | FileAnswer> {
  const list = adoptionList(store);
  return csv ? fileOf(adoptionFile(store.clock()), list.csv) : list;
}

/** How the audit names whoever asks. */
export function personOf({ role }: Pick<AskContext, 'role'>): string {
  return `dashboard: ${role.user}`;
}

/** @throws SyncError NOT_PERMITTED (trouble operator) */
export function needOperator(context: Pick<AskContext, 'role'>): void {
  if (isOperator(context)) return;
  throw new SyncError('A viewer may look, and do nothing.', {
    code: 'NOT_PERMITTED',
    trouble: 'operator',
    hint: 'Log in to the dashboard as its operator.',
  });
}

function firstOf<Row>(all: readonly Row[]): { rows: Row[]; more: number } {
  const rows = all.slice(0, mostRows);
  return { rows, more: all.length - rows.length };
}

function fileOf(name: string, text: string): FileAnswer {
  return { file: { name, text } };
}
