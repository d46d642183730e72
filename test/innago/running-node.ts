/** One of our nodes, running on the smallest runtime that it can run in. */

import type { Message, Node, NodeConfig, RuntimeApi, Status } from '../../nodes/red.ts';
import { isSyncError, type SyncError } from '../../nodes/sync-error.ts';
import { util } from '../red-util.ts';

/** How one input ended. */
interface Ended {
  /** By output. */
  readonly sent: readonly (readonly Message[])[];
  readonly error: SyncError | undefined;
  readonly dones: number;
}

export interface RunningNode {
  input(message?: Message): Promise<Ended>;
  close(): Promise<void>;
  /** What it shows. */
  status(): Status;
  readonly shown: string[];
  readonly log: string[];
}

type InputListener = (
  message: Message,
  send: (sent: Message | (Message | Message[] | null)[]) => void,
  done: (error?: Error) => void,
) => void;

/** @param configNodes by id; the config refers to them */
export function runningNode(
  register: (red: RuntimeApi) => void,
  config: Readonly<Record<string, unknown>>,
  configNodes: Readonly<Record<string, unknown>>,
): RunningNode {
  let start: ((this: Node, config: NodeConfig) => void) | undefined;
  register({
    nodes: {
      createNode: () => undefined,
      registerType: (_type, constructed) => {
        start = constructed;
      },
      getNode: (id) => configNodes[id],
    },
    httpAdmin: { get: () => undefined, post: () => undefined },
    util,
    auth: { needsPermission: () => () => undefined },
    settings: {},
  });
  const shown: string[] = [];
  const log: string[] = [];
  let status: Status = {};
  let onInput: InputListener = () => undefined;
  let onClose: (removed: boolean, done: () => void) => void = (_removed, done) => done();
  const node: Node = {
    id: 'node-1',
    type: 'node',
    on: (event: string, listener: never) => {
      if (event === 'input') onInput = listener;
      if (event === 'close') onClose = listener;
    },
    send: () => undefined,
    status: (next) => {
      status = next;
      shown.push(`${next.fill ?? ''} ${next.text ?? ''}`.trim());
    },
    log: (text) => void log.push(text),
    warn: (text) => void log.push(text),
    error: () => undefined,
    debug: () => undefined,
  };
  start?.call(node, { id: node.id, type: node.type, ...config });
  return {
    input: (message = {}) =>
      new Promise((resolve) => {
        const sent: Message[][] = [];
        let dones = 0;
        onInput(
          message,
          (messages) => {
            const outputs = Array.isArray(messages) ? messages : [messages];
            outputs.forEach((one, output) => {
              sent[output] = [...(sent[output] ?? []), ...(one === null ? [] : [one].flat())];
            });
          },
          (error) => {
            dones += 1;
            // What follows `done` (the last status) still belongs to this input.
            setImmediate(() => resolve({ sent, error: isSyncError(error) ? error : undefined, dones }));
          },
        );
      }),
    close: () => new Promise((resolve) => onClose(false, resolve)),
    status: () => status,
    shown,
    log,
  };
}
