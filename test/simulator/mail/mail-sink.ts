import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { listeningPort } from '../http/server.ts';

/** One mail that the sink took. */
export interface ReceivedMail {
  readonly at: number;
  /** The envelope's sender and recipients, as given in MAIL FROM and RCPT TO. */
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Absent when the mail has no HTML part. */
  readonly html: string | undefined;
  readonly messageId: string | undefined;
  /** Lower-case names; every value of a repeated header. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly raw: string;
  /** False: taken, but the sender never got the 250. */
  readonly acknowledged: boolean;
}

/**
 * Where a mail fails. `auth`, `sender`, `recipient`, `data`: an SMTP refusal with `code`; `cut-at-recipient`: the connection dies
 * at RCPT, nothing was taken; `cut-after-data`: the mail was taken, then the connection dies before the 250.
 */
export interface MailRefusal {
  readonly at: 'auth' | 'sender' | 'recipient' | 'data' | 'cut-at-recipient' | 'cut-after-data';
  /** Only for this address; absent: for all. */
  readonly address?: string;
  /** Default 535 for auth, 550 else. */
  readonly code?: number;
  readonly message?: string;
  /** How often it strikes. Default: until cancelled. */
  readonly times?: number;
}

interface Rule {
  readonly refusal: MailRefusal;
  struck: number;
}

/** What a mail in process consists of. */
export type InProcessMail = Pick<ReceivedMail, 'from' | 'to' | 'subject' | 'text' | 'messageId'>;

/** Sends nothing on: it takes what comes, after AUTH, and keeps it in `messages`. */
export class MailSink {
  readonly host = '127.0.0.1';
  readonly user = 'internet@erefiber.com';
  readonly password: string;
  readonly messages: ReceivedMail[] = [];
  port = 0;
  private readonly now: () => number;
  private readonly sockets = new Map<number, Socket>();
  private rules: Rule[] = [];
  private server: SMTPServer | undefined;

  constructor(password: string, now: () => number) {
    this.password = password;
    this.now = now;
  }

  /** Makes mails fail; returns how to end that. */
  refuse(refusal: MailRefusal): () => void {
    const rule: Rule = { refusal, struck: 0 };
    this.rules.push(rule);
    return () => {
      this.rules = this.rules.filter((one) => one !== rule);
    };
  }

  /** Ends all refusals. */
  acceptAll(): void {
    this.rules = [];
  }

  /** Listens; after `stopListening` on the same port again. */
  async listen(port = this.port): Promise<void> {
    const server = new SMTPServer({
      authMethods: ['PLAIN', 'LOGIN'],
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      logger: false,
      onAuth: (auth, _session, done) => {
        const refused = this.refusalAt('auth', auth.username);
        if (refused) return done(refused);
        if (auth.username === this.user && auth.password === this.password) return done(null, { user: this.user });
        return done(smtpError(535, 'Authentication credentials invalid'));
      },
      onMailFrom: (address, _session, done) => done(this.refusalAt('sender', address.address)),
      onRcptTo: (address, session, done) => {
        if (this.rule('cut-at-recipient', address.address)) return this.cut(session);
        return done(this.refusalAt('recipient', address.address));
      },
      onData: (stream, session, done) => void this.take(stream, session, done),
    });
    server.on('error', () => undefined);
    server.server.on('connection', (socket: Socket) => {
      const { remotePort } = socket;
      if (remotePort === undefined) return;
      this.sockets.set(remotePort, socket);
      socket.once('close', () => this.sockets.delete(remotePort));
    });
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(port, this.host, resolve);
    });
    this.port = listeningPort(server.server.address());
    this.server = server;
  }

  /** Refuses connections until `listen` is called again. */
  async stopListening(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    for (const socket of this.sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => server.close(resolve));
  }

  /** A mail that comes in without a socket, in the world without ports. */
  takeInProcess({ from, to, subject, text, messageId }: InProcessMail): void {
    this.messages.push({
      at: this.now(),
      mailFrom: from,
      recipients: [to],
      from,
      to,
      subject,
      text,
      html: undefined,
      messageId,
      headers: new Map(),
      raw: '',
      acknowledged: true,
    });
  }

  private async take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const mailFrom = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    const raw = await textOf(stream);
    const refused = recipients.map((address) => this.refusalAt('data', address)).find((error) => error !== null);
    if (refused) return done(refused);
    const cut = recipients.some((address) => this.rule('cut-after-data', address));
    this.messages.push(await received(raw, { at: this.now(), mailFrom, recipients, acknowledged: !cut }));
    if (cut) this.cut(session);
    else done(null);
  }

  private cut(session: SMTPServerSession): void {
    this.sockets.get(session.remotePort)?.destroy();
  }

  private refusalAt(at: MailRefusal['at'], address: string | undefined): Error | null {
    const refusal = this.rule(at, address);
    return refusal
      ? smtpError(refusal.code ?? (at === 'auth' ? 535 : 550), refusal.message ?? 'Refused by the simulator')
      : null;
  }

  private rule(at: MailRefusal['at'], address: string | undefined): MailRefusal | undefined {
    const rule = this.rules.find(
      ({ refusal, struck }) =>
        refusal.at === at &&
        (refusal.address === undefined || refusal.address === address) &&
        struck < (refusal.times ?? Number.POSITIVE_INFINITY),
    );
    if (rule) rule.struck += 1;
    return rule?.refusal;
  }
}

function smtpError(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

async function received(
  raw: string,
  around: { at: number; mailFrom: string; recipients: string[]; acknowledged: boolean },
): Promise<ReceivedMail> {
  const mail = await simpleParser(raw);
  const headers = new Map<string, string[]>();
  for (const { key, line } of mail.headerLines)
    headers.set(key, [...(headers.get(key) ?? []), line.slice(line.indexOf(':') + 1).trim()]);
  return {
    ...around,
    from: mail.from?.text ?? '',
    to: [mail.to ?? []]
      .flat()
      .map(({ text }) => text)
      .join(', '),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: typeof mail.html === 'string' ? mail.html : undefined,
    messageId: mail.messageId,
    headers,
    raw,
  };
}

async function textOf(stream: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}
