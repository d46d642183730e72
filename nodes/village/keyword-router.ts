/**
 * The node `keyword-router`: sends each message out by the rule whose words are in it. Wiring only; the work is in keywords/.
 */
import type { AdminRequest, AdminResponse, Done, Message, Node, NodeConfig, RuntimeApi, Send, Status } from '../red.ts';
import { type SyncError, toSyncError } from '../sync-error.ts';
import { messageTextOf } from './keywords/message-text.ts';
import type { RoutedText, Taken } from './keywords/router.ts';
import { routerFromConfig } from './keywords/router-config.ts';
import { tryRules } from './keywords/try-it.ts';

export default function keywordRouter(red: RuntimeApi): void {
  red.nodes.registerType('keyword-router', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    start(red, this, config);
  });
  red.httpAdmin.post(
    '/village-fiber/keyword-router/try',
    red.auth.needsPermission('keyword-router.read'),
    (request: AdminRequest, response: AdminResponse) => response.json(tryRules(request.body)),
  );
}

/** What a configuration comes to. */
interface Sorter {
  /** Names of the rules, in the order of the outputs. */
  readonly names: readonly string[];
  readonly textOf: (message: Message) => RoutedText;
  readonly taken: (text: RoutedText) => readonly Taken[];
}

function start(red: RuntimeApi, node: Node, config: NodeConfig): void {
  const sorter = sorterOf(red, config);
  if ('code' in sorter) {
    node.warn(`${sorter.message} ${sorter.hint ?? ''}`.trim());
    node.status(failed(sorter));
  }
  node.on('input', (message, send, done) => {
    if ('code' in sorter) return fail(node, message, sorter, done);
    try {
      node.status(sort(red, sorter, message, send));
      done();
    } catch (thrown) {
      fail(node, message, toSyncError(thrown, 'none'), done);
    }
  });
  node.on('close', (_removed, done) => {
    node.status({});
    done();
  });
}

/** @returns the error where the configuration is wrong, to be told with each message until the next deploy */
function sorterOf(red: RuntimeApi, config: NodeConfig): Sorter | SyncError {
  try {
    const router = routerFromConfig(config);
    return {
      names: router.rules.map(({ name }) => name),
      textOf: messageTextOf(red.util, config),
      taken: (text) => router.route(text, router.mode),
    };
  } catch (thrown) {
    return toSyncError(thrown, 'none');
  }
}

/** @returns what the node shows afterwards */
function sort(red: RuntimeApi, { names, textOf, taken }: Sorter, message: Message, send: Send): Status {
  const found = taken(textOf(message)).map(({ rule, words }) => ({ rule, name: names[rule] ?? '', words }));
  message['keywords'] = found.map(({ name, words }) => ({ rule: name, words: [...words] }));
  const outputs = new Array<Message | null>(names.length + 1).fill(null);
  const [first, ...others] = found;
  for (const { rule } of others) outputs[rule] = red.util.cloneMessage(message);
  outputs[first?.rule ?? names.length] = message;
  send(outputs);
  if (first === undefined) return { fill: 'grey', shape: 'ring', text: 'otherwise' };
  return { fill: 'green', shape: 'dot', text: shown(first.name, others.length) };
}

/** The error reaches Catch with the message as it came, and with `failure`, as of the other nodes of the package. */
function fail(node: Node, message: Message, error: SyncError, done: Done): void {
  const { code, trouble, effect, message: text, hint } = error;
  message['failure'] = { code, trouble, effect, text, hint, about: node.name || node.type };
  node.status(failed(error));
  done(error);
}

function failed({ code }: SyncError): Status {
  return { fill: 'red', shape: 'ring', text: shown(code.replaceAll('_', ' '), 0) };
}

/** @returns at most 20 characters: `internet`, `a name that is too…`, `internet +2` */
function shown(name: string, others: number): string {
  const more = others === 0 ? '' : ` +${others}`;
  const letters = [...name];
  const room = 20 - more.length;
  return `${letters.length <= room ? name : `${letters.slice(0, room - 1).join('')}…`}${more}`;
}
