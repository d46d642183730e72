/** What a person can ask for: one object per verb, and what they share. */
import { SyncError } from '../../sync-error.ts';
import type { Json } from '../effect.ts';
import type { Store } from '../store.ts';

/** What a verb works with. */
export interface Asked {
  readonly store: Store;
  /** Who asked, as the audit notes it: `operator`, or `operator: <user of the editor>`. */
  readonly by: string;
  /** Of an item, `lease:<uid>`, `unit:101`, `ticket:<uid>`; '' where the verb needs none. */
  readonly key: string;
  /** The label of the unit that the key is about; undefined: of none. */
  readonly unit: string | undefined;
  /** Id of a UISP client; 0 where the verb needs none. */
  readonly client: number;
  /** A person has seen what it means, and says yes all the same. */
  readonly confirm: boolean;
}

export interface OperatorVerb {
  /** What must come with it. */
  readonly needs: readonly ('key' | 'client')[];
  /**
   * Does it, with its entry in the audit.
   * @returns what was done, in words
   * @throws SyncError (trouble operator) saying in words what it cannot do: NO_SUCH_ITEM, NOTHING_TO_DO, …; STORE_…
   */
  carryOut(asked: Asked): Promise<string>;
}

/** What a person has said, for the audit. */
interface Said {
  readonly outcome: string;
  readonly leaseUid?: string | undefined;
  readonly unit?: string;
  /** Of another thing than the key of the command. */
  readonly key?: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** One entry of the audit. @throws SyncError STORE_… */
export function note(
  { store, by, key, unit: ofKey }: Asked,
  { outcome, leaseUid, unit = ofKey, before, after, ...said }: Said,
): Promise<void> {
  const reason = {
    because: by,
    ...(leaseUid === undefined ? {} : { leaseUid }),
    ...(unit === undefined ? {} : { unit }),
  };
  const facts = { key: said.key ?? key, before: before ?? null, after: after ?? null };
  return store.audit.write({ reason, kind: 'attention', ...facts, outcome });
}

/** NO_SUCH_ITEM (trouble operator) */
export function noSuchItem(key: string): SyncError {
  return new SyncError(
    `There is no open attention item, no lease, no unit and no ticket with the key "${key}", or it does not know this verb.`,
    {
      code: 'NO_SUCH_ITEM',
      trouble: 'operator',
      hint: 'Send {"verb": "list"} for the open ones; what has settled by itself is gone.',
    },
  );
}

/** A verb that is known, for a thing that is known, and yet cannot be carried out. */
export function refused(code: string, message: string, hint?: string): SyncError {
  return new SyncError(message, { code, trouble: 'operator', ...(hint === undefined ? {} : { hint }) });
}
