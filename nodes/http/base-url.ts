/**
 * The address of a server as the operator typed it, checked before anything is sent there (design §6: plain http for loopback
 * only, because port 80 of UISP redirects and a redirected POST becomes a GET, and because keys must not travel in the clear).
 */
import { SyncError } from '../sync-error.ts';

/** How an address is checked, and how its errors are named. */
export interface BaseUrlRules {
  /** Of the error codes, e.g. `UISP_CRM`. */
  readonly prefix: string;
  /** The field as the operator knows it, e.g. "Host"; default "The address". */
  readonly field?: string;
}

/**
 * @param text a host (`10.8.10.10`, `uisp.example.net:8443`) or a URL; a bare host means https; a trailing slash is tolerated
 * @returns scheme, host, port and path, without a trailing slash: `https://10.8.10.10`, `https://api-my.innago.com/openapi`
 * @throws SyncError `<PREFIX>_URL` (not an address, credentials, a query or another scheme in it) or `<PREFIX>_HTTP_REFUSED` (plain
 *   http to another machine), both trouble operator
 */
export function checkedBaseUrl(text: string, { prefix, field = 'The address' }: BaseUrlRules): string {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  const refused = (what: string, hint: string, code = 'URL') =>
    new SyncError(`${field} ${what}`, { code: `${prefix}_${code}`, trouble: 'operator', hint });

  // None of these messages repeats the text: it may hold a password.
  if (url === null || url.hostname === '' || /\s/.test(trimmed)) {
    throw refused('is not a host or a URL.', 'Write it like https://uisp.example.net or 10.8.10.10.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('must not contain a user name or a password.', 'Put keys and passwords into their own fields.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw refused('must end with its path.', 'Leave out everything from the "?" or "#" on.');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refused(
      `is plain http to ${url.host}, which is refused.`,
      'Use https://. Over http the keys would travel in the clear, and a UISP server only redirects there, which turns writes into reads. ' +
        'For a certificate that is not publicly trusted, give its CA file or accept self-signed certificates.',
      'HTTP_REFUSED',
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused(`begins with ${url.protocol}//, which is not http or https.`, 'Use https://.');
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

/** 127.0.0.0/8, ::1 and localhost, as `URL` spells them. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
