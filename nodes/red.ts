/**
 * The part of Node-RED's runtime API that this package uses, typed by what we rely on and nothing more.
 * Facts: Node-RED documentation, "JavaScript file", "Node credentials", "Node status".
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SyncError, thisNode } from './sync-error.ts';

/** A flow message: anything at all until a schema has looked at it. */
export type Message = Record<string, unknown>;

/** What a node shows beneath itself. */
export interface Status {
  readonly fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  readonly shape?: 'dot' | 'ring';
  readonly text?: string;
}

/** One message, or one for each output. */
export type Send = (message: Message | (Message | Message[] | null)[]) => void;
/** Ends an input; an error goes to Catch. */
export type Done = (error?: Error) => void;

/** What `RED.nodes.createNode` makes of the node's `this`. */
export interface Node {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  /** Ids of the nodes behind each output; Node-RED keeps it up to date when wires alone are deployed. */
  readonly wires?: readonly (readonly string[])[];
  credentials?: Record<string, unknown>;
  on(event: 'input', listener: (message: Message, send: Send, done: Done) => void): void;
  on(event: 'close', listener: (removed: boolean, done: () => void) => void): void;
  send: Send;
  status(status: Status): void;
  log(text: string): void;
  warn(text: string): void;
  error(error: Error | string, message?: Message): void;
  debug(text: string): void;
}

/** What the operator has set, as deployed, without credentials. */
export type NodeConfig = { readonly id: string; readonly type: string; readonly name?: string } & Record<
  string,
  unknown
>;

/** What our routes read of a request to the editor's server. */
export interface AdminRequest extends IncomingMessage {
  readonly body: unknown;
  readonly params: Record<string, string>;
  readonly query: Record<string, unknown>;
}
/** What our routes use to answer. */
export interface AdminResponse extends ServerResponse {
  json(body: unknown): void;
  status(code: number): AdminResponse;
}
/** A route, or the guard before it. */
export type AdminHandler = (request: AdminRequest, response: AdminResponse, next?: () => void) => void;

/** The `RED` that a node file is registered with. */
export interface RuntimeApi {
  readonly nodes: {
    createNode(node: Node, config: NodeConfig): void;
    registerType(
      type: string,
      start: (this: Node, config: NodeConfig) => void,
      options?: { credentials?: Record<string, { type: 'text' | 'password' }>; settings?: Record<string, unknown> },
    ): void;
    getNode(id: string): unknown;
    /** Calls back with the configuration of every node of all flows, configuration nodes included, `${VAR}` as it is written. */
    eachNode(visit: (config: NodeConfig) => void): void;
    /** A node's stored credentials, `${VAR}` as it is written; nothing for a node that has none. */
    getCredentials(id: string): unknown;
  };
  readonly httpAdmin: {
    get(path: string, ...handlers: AdminHandler[]): void;
    post(path: string, ...handlers: AdminHandler[]): void;
  };
  readonly auth: { needsPermission(permission: string): AdminHandler };
  /** `@node-red/util`. */
  readonly util: {
    cloneMessage(message: Message): Message;
    /** @throws where the property is none, or the path to it is not there */
    getMessageProperty(message: Message, property: string): unknown;
    /** @throws where the property is none: `payload..title` */
    normalisePropertyExpression(property: string): unknown;
    /** What `${name}` stands for where this node is, as Node-RED replaces it. */
    getSetting(node: unknown, name: string): unknown;
  };
  readonly settings: { readonly userDir?: string } & Record<string, unknown>;
}

/**
 * The config node behind an id, told by what it offers (each node is a bundle of its own, so classes don't help).
 * @param offers the property that only this kind of config node has, e.g. `openStore`
 * @param what in words, for the operator: "sync-database"
 * @throws SyncError NOT_CONFIGURED (trouble operator) when none is chosen, or it is missing or disabled
 */
export function configNode<T>(red: RuntimeApi, id: unknown, offers: keyof T & string, what: string): T {
  const found = typeof id === 'string' ? red.nodes.getNode(id) : undefined;
  if (isConfigNode<T>(found, offers)) return found;
  throw new SyncError(`No ${what} is chosen, or it is disabled.`, {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: `Open this node and choose a ${what}.`,
    about: thisNode,
  });
}

function isConfigNode<T>(value: unknown, offers: keyof T & string): value is T {
  return typeof value === 'object' && value !== null && offers in value;
}

/**
 * A field of a node's configuration as text. `${NAME}` that Node-RED left as it is means unset (design §6).
 * @returns trimmed text, or undefined when empty or unset
 */
export function textField(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  if (trimmed === '' || /^\$\{[^}]*\}$/.test(trimmed)) return undefined;
  return trimmed;
}

/** As {@link textField}, for a checkbox or a variable holding `true`, `1`, `yes`, `on` (any case); anything else is false. */
export function flagField(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  return /^(true|1|yes|on)$/i.test(textField(value) ?? '');
}
