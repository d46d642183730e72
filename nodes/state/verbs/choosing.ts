/** Which UISP client a household has that lived here before go-live (design §5): a person says. */
import { answerFact, answerText, parseAnswer } from '../adoption/adoption-answers.ts';
import { ambiguousCode, noMatchCode } from '../adoption/adoption-items.ts';
import { type Asked, noSuchItem, note, type OperatorVerb, refused } from './verb.ts';

/**
 * One of several that fit, or any other where none did; that it is there and nobody else's is looked at again in UISP before it is taken.
 */
export const choose: OperatorVerb = {
  needs: ['key', 'client'],
  carryOut: async (asked) => {
    const { store, key, client } = asked;
    const item = store.attention.get(key);
    if (item?.leaseUid === undefined || (item.code !== ambiguousCode && item.code !== noMatchCode)) {
      throw noSuchItem(key);
    }
    const { leaseUid, choices = [] } = item;
    const isCandidate = choices.some((choice) => choice.client === client);
    if (item.code === ambiguousCode && !isCandidate) {
      const known = choices.map(({ text }) => text).join('; ');
      throw refused(
        'CHOICE_UNKNOWN',
        `Client ${client} is none of those that fit. They are: ${known || 'not known yet'}.`,
      );
    }
    await refuseTaken(asked, leaseUid);
    const fact = answerFact(leaseUid);
    const before = store.facts.peek(fact) ?? null;
    const answer = answerText({ kind: item.code === ambiguousCode ? 'candidate' : 'client', client });
    await store.facts.set(fact, answer);
    await note(asked, { outcome: 'chosen', leaseUid, before, after: { client } });
    store.leases.retry(leaseUid);
    return `client ${client} is looked at, and taken, at the next scan`;
  },
};

/** One client never serves two households: neither one that has it, nor one for which it was chosen a moment ago. */
async function refuseTaken({ store, client }: Asked, leaseUid: string): Promise<void> {
  const own = store.leases.entry(leaseUid)?.householdId;
  const owner = await store.households.byClient(client);
  if (owner !== undefined && owner.id !== own) {
    throw refused('CLIENT_TAKEN', `UISP client ${client} belongs to the household of unit ${owner.unitLabel}.`);
  }
  for (const other of store.attention.all()) {
    if (other.group !== 'adoption' || other.leaseUid === undefined || other.leaseUid === leaseUid) continue;
    const answer = parseAnswer(store.facts.peek(answerFact(other.leaseUid)));
    if (answer !== undefined && 'client' in answer && answer.client === client) {
      throw refused('CLIENT_TAKEN', `UISP client ${client} was chosen for ${other.where} already.`);
    }
  }
}
