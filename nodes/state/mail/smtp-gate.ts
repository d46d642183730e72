/**
 * The mail server's breaker: after a failure that is the server's, the other mails wait instead of meeting it, too; at the next tick,
 * or after 30 s, one goes first. Kept with the breakers of the other servers, so that a mail server that stays away is one attention item.
 */
import { SyncError } from '../../sync-error.ts';
import type { BreakerPort } from '../store-port.ts';

const server = 'mail server';
const pauseMs = 30_000;

/** One per store; every mail asks it first, and its outcome is told. */
export class SmtpGate {
  readonly #breakers: BreakerPort;
  readonly #clock: () => number;
  #probe: { readonly at: number } | undefined;
  /** In which it failed last, or was probed. */
  #tick: number | undefined;

  constructor(breakers: BreakerPort, clock: () => number) {
    this.#breakers = breakers;
    this.#clock = clock;
  }

  /**
   * @param tick when the tick's scan began, epoch ms: the same again is the same tick
   * @throws SyncError SMTP_PAUSED (trouble server) while the server is left alone
   */
  admit(tick: number | undefined): void {
    const until = this.#breakers.openUntil(server);
    if (until === 0) return;
    const now = this.#clock();
    const isProbing = this.#probe !== undefined && now - this.#probe.at < pauseMs;
    const isEarly = now < until && tick === this.#tick;
    if (isEarly || isProbing) {
      throw new SyncError('The mail server is in trouble and is left alone; it is tried again by itself.', {
        code: 'SMTP_PAUSED',
        trouble: 'server',
        hint: 'The cause was reported with the mail before this one.',
      });
    }
    this.#probe = { at: now };
    this.#tick = tick;
  }

  /** A mail went through: the others may go. */
  accepted(): void {
    this.#probe = undefined;
    this.#breakers.close(server);
  }

  /** The server is in trouble. @param tick as in {@link admit} */
  failed(why: string, tick: number | undefined): void {
    this.#probe = undefined;
    this.#tick = tick;
    this.#breakers.open(server, this.#clock() + pauseMs, why);
  }

  /** The server answered, be it with a refusal of one mail. */
  answered(): void {
    this.accepted();
  }
}
