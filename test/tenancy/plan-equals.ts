/** What a dry-run has planned against what the live tick has then done: the same set (design §3.9). */
import type { Store } from '../../nodes/state/store.ts';

/** How far the effects had come. */
export interface Snapshot {
  readonly lastEffect: number;
}

interface Row {
  readonly kind: string;
  readonly unit: string | null;
  readonly before_json: string;
  readonly after_json: string;
}

export async function snapshotOf({ database }: Store): Promise<Snapshot> {
  const [row] = await database.run<{ id: number | null }[]>((knex) => knex('effects').max({ id: 'id' }));
  return { lastEffect: row?.id ?? 0 };
}

/** As lines, sorted. */
export function plannedEffects(store: Store, since: Snapshot): Promise<string[]> {
  return effects(store, since, ['planned']);
}

/** What was planned and not done, or done and not planned. */
export async function planDifferences(store: Store, since: Snapshot, planned: readonly string[]): Promise<string[]> {
  const done = await effects(store, since, ['done', 'adopted']);
  const missing = planned.filter((line) => !done.includes(line)).map((line) => `planned, not done: ${line}`);
  const needless = done.filter((line) => !planned.includes(line)).map((line) => `done, not planned: ${line}`);
  return [...missing, ...needless];
}

async function effects({ database }: Store, since: Snapshot, states: string[]): Promise<string[]> {
  const rows = await database.run<Row[]>((knex) =>
    knex('effects')
      .where('id', '>', since.lastEffect)
      .whereIn('state', states)
      .select('kind', 'unit', 'before_json', 'after_json'),
  );
  const lines = rows.map(
    ({ kind, unit, before_json, after_json }) => `${kind} ${unit}: ${before_json} → ${after_json}`,
  );
  return [...new Set(lines)].sort();
}
