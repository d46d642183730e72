import { loadContracts } from './contracts/load-contracts.ts';
import { crmApi } from './crm/crm-api.ts';
import { CrmOffice } from './crm/crm-office.ts';
import { WebhookSender } from './crm/webhooks.ts';
import { Faults } from './faults.ts';
import { type Certificate, selfSignedCertificate } from './http/certificate.ts';
import { type Delivered, type DispatcherParts, deliver, dispatcher, type Letter } from './http/dispatcher.ts';
import type { Answer } from './http/exchange.ts';
import { type RecordedRequest, Recording } from './http/recording.ts';
import { type Listening, listen } from './http/server.ts';
import { innagoApi } from './innago/innago-api.ts';
import { InnagoTokens, tokenApi } from './innago/token.ts';
import { MailSink } from './mail/mail-sink.ts';
import { nmsApi } from './nms/nms-api.ts';
import { type SimulatorOptions, worldSettings } from './options.ts';
import { simulatorPage, simulatorState } from './page/page.ts';
import { ticketPairs } from './page/ticket-pairs.ts';
import { Life } from './world/life.ts';
import { buildWorld } from './world/victorian-village.ts';
import type { World } from './world/world.ts';

export type { SimulatorOptions } from './options.ts';

const LIFE_EVERY_MS = 180_000;

/** Innago, as the product sees it, and what only a test may do to it. */
interface SimulatedInnago {
  /** `http://127.0.0.1:<port>/openapi`. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly apiKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly propertyUid: string;
  /** Ends every access token; with `refresh` the refresh tokens too. */
  expireTokens(options?: { refresh?: boolean }): void;
  /** A bearer token that never ends. */
  fixedToken(): string;
}

/** UISP: CRM under /crm/api/v1.0, NMS under /nms/api/v2.1, the simulator's page under /simulator. */
interface SimulatedUisp {
  /** `http://127.0.0.1:<port>`; with `tls` `https://localhost:<port>`. */
  readonly url: string;
  readonly crmKey: string;
  readonly crmReadKey: string;
  readonly nmsToken: string;
  readonly nmsReadToken: string;
  readonly parentSiteId: string;
  /** With `tls`: the plain port that answers 301 to everything. */
  readonly plainUrl: string | undefined;
  /** With `tls`: the certificate as a PEM file. */
  readonly certificateFile: string | undefined;
  /** Clients that were sent an invitation mail. */
  readonly invitationsSent: readonly number[];
}

/** A running simulation of Innago, UISP and a mail server. */
export interface Simulator {
  readonly innago: SimulatedInnago;
  readonly uisp: SimulatedUisp;
  readonly mail: MailSink;
  readonly world: World;
  readonly life: Life;
  /** The newest requests (`keepRequests`; by default as good as every one), oldest first. */
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** Where a person can look: `…/simulator`. */
  readonly pageUrl: string;
  /** True when the machine-readable contracts were found. */
  readonly contractsChecked: boolean;
  /** The variables of design §6, pointing here. */
  env(): Record<string, string>;
  /** The operator's ONU table, `unit,serial,mac`. */
  onuTableCsv(): string;
  /** What the contracts object to, over all requests. */
  contractProblems(): string[];
  /** A request without a socket, to one of the doors: `http://127.0.0.1:<port>` of `innago.url` or `uisp.url`. */
  deliver(origin: string, letter: Letter): Promise<Delivered>;
  /** One line: what has been received. */
  summary(): string;
  stop(): Promise<void>;
}

/** Starts everything on 127.0.0.1. The caller must `stop()` it. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = worldSettings(options);
  const world = buildWorld(settings);
  const office = new CrmOffice(world);
  const webhooks = new WebhookSender(office);
  const recording = new Recording(options.keepRequests);
  const faults = new Faults();
  const contracts = await loadContracts(options.contracts);
  const mail = new MailSink(world.random.hex(16), settings.now);
  const tokens = new InnagoTokens(world);
  const crmKeys = {
    write: `${world.random.hex(40)}/+${world.random.hex(20)}==`,
    read: `${world.random.hex(40)}/+${world.random.hex(20)}==`,
  };
  const nmsTokens = { write: world.random.uuid(), read: world.random.uuid() };
  const life = new Life(world);
  const certificate: Certificate | undefined = options.tls ? await selfSignedCertificate() : undefined;

  const summary = (): string => {
    const writes = [...recording.counts.values()].reduce((sum, count) => sum + count.writes, 0);
    const { clients, services } = world.crm;
    return `${recording.total} requests, ${writes} writes; UISP has ${clients.size} clients, ${services.size} services, ${world.sites.size} sites; ${world.invoices.size} invoices; ${mail.messages.length} mails`;
  };
  const state = () =>
    simulatorState({
      recording,
      mails: mail.messages,
      summary: summary(),
      contractsChecked: contracts.loaded,
      diary: life.diary,
      tickets: ticketPairs(world),
    });
  const page = (url: URL): Answer => {
    if (url.pathname === '/simulator')
      return { status: 200, text: simulatorPage(state()), contentType: 'text/html; charset=utf-8' };
    if (url.pathname === '/simulator/state.json') return { status: 200, json: state() };
    return { status: 404, text: 'Not Found', contentType: 'text/plain' };
  };
  const parts = {
    faults,
    recording,
    contracts,
    now: settings.now,
    latencyMs: options.latencyMs ?? 0,
    otherwise: page,
    afterEffect: () => undefined,
  };

  const servers: Listening[] = [];
  const doors = new Map<string, DispatcherParts>();
  const listening = async (...how: Parameters<typeof listen>): Promise<number> => {
    const server = await listen(...how);
    servers.push(server);
    return server.port;
  };
  const open = async (apis: DispatcherParts['apis'], port: number, tls?: Certificate): Promise<string> => {
    const door = { ...parts, apis };
    const own = options.inProcess ? doors.size + 1 : await listening(dispatcher(door), port, tls);
    const origin = tls ? `https://localhost:${own}` : `http://127.0.0.1:${own}`;
    doors.set(origin, door);
    return origin;
  };
  const stop = async (): Promise<void> => {
    life.stop();
    webhooks.stop();
    await Promise.all([...servers.map((server) => server.stop()), mail.stopListening(), certificate?.remove()]);
  };
  try {
    const innagoRoot = await open([innagoApi(world, tokens), tokenApi(tokens)], options.ports?.innago ?? 0);
    const uispApis = [crmApi(office, crmKeys), nmsApi(office, nmsTokens)];
    const uispUrl = await open(uispApis, options.ports?.uisp ?? 0, certificate);
    const plainPort =
      certificate &&
      (await listening(
        (request, response) => response.writeHead(301, { location: `${uispUrl}${request.url ?? '/'}` }).end(),
        0,
      ));
    if (!options.inProcess) await mail.listen(options.ports?.smtp ?? 0);
    if (options.life) life.start(options.lifeEveryMs ?? LIFE_EVERY_MS);
    const innago: SimulatedInnago = {
      url: `${innagoRoot}/openapi`,
      tokenUrl: `${innagoRoot}/identity/connect/token`,
      ...tokens.credentials,
      propertyUid: world.property.propertyUid,
      expireTokens: (which) => tokens.expire(which),
      fixedToken: () => tokens.fixedToken(),
    };
    const uisp: SimulatedUisp = {
      url: uispUrl,
      crmKey: crmKeys.write,
      crmReadKey: crmKeys.read,
      nmsToken: nmsTokens.write,
      nmsReadToken: nmsTokens.read,
      parentSiteId: world.parentSite.id,
      plainUrl: plainPort === undefined ? undefined : `http://127.0.0.1:${plainPort}`,
      certificateFile: certificate?.file,
      invitationsSent: office.invitationsSent,
    };
    return {
      innago,
      uisp,
      mail,
      world,
      life,
      requests: recording.requests,
      faults,
      pageUrl: `${uispUrl}/simulator`,
      contractsChecked: contracts.loaded,
      env: () => environment(innago, uisp, mail),
      onuTableCsv: () =>
        ['unit,serial,mac', ...world.onuTable.map((row) => `${row.unit},${row.serial},${row.mac}`), ''].join('\n'),
      contractProblems: () => [...recording.problems],
      deliver: (origin, letter) => {
        const door = doors.get(origin);
        if (door === undefined) throw new Error(`nobody is at ${origin}`);
        return deliver(door, letter);
      },
      summary,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function environment(innago: SimulatedInnago, uisp: SimulatedUisp, mail: MailSink): Record<string, string> {
  return {
    INNAGO_API_URL: innago.url,
    INNAGO_TOKEN_URL: innago.tokenUrl,
    INNAGO_API_KEY: innago.apiKey,
    INNAGO_CLIENT_ID: innago.clientId,
    INNAGO_CLIENT_SECRET: innago.clientSecret,
    INNAGO_PROPERTY_ID: innago.propertyUid,
    UISP_HOST: uisp.url,
    UISP_CRM_API_KEY: uisp.crmKey,
    UISP_NMS_API_KEY: uisp.nmsToken,
    UISP_PARENT_SITE_ID: uisp.parentSiteId,
    ...(uisp.certificateFile === undefined ? {} : { UISP_CA_FILE: uisp.certificateFile }),
    SMTP_HOST: mail.host,
    SMTP_PORT: String(mail.port),
    SMTP_USER: mail.user,
    SMTP_PASS: mail.password,
    EMAIL_FROM: 'internet@erefiber.com',
  };
}
