/** Effects that are caught while they are under way. */
import type { EffectFacts } from '../../nodes/state/effect.ts';
import type { Store } from '../../nodes/state/store.ts';

/** Nobody can look up whether it has happened. */
export const mail: EffectFacts = {
  key: 'mail/household:1/welcome/abc',
  kind: 'mail',
  fingerprint: 'f',
  reason: { leaseUid: 'a', because: 'welcome' },
  before: null,
  after: { template: 'welcome' },
};

/** Does something right when the next intent is committed, before whoever waits for it goes on. */
export function afterNextIntent({ database }: Store, act: () => void | Promise<void>): void {
  const run = database.run.bind(database);
  database.run = async (statements) => {
    const result = await run(statements);
    const [intent] = await run((knex) => knex('effects').where({ state: 'intent' }));
    if (intent === undefined) return result;
    database.run = run;
    await act();
    return result;
  };
}
