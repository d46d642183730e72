/** A store that is asked as the dashboard asks it, by an operator, a viewer or nobody. */
import assert from 'node:assert/strict';
import type { Answers, AskName, RoleName } from '../../../nodes/state/dashboard/answers.ts';
import { answerAsk } from '../../../nodes/state/dashboard/dashboard.ts';
import type { Store } from '../../../nodes/state/store.ts';
import { rules } from '../stage.ts';

const people = { operator: 'jane', viewer: 'vic' } as const;

/** Asks, whatever comes back. */
export async function asks(
  store: Store,
  role: RoleName | undefined,
  payload: unknown,
): Promise<Record<string, unknown>> {
  const answer = await answerAsk(
    {
      role: role && { name: role, user: people[role] },
      closed: undefined,
      openStore: async () => store,
      rules: () => rules,
      signal: AbortSignal.timeout(10_000),
      clock: store.clock,
      unforeseen: (error) => {
        throw error;
      },
    },
    payload,
  );
  return { ...answer };
}

/** Asks as an operator unless told; trouble fails the test. */
export async function answered<A extends AskName>(
  store: Store,
  ask: A,
  more: object = {},
  role: RoleName = 'operator',
): Promise<Answers[A]> {
  const { ask: echoed, at, role: told, ...answer } = await asks(store, role, { ask, ...more });
  assert.equal(answer['trouble'], undefined, JSON.stringify(answer['trouble']));
  assert.deepEqual([echoed, at, told], [ask, new Date(store.clock()).toISOString(), role]);
  // Its type is what the test is about; that it is an answer to this ask was just looked at.
  return answer as unknown as Answers[A];
}

/** Code of the trouble that an ask ends in; undefined: none. */
export async function troubleOf(
  store: Store,
  role: RoleName | undefined,
  payload: unknown,
): Promise<string | undefined> {
  const { trouble } = await asks(store, role, payload);
  if (trouble === undefined) return undefined;
  const { code, message } = trouble as { code: string; message: string };
  assert.ok(message.length > 10 && !message.includes('undefined'), message);
  return code;
}
