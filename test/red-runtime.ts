/** Just enough of Node-RED to run our nodes: types, config nodes, messages in and out, status, close, admin routes. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import nodeRedUtil from '@node-red/util';
import {
  type AdminHandler,
  configNode,
  type Message,
  type Node,
  type NodeConfig,
  type RuntimeApi,
  type Status,
} from '../nodes/red.ts';
import { isSyncError, type SyncError } from '../nodes/sync-error.ts';

type Register = (red: RuntimeApi) => void;
type Start = Parameters<RuntimeApi['nodes']['registerType']>[1];
type Sent = (Message | Message[] | null)[];

/** How one input ended. */
export interface Ended {
  /** What came out, by output. */
  readonly sent: readonly (readonly Message[])[];
  readonly error: SyncError | undefined;
  /** How often `done` was called. */
  readonly dones: number;
}

export class TestNode extends EventEmitter implements Node {
  readonly id: string;
  readonly type: string;
  readonly credentials: Record<string, unknown>;
  readonly sent: Sent[] = [];
  readonly statuses: Status[] = [];
  /** Of the log, warnings included. */
  readonly lines: string[] = [];
  readonly warnings: string[] = [];

  constructor(id: string, type: string, credentials: Record<string, unknown>) {
    super();
    this.id = id;
    this.type = type;
    this.credentials = credentials;
  }
  send = (message: Message | Sent) => {
    this.sent.push(Array.isArray(message) ? message : [message]);
    this.emit('sent');
  };
  status(status: Status): void {
    this.statuses.push(status);
    this.emit('status');
  }
  log(text: string): void {
    this.lines.push(text);
  }
  warn(text: string): void {
    this.lines.push(text);
    this.warnings.push(text);
    this.emit('warning');
  }
  error(): void {}
  debug(): void {}

  /** Everything that came out of an output, in order. */
  out(output = 0): Message[] {
    return this.sent.flatMap((messages) => messagesOf(messages[output]));
  }

  /** Sends a message in; until its `done`, and until what follows that at once (the last status) is through. */
  async input(message: Message = {}): Promise<Ended> {
    const sent: Message[][] = [];
    let dones = 0;
    const send = (messages: Message | Sent) => {
      this.send(messages);
      for (const [output, one] of (Array.isArray(messages) ? messages : [messages]).entries()) {
        sent[output] = [...(sent[output] ?? []), ...messagesOf(one)];
      }
    };
    const error = await new Promise<Error | undefined>((resolve) => {
      this.emit('input', message, send, (thrown?: Error) => {
        dones += 1;
        setImmediate(() => resolve(thrown));
      });
    });
    assert.ok(error === undefined || isSyncError(error), `not an error of ours: ${error}`);
    return { sent, error, dones };
  }

  /** As {@link input}. @returns the error it ended with, if any */
  async receive(message: Message): Promise<SyncError | undefined> {
    return (await this.input(message)).error;
  }

  /** What it shows. */
  get shown(): Status {
    return this.statuses.at(-1) ?? {};
  }

  lastStatus(): string | undefined {
    return this.shown.text;
  }

  async close(): Promise<void> {
    const listeners = this.listeners('close');
    await Promise.all(listeners.map((listener) => new Promise<void>((resolve) => listener.call(this, false, resolve))));
    this.removeAllListeners();
  }

  /** Waits, at most five seconds, until the condition holds; looked at after each message, status and warning. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(5_000);
    while (!condition()) {
      await Promise.race(['sent', 'status', 'warning'].map((event) => once(this, event, { signal }))).catch(() => {
        throw new Error(`waited in vain: ${what}`);
      });
    }
  }
}

/** What a node sent to one output, as a list. */
function messagesOf(sent: Message | Message[] | null | undefined): Message[] {
  return sent === null || sent === undefined ? [] : [sent].flat();
}

export interface Answer {
  readonly status: number;
  /** As JSON gives it; a file's text. */
  readonly body: unknown;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Question {
  readonly body?: unknown;
  readonly query?: Record<string, unknown>;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

export class TestRed {
  /** By id: our own once started, and whatever a test puts in their place. */
  readonly nodes: Map<string, unknown>;
  readonly routes = new Map<string, { readonly permission: string; readonly handler: AdminHandler }>();
  readonly types = new Map<string, Start>();
  /** Of all started nodes. */
  readonly configs: NodeConfig[] = [];
  /** As they are stored, by node. */
  readonly credentials = new Map<string, Record<string, unknown>>();
  readonly api: RuntimeApi;

  constructor(
    registrations: readonly Register[],
    { userDir, nodes = {} }: { userDir?: string; nodes?: Readonly<Record<string, unknown>> } = {},
  ) {
    this.nodes = new Map(Object.entries(nodes));
    const permissions = new Map<AdminHandler, string>();
    const route =
      (method: string) =>
      (path: string, ...handlers: AdminHandler[]) => {
        const [guard, handler] = handlers;
        if (guard === undefined || handler === undefined) throw new Error(`${method} ${path} is not protected`);
        this.routes.set(`${method} ${path}`, { permission: permissions.get(guard) ?? '', handler });
      };
    this.api = {
      nodes: {
        createNode: () => undefined,
        registerType: (type, start) => this.types.set(type, start),
        getNode: (id) => this.nodes.get(id),
        eachNode: (visit) => this.configs.forEach(visit),
        getCredentials: (id) => this.credentials.get(id),
      },
      httpAdmin: { get: route('GET'), post: route('POST') },
      util: nodeRedUtil.util,
      auth: {
        needsPermission: (permission) => {
          const guard: AdminHandler = () => undefined;
          permissions.set(guard, permission);
          return guard;
        },
      },
      settings: userDir === undefined ? {} : { userDir },
    };
    for (const register of registrations) register(this.api);
  }

  start(
    id: string,
    type: string,
    config: Readonly<Record<string, unknown>>,
    credentials: Record<string, unknown> = {},
  ): TestNode {
    const node = new TestNode(id, type, credentials);
    const start = this.types.get(type);
    if (start === undefined) throw new Error(`no type ${type}`);
    const full: NodeConfig = { ...config, id, type };
    this.configs.push(full);
    this.credentials.set(id, credentials);
    start.call(node, full);
    this.nodes.set(id, node);
    return node;
  }

  /** A started config node as the other nodes see it. @param offers what only this kind of node has */
  offered<T>(id: string, offers: keyof T & string): T {
    return configNode<T>(this.api, id, offers, id);
  }

  /** Calls an admin route as a user with its permission would. */
  ask(route: string, { body, query = {}, params = {}, headers = {} }: Question = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const found = this.routes.get(route);
      if (found === undefined) return reject(new Error(`no route ${route}`));
      let status = 200;
      const answered: Record<string, string> = {};
      const response = {
        status: (code: number) => {
          status = code;
          return response;
        },
        setHeader: (name: string, value: string) => {
          answered[name.toLowerCase()] = value;
        },
        end: (text: string) => resolve({ status, body: text, headers: answered }),
        json: (answer: unknown) => resolve({ status, body: JSON.parse(JSON.stringify(answer)), headers: answered }),
      };
      // Only what our handlers use of express.
      Reflect.apply(found.handler, undefined, [{ body, query, params, headers }, response]);
    });
  }
}

/** One node, running by itself. @param nodes config nodes by id; the config refers to them */
export function runningNode(
  register: Register,
  config: Readonly<Record<string, unknown>>,
  nodes: Readonly<Record<string, unknown>>,
): TestNode {
  const red = new TestRed([register], { nodes });
  const [type] = red.types.keys();
  assert.ok(type, 'it registers a type');
  return red.start('node-1', type, config);
}
