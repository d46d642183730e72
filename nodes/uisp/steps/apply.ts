/**
 * The one door to the ledger for the UISP steps: "is it there already?" is asked after the ledger's own memory and before anything
 * is recorded, so that what exists by nature is taken, never made twice (design §2, "The ledger").
 */
import type { EffectOutcome, EffectRequest, Json } from '../../state/effect.ts';
import type { StorePort } from '../../state/store-port.ts';
import type { Claim } from '../../state/work.ts';

/** As the ledger’s outcome; `found`: it was there by nature, and nothing was recorded. */
export type Applied<R, F> = EffectOutcome<R> | { readonly outcome: 'found'; readonly found: F };

/** An effect that is asked for at UISP before it is recorded. */
export interface CarefulRequest<R, F> extends Omit<EffectRequest<R>, 'prepare'> {
  /**
   * Reads whether there is anything that makes the write needless. Called when the ledger knows no finished effect with this
   * fingerprint and no earlier try was found. May throw: nothing has been recorded then.
   */
  readonly there: () => Promise<F | undefined>;
  /** What `look` is to know if the outcome stays unknown. */
  readonly note?: Json;
}

/** Leaves the ledger before the intent is recorded. */
class AlreadyThere<F> extends Error {
  readonly found: F;

  constructor(found: F) {
    super('already there');
    this.found = found;
  }
}

/**
 * Applies an effect unless it is needless.
 * @returns what the ledger says, or `found` with what `there` gave
 * @throws what the ledger, `there`, `look` and `write` throw
 */
export async function applyUnlessThere<R, F>(
  store: Pick<StorePort, 'mode' | 'ledger'>,
  claim: Claim,
  { there, note = null, ...request }: CarefulRequest<R, F>,
): Promise<Applied<R, F>> {
  if (store.mode === 'dry-run') {
    const found = await there();
    return found === undefined ? store.ledger.apply(claim, request) : { outcome: 'found', found };
  }
  let left: AlreadyThere<F> | undefined;
  try {
    return await store.ledger.apply(claim, {
      ...request,
      prepare: async () => {
        const found = await there();
        if (found === undefined) return note;
        left = new AlreadyThere(found);
        throw left;
      },
    });
  } catch (error) {
    if (left !== undefined && error === left) return { outcome: 'found', found: left.found };
    throw error;
  }
}
