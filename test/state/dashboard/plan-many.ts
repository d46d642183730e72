/** A plan of a large property, as a dry-run leaves it. */
import type { Store } from '../../../nodes/state/store.ts';

/** Two changes for each lease of the store. */
export async function planMany(store: Store): Promise<void> {
  const uids = [...store.leases.entries()].map(({ lease: { uid, unitName } }) => ({ uid, unit: unitName }));
  const rows = uids.flatMap(({ uid, unit }) => {
    const common = { run: `lease:${uid}`, claim_token: 'x', because: 'lease new', lease_uid: uid, unit };
    const when = { before_json: 'null', planned_at: store.clock(), last_effect: 0 };
    return [
      {
        ...{ ...common, ...when, kind: 'uisp-site', key: `uisp-site/unit:unit-${unit}` },
        after_json: JSON.stringify({ name: `Unit ${unit}`, parent: 'Victorian Village' }),
      },
      {
        ...{ ...common, ...when, kind: 'uisp-client', key: `uisp-client/lease:${uid}` },
        after_json: JSON.stringify({ userIdent: `innago:${uid}`, firstName: 'Ada', lastName: `Nr ${unit}` }),
      },
    ];
  });
  await store.database.run((knex) => knex.batchInsert('planned', rows, 50));
}
