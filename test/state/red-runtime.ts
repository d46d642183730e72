/** Just enough of Node-RED to run our nodes: types, config nodes, messages in and out, status, close, admin routes. */
import { EventEmitter, once } from 'node:events';
import type { AdminHandler, Message, Node, NodeConfig, RuntimeApi, Status } from '../../nodes/red.ts';
import { util } from '../red-util.ts';

type Start = Parameters<RuntimeApi['nodes']['registerType']>[1];
export type Sent = (Message | Message[] | null)[];

export class TestNode extends EventEmitter implements Node {
  readonly id: string;
  readonly type: string;
  readonly sent: Sent[] = [];
  readonly statuses: Status[] = [];
  readonly lines: string[] = [];
  readonly errors: Error[] = [];

  constructor(id: string, type: string) {
    super();
    this.id = id;
    this.type = type;
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
  }
  error(error: Error | string): void {
    this.errors.push(error instanceof Error ? error : new Error(error));
  }
  debug(): void {}

  /** Everything that came out of an output, in order. */
  out(output = 0): Message[] {
    return this.sent.flatMap((messages): Message[] => {
      const sent = messages[output] ?? [];
      return Array.isArray(sent) ? sent : [sent];
    });
  }

  /** Sends a message in. @returns the error it ended with, if any */
  receive(message: Message): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.emit('input', message, this.send, (error?: Error) => resolve(error));
    });
  }

  lastStatus(): string | undefined {
    return this.statuses.at(-1)?.text;
  }

  async close(): Promise<void> {
    const listeners = this.listeners('close');
    await Promise.all(listeners.map((listener) => new Promise<void>((resolve) => listener.call(this, false, resolve))));
    this.removeAllListeners();
  }

  /** Waits, at most five seconds, until the condition holds; looked at after each message and status. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(5_000);
    while (!condition()) {
      await Promise.race([once(this, 'sent', { signal }), once(this, 'status', { signal })]).catch(() => {
        throw new Error(`waited in vain: ${what}`);
      });
    }
  }
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export class TestRed {
  readonly nodes = new Map<string, unknown>();
  readonly routes = new Map<string, { readonly permission: string; readonly handler: AdminHandler }>();
  readonly #types = new Map<string, Start>();
  readonly api: RuntimeApi;

  constructor(userDir: string, registrations: readonly ((red: RuntimeApi) => void)[]) {
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
        registerType: (type, start) => this.#types.set(type, start),
        getNode: (id) => this.nodes.get(id),
      },
      httpAdmin: { get: route('GET'), post: route('POST') },
      util,
      auth: {
        needsPermission: (permission) => {
          const guard: AdminHandler = () => undefined;
          permissions.set(guard, permission);
          return guard;
        },
      },
      settings: { userDir },
    };
    for (const register of registrations) register(this.api);
  }

  start(id: string, type: string, config: Record<string, unknown>): TestNode {
    const node = new TestNode(id, type);
    const start = this.#types.get(type);
    if (start === undefined) throw new Error(`no type ${type}`);
    const full: NodeConfig = { id, type, ...config };
    start.call(node, full);
    this.nodes.set(id, node);
    return node;
  }

  /** Calls an admin route as a user with its permission would. */
  ask(route: string, { body, query = {} }: { body?: unknown; query?: Record<string, unknown> } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const found = this.routes.get(route);
      if (found === undefined) return reject(new Error(`no route ${route}`));
      let status = 200;
      const response = {
        status: (code: number) => {
          status = code;
          return response;
        },
        json: (answer: unknown) => resolve({ status, body: JSON.parse(JSON.stringify(answer)) }),
      };
      // Only what our handlers use of express.
      Reflect.apply(found.handler, undefined, [{ body, query, params: {} }, response]);
    });
  }
}
