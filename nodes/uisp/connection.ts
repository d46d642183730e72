/**
 * The two API clients and the directory of one UISP server, as its settings say.
 */
import { readFileSync } from 'node:fs';
import type { BreakerStore } from '../http/breaker.ts';
import { HttpClient } from '../http/http-client.ts';
import type { SendOnce } from '../http/one-request.ts';
import { userAgent } from '../http/user-agent.ts';
import { SyncError } from '../sync-error.ts';
import { UispCrm } from './crm/crm.ts';
import { Directory } from './directory/directory.ts';
import { UispNms } from './nms/nms.ts';
import { explainCrm, explainNms } from './refused.ts';
import type { UispServerSettings } from './uisp-server-settings.ts';
import { type Wait, WriteClock, wait as waitForReal } from './write-clock.ts';

/** One UISP, connected. */
export interface UispConnection {
  readonly crm: UispCrm;
  readonly nms: UispNms;
  readonly directory: Directory;
  /** Lets one request through to each API although its breaker is open. */
  probe(): void;
  /** Aborts whatever is under way. */
  close(): void;
}

/** What the node, or a test, gives beside the settings. */
export interface ConnectionExtras {
  readonly breaker?: BreakerStore;
  readonly log?: (text: string) => void;
  readonly clock?: () => number;
  /** Pauses before a read is tried again. */
  readonly retryPausesMs?: readonly number[];
  /** See HttpClientOptions. */
  readonly send?: SendOnce;
  /** How time passes while a read-back waits. Default: it is waited for. */
  readonly wait?: Wait;
}

/** @throws SyncError UISP_CA_FILE, UISP_CRM_TLS (trouble operator) when the CA file cannot be read or holds no certificate */
export function connectUisp(settings: UispServerSettings, extras: ConnectionExtras = {}): UispConnection {
  const { clock = Date.now, wait = waitForReal, ...passedOn } = extras;
  const shared = {
    ...passedOn,
    clock,
    userAgent,
    timeoutMs: settings.timeoutMs,
    tls: { ca: certificates(settings.caFile), allowSelfSigned: settings.allowSelfSigned },
  };
  const crmHttp = new HttpClient({
    ...shared,
    prefix: 'UISP_CRM',
    baseUrl: `${settings.baseUrl}/crm/api/v1.0`,
    headers: () => ({ 'X-Auth-App-Key': settings.crmKey }),
    explain: explainCrm,
  });
  const nmsHttp = new HttpClient({
    ...shared,
    prefix: 'UISP_NMS',
    baseUrl: `${settings.baseUrl}/nms/api/v2.1`,
    headers: () => ({ 'x-auth-token': settings.nmsKey }),
    explain: explainNms,
  });
  const writes = new WriteClock(clock, wait);
  const { routes, parentSite, organizationId } = settings;
  const crm = new UispCrm({ http: crmHttp, routes, clock, beginWrite: writes.begin, organizationId });
  const nms = new UispNms({ http: nmsHttp, routes, beginWrite: writes.begin });
  const directory = new Directory({ crm, nms, writes, parentSite, clock, wait });
  return {
    crm,
    nms,
    directory,
    probe: () => {
      crmHttp.probe();
      nmsHttp.probe();
    },
    close: () => {
      directory.close();
      crmHttp.close();
      nmsHttp.close();
    },
  };
}

function certificates(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new SyncError(`The CA file ${file} cannot be read (${code}).`, {
      code: 'UISP_CA_FILE',
      trouble: 'operator',
      hint: 'It must be a file on the machine that runs Node-RED, readable by it: PEM text.',
    });
  }
}
