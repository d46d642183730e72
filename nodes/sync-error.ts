/**
 * The one error type of this package. Every error that reaches a node's status, a Catch node or the store is a SyncError, so
 * that an operator (and a flow) can act on its `code` instead of on wording.
 *
 * Each Node-RED node is bundled by itself, so one class exists in several copies at run time: tell it by `isSyncError`, never
 * by `instanceof`.
 */

/**
 * Whose trouble it is; it decides who backs off (design §2, "Faults").
 * - `server`: timeouts, resets, 401, 403, 429, 5xx, not our JSON: the server's breaker, never the lease's back-off.
 * - `data`: the lease's (or ticket's) own data was refused: its own back-off, attention at the third failure.
 * - `operator`: a setting is missing or wrong, or a person must decide: attention at once, looked at again every tick.
 * - `state`: the store or the claim: nothing is known about the lease, the next tick tries again.
 */
export type Trouble = 'server' | 'data' | 'operator' | 'state';

/** What a failed request may have done at the other side: surely nothing, or perhaps everything. */
export type Effect = 'none' | 'unknown';

/** What an error tells beside its words. */
export interface SyncErrorDetails {
  /** Stable, upper case, e.g. `UISP_CRM_401`, `INNAGO_TIMEOUT`, `CLAIM_LOST`, `ONU_MISSING`. */
  readonly code: string;
  readonly trouble: Trouble;
  /** Only for failed writes; absent means nothing was sent. */
  readonly effect?: Effect;
  /** HTTP status, method and path without query: never a header, a body or a secret. */
  readonly where?: string;
  readonly status?: number;
  /** Milliseconds the server asked us to wait (`Retry-After`). */
  readonly retryAfterMs?: number;
  /** What the operator can do about it, in words. */
  readonly hint?: string;
  /**
   * What is at fault when it is not one lease or unit: `service plan Village Fiber 500`, `UISP CRM`, {@link thisNode}. All who meet it have
   * met the same cause, and it is one attention item (state/attention/shared-cause.ts). No personal data.
   */
  readonly about?: string;
}

/** `about` of what is the failing node's own fault (not configured, wrongly wired); `runNode` puts the node's name in its place. */
export const thisNode = 'this node';

/** See the head of this file. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
  readonly code: string;
  readonly trouble: Trouble;
  readonly effect: Effect;
  readonly where: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly hint: string | undefined;
  readonly about: string | undefined;

  /** @param message what went wrong, for the operator: no secret, no tenant's personal data. */
  constructor(message: string, details: SyncErrorDetails) {
    super(message);
    this.code = details.code;
    this.trouble = details.trouble;
    this.effect = details.effect ?? 'none';
    this.where = details.where;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.hint = details.hint;
    this.about = details.about;
  }
}

/** True for a SyncError of any bundle. */
export function isSyncError(value: unknown): value is SyncError {
  return value instanceof Error && value.name === 'SyncError' && 'code' in value && 'trouble' in value;
}

/**
 * Reads something that many share, such as the settings of a config node.
 * @param thing what a SyncError of `read` is about, unless it says so itself
 * @returns what `read` returns
 */
export function blaming<T>(thing: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!isSyncError(thrown) || thrown.about !== undefined) throw thrown;
    throw new SyncError(thrown.message, { ...detailsOf(thrown), about: thing });
  }
}

/** What an error tells beside its words, to make another of it. */
export function detailsOf(error: SyncError): SyncErrorDetails {
  const { code, trouble, effect, where, status, retryAfterMs, hint, about } = error;
  return {
    code,
    trouble,
    effect,
    ...(where === undefined ? {} : { where }),
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(hint === undefined ? {} : { hint }),
    ...(about === undefined ? {} : { about }),
  };
}

/**
 * Any thrown value as a SyncError; what is not ours is a defect or the machine's trouble: code `UNEXPECTED`, trouble `state`,
 * effect as given (default `unknown`, because nobody knows how far it came).
 */
export function toSyncError(value: unknown, effect: Effect = 'unknown'): SyncError {
  if (isSyncError(value)) return value;
  const message = value instanceof Error ? value.message : String(value);
  return new SyncError(message, { code: 'UNEXPECTED', trouble: 'state', effect });
}
