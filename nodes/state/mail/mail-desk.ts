/**
 * The mails of a lease (welcome) or a ticket (answer) on their way through the palette's e-mail node: at most once each, and the lease or
 * ticket goes on when all of its mails are settled.
 */
import { isSyncError } from '../../sync-error.ts';
import { unitInWords } from '../../village/unit-label.ts';
import type { Attention } from '../attention/attention.ts';
import type { BackupGap } from '../backup-gap.ts';
import type { Breakers } from '../breakers.ts';
import type { AtMostOnce } from '../ledger/at-most-once.ts';
import type { Pause } from '../pause.ts';
import type { Scans } from '../scans.ts';
import type { Claim } from '../work.ts';
import { effectOfMail, leaseOfMail, type Mail } from './mail.ts';
import { type MailTrouble, mailTrouble, sinceBackup } from './mail-trouble.ts';
import { SmtpGate } from './smtp-gate.ts';

interface Parts {
  readonly once: AtMostOnce;
  readonly attention: Attention;
  readonly breakers: Breakers;
  readonly clock: () => number;
  readonly scans: Scans;
  readonly pause: Pause;
  readonly gap: Pick<BackupGap, 'restoredAt'>;
}

/** `send`: it goes to the e-mail node; `isComplete`: it was the last mail of its lease or ticket. */
export type Sending =
  | { readonly send: true }
  | { readonly send: false; readonly why: string; readonly isComplete: boolean };

/** One per store. Which mails a lease or ticket still waits for is only in memory: after a restart it is due again. */
export class MailDesk {
  readonly #parts: Parts;
  readonly #gate: SmtpGate;
  /** By claim token: the keys of the mails that are not settled yet. */
  readonly #open = new Map<string, Set<string>>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#gate = new SmtpGate(parts.breakers, parts.clock);
  }

  /** These mails of a lease or ticket are on their way to {@link send}. */
  expect(claim: Claim, keys: readonly string[]): void {
    this.#open.set(claim.token, new Set(keys));
  }

  /**
   * Just before the e-mail node: records the intent.
   * @throws SyncError PAUSED, SMTP_PAUSED, CLAIM_LOST, STORE_…
   */
  async send(claim: Claim, mail: Mail, fingerprint: string): Promise<Sending> {
    // Before the gate: it must not wait for a mail that never goes.
    this.#parts.pause.check();
    this.#gate.admit(this.#tick());
    try {
      const { key } = mail;
      const facts = { key, kind: 'mail', fingerprint, before: null, ...effectOfMail(mail) } as const;
      const begun = await this.#parts.once.beginOnce(claim, facts);
      if (begun === 'send') return { send: true };
      return { send: false, why: begun, isComplete: this.#settle(claim, key) };
    } catch (thrown) {
      if (!isSyncError(thrown) || thrown.code !== 'EFFECT_UNKNOWN') throw thrown;
      const isRestored = this.#parts.gap.restoredAt !== undefined;
      await this.#raiseUnknown(mail, isRestored ? sinceBackup : mailTrouble(undefined, ''));
      return { send: false, why: 'unknown', isComplete: this.#settle(claim, mail.key) };
    }
  }

  /** The mail server took it, however late. @returns whether it was the last mail of a lease or ticket that is still in flight */
  async accepted(claim: Claim, mail: Mail): Promise<boolean> {
    await this.#parts.once.settleOnce(mail.key, 'done');
    this.#gate.accepted();
    await this.#parts.attention.clear(unknownKey(mail.key));
    return this.#settle(claim, mail.key);
  }

  /**
   * The e-mail node failed.
   * @returns `failure` when the mail was surely not sent: its lease or ticket has failed; else whether it was the last mail of that
   */
  async failed(
    claim: Claim,
    mail: Mail,
    code: string | undefined,
    text: string,
  ): Promise<MailTrouble & { isComplete: boolean }> {
    const trouble = mailTrouble(code, text);
    if (trouble.isServer) this.#gate.failed(trouble.failure.text, this.#tick());
    else this.#gate.answered();
    await this.#parts.once.settleOnce(mail.key, trouble.isUnsent ? 'failed' : 'unknown', trouble.failure.code);
    if (!trouble.isUnsent) await this.#raiseUnknown(mail, trouble);
    else this.#open.delete(claim.token);
    return { ...trouble, isComplete: !trouble.isUnsent && this.#settle(claim, mail.key) };
  }

  #tick(): number | undefined {
    return this.#parts.scans.last('leases')?.at;
  }

  /** @returns true when nothing of the lease or ticket is open any more, once */
  #settle(claim: Claim, key: string): boolean {
    const open = this.#open.get(claim.token);
    if (open === undefined || !open.delete(key) || open.size > 0) return false;
    this.#open.delete(claim.token);
    return true;
  }

  #raiseUnknown(mail: Mail, { failure }: MailTrouble): Promise<void> {
    return this.#parts.attention.raise({
      key: unknownKey(mail.key),
      code: 'MAIL_UNKNOWN',
      where: unitInWords(mail.unit),
      why: failure.text,
      todo: failure.hint ?? '',
      ...leaseOfMail(mail),
      verbs: ['send-again', 'ignore'],
    });
  }
}

const unknownStart = 'MAIL_UNKNOWN/';

function unknownKey(mailKey: string): string {
  return `${unknownStart}${mailKey}`;
}

/** The mail's key behind an attention item of code MAIL_UNKNOWN. */
export function mailOfItem(itemKey: string): string | undefined {
  return itemKey.startsWith(unknownStart) ? itemKey.slice(unknownStart.length) : undefined;
}
