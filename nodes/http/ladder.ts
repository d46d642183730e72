/**
 * How far a request got, told by its error: the host must answer before its certificate can be looked at, the certificate must do
 * before the API can answer, and the API must answer before it can refuse a key.
 */
import type { SyncError } from '../sync-error.ts';
import { type Check, check, failedCheck } from './test-result.ts';

/** Where a request ended. */
type Rung = 'host' | 'certificate' | 'api' | 'key';

/** One server, as its lines name it. */
export interface TestedServer {
  /** "UISP". */
  readonly name: string;
  /** Scheme, host and port. */
  readonly url: string;
  /** Whatever certificate it shows. */
  readonly acceptsAny: boolean;
}

/** One API of it. */
export interface TestedApi {
  /** "UISP CRM". */
  readonly name: string;
  /** "The CRM key": what it lets in. */
  readonly key: string;
  /** "UISP CRM 4.5.31 answers." */
  readonly answers: string;
  /** Of the first request that was refused or failed; undefined: it was answered. */
  readonly error: SyncError | undefined;
}

function rungOf({ code, status }: SyncError): Rung {
  // 403 says no more of the key: a proxy says it to an unknown one (contracts/innago.md §1), and an API to a known one without rights.
  if (status === 401 || status === 403 || (status === 400 && code.startsWith('INNAGO_'))) return 'key';
  if (status === undefined && /_(UNREACHABLE|TIMEOUT|CLOSED|RESET)$/.test(code)) return 'host';
  return code.endsWith('_TLS') ? 'certificate' : 'api';
}

/**
 * Host and certificate, which the APIs of a server share, and then each API and its key.
 * @param apis at least one
 */
export function ladder(server: TestedServer, apis: readonly TestedApi[]): Check[] {
  const ends = apis.map(({ error }) => (error === undefined ? undefined : rungOf(error)));
  const shared = ends.every((end) => end === 'host' || end === 'certificate') ? apis[0]?.error : undefined;
  if (shared !== undefined) return stopped(server, shared, apis);
  return [
    check('ok', `${new URL(server.url).host} answers.`),
    ...certificate(server),
    ...apis.flatMap((api) => ofApi(api, server.name)),
  ];
}

/** No API was reached: what stopped the first stopped all. */
function stopped(server: TestedServer, error: SyncError, apis: readonly TestedApi[]): Check[] {
  const untried = apis.map(({ name }) => check('skipped', `${name} could not be tried.`));
  if (rungOf(error) === 'host') return [failedCheck(error, server.name), ...untried];
  return [check('ok', `${new URL(server.url).host} answers.`), failedCheck(error, server.name), ...untried];
}

function certificate({ url, acceptsAny }: TestedServer): Check[] {
  if (!url.startsWith('https:')) return [];
  if (!acceptsAny) return [check('ok', 'Its certificate is verified.')];
  return [
    check('warning', 'Any certificate is accepted.', 'Give a CA file to be sure that it is your server that answers.'),
  ];
}

function ofApi({ name, key, answers, error }: TestedApi, server: string): Check[] {
  if (error === undefined) return [check('ok', answers), check('ok', `${key} is accepted.`)];
  const failed = failedCheck(error, server);
  if (rungOf(error) === 'key') return [check('ok', `${name} answers.`), failed];
  return [failed, check('skipped', `${key} could not be tried.`)];
}
