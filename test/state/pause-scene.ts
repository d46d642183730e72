/** Effects that a pause refuses. */
import type { EffectFacts } from '../../nodes/state/effect.ts';
import type { Store } from '../../nodes/state/store.ts';

export const paused = { code: 'PAUSED', trouble: 'state' };

export const mail: EffectFacts = {
  key: 'mail/household:1/welcome/abc',
  kind: 'mail',
  fingerprint: 'f',
  reason: { leaseUid: 'a', because: 'welcome' },
  before: null,
  after: { template: 'welcome' },
};

export async function recorded(store: Store): Promise<number> {
  return (await store.database.run((knex) => knex('effects'))).length;
}
