/**
 * What the e-mail node's error says about the mail: surely not sent, or nobody knows. Catch passes on message and code only; the
 * meanings were tried against nodemailer 9 (a connection cut at RCPT and one cut after DATA look alike).
 */
import type { Failure } from '../run-node.ts';

/** What an error of the e-mail node means. */
export interface MailTrouble {
  /** The mail was surely not accepted; else its outcome is unknown. */
  readonly isUnsent: boolean;
  /** The mail server itself is in trouble: others wait instead of trying the same. */
  readonly isServer: boolean;
  readonly failure: Failure;
}

type Meaning = readonly [code: string, text: string, hint: string];

const login: Meaning = [
  'SMTP_AUTH',
  'The mail server refused the login.',
  'Check user and password in the e-mail node (SMTP_USER, SMTP_PASS).',
];
const dns: Meaning = [
  'SMTP_DNS',
  'The name of the mail server is unknown.',
  'Check the server in the e-mail node (SMTP_HOST).',
];
const refused: Meaning = [
  'SMTP_UNREACHABLE',
  'The mail server cannot be reached.',
  'Check server and port in the e-mail node (SMTP_HOST, SMTP_PORT), and the firewall.',
];
const tls: Meaning = [
  'SMTP_TLS',
  'No secure connection to the mail server: its certificate or the kind of encryption does not fit.',
  'Check port and "Use secure connection" (465 with, 587 without), and the server’s certificate.',
];
const silent: Meaning = ['SMTP_TIMEOUT', 'The mail server does not greet.', refused[2]];
const recipient: Meaning = [
  'MAIL_REFUSED',
  'The mail server refused the sender’s or the tenant’s address.',
  'Correct the tenant’s e-mail address in Innago; check that this server may send for EMAIL_FROM.',
];
const message: Meaning = ['MAIL_REFUSED', 'The mail server refused the mail.', 'Look into the mail server’s log.'];

/** No error at all: the mail may have gone out after the copy that the database was restored from. */
export const sinceBackup: MailTrouble = {
  isUnsent: false,
  isServer: false,
  failure: {
    code: 'MAIL_UNKNOWN',
    trouble: 'operator',
    effect: 'unknown',
    text: 'The database was restored from a backup, or the answer was lost; nobody knows whether the mail was accepted.',
    hint: 'Ask the tenant or the mail server’s log, then choose "send again" or "ignore".',
  },
};

/** @param text the error's message; only looked at, never passed on: it may hold the tenant's address */
export function mailTrouble(code: string | undefined, text: string): MailTrouble {
  switch (code) {
    case 'EENVELOPE':
      return unsent(recipient, 'data');
    case 'EMESSAGE':
      return unsent(message, 'data');
    case 'EAUTH':
      return unsent(login, 'server');
    case 'EDNS':
      return unsent(dns, 'server');
    case 'ECONNREFUSED':
      return unsent(refused, 'server');
    case 'ETLS':
      return unsent(tls, 'server');
    default:
      return byText(code, text);
  }
}

/** What happened before the mail was begun, told by its words: not connected, no certificate, no greeting. */
function byText(code: string | undefined, text: string): MailTrouble {
  if (code === 'ESOCKET' && /\bconnect E[A-Z]+/.test(text)) return unsent(refused, 'server');
  if (code === 'ESOCKET' && /certificate|altnames|wrong version number/i.test(text)) return unsent(tls, 'server');
  if (code === 'ETIMEDOUT' && /Greeting never received|Connection timeout/.test(text)) return unsent(silent, 'server');
  return {
    isUnsent: false,
    isServer: true,
    failure: {
      code: 'MAIL_UNKNOWN',
      trouble: 'operator',
      effect: 'unknown',
      text: 'The connection to the mail server was lost; nobody knows whether the mail was accepted.',
      hint: 'Ask the tenant or the mail server’s log, then choose "send again" or "ignore".',
    },
  };
}

function unsent([code, text, hint]: Meaning, trouble: 'server' | 'data'): MailTrouble {
  return { isUnsent: true, isServer: trouble === 'server', failure: { code, trouble, effect: 'none', text, hint } };
}
