/** The palette's e-mail node (node-red-node-email) as Node-RED runs it, before the simulator's mail sink. */

import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { TestContext } from 'node:test';
import nodeRedUtil from '@node-red/util';
import type { Message, RuntimeApi } from '../../nodes/red.ts';
import { type TestNode, TestRed } from '../red-runtime.ts';
import { MailSink } from '../simulator/mail/mail-sink.ts';

/** How a mail ended: what Complete hands on, or what Catch does. */
export type Mailed = { readonly complete: Message } | { readonly caught: Message };

export interface EMail {
  readonly sink: MailSink;
  send(message: Message): Promise<Mailed>;
}

/** Both are gone when the test ends. */
export async function eMail(t: TestContext): Promise<EMail> {
  const sink = new MailSink('secret', Date.now);
  await sink.listen(0);
  t.after(() => sink.stopListening());
  const load: unknown = createRequire(import.meta.url)('node-red-node-email/61-email.js');
  const red = new TestRed([
    (api: RuntimeApi) => {
      if (typeof load === 'function') load({ ...api, _: (key: string) => key, util: nodeRedUtil.util });
    },
  ]);
  const config = { name: '', server: sink.host, port: String(sink.port), authtype: 'BASIC', secure: false, tls: false };
  const node = red.start('e', 'e-mail', config, { userid: sink.user, password: sink.password });
  const failed = (error: Error & { code?: string }, message: Message) => {
    const source = { id: 'e', type: 'e-mail' };
    node.emit('failed', { ...message, error: { message: String(error), code: error.code, source } });
  };
  Object.assign(node, { error: failed });
  return { sink, send: (message) => mailed(node, message) };
}

/** The node gets a copy, as over a wire. */
async function mailed(node: TestNode, message: Message): Promise<Mailed> {
  const copy = nodeRedUtil.util.cloneMessage(message);
  const signal = AbortSignal.timeout(20_000);
  const ended = once(node, 'failed', { signal }).then(([caught]) => ({ caught }));
  const done = new Promise<Mailed>((resolve) => {
    node.emit('input', copy, node.send, () => resolve({ complete: copy }));
  });
  return Promise.race([done, ended]);
}
