/** What all pages share, in a browser that is as small as can be: what is said of a question, and of a button, that got no answer. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

interface Page {
  readonly vf: {
    said: string;
    trouble: { hint: string } | null;
    act(payload: object): Promise<void>;
    download(payload: object): Promise<void>;
    end(): void;
  };
}

const folder = join(import.meta.dirname, '../../../flows/dashboard/parts');
const shared = ['words.js', 'page.js'].map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');

/** A page whose questions are written down, and nobody answers. */
function openPage() {
  const heard = new Map<string, () => void>();
  const sent: unknown[] = [];
  const socket = { connected: true, on: (event: string, hear: () => void) => heard.set(event, hear), off: () => {} };
  const document = { hidden: false, addEventListener: () => {}, removeEventListener: () => {} };
  const window: { villageFiberPage?: (page: object, wants: () => object[]) => void } = {};
  runInNewContext(shared, {
    window,
    document,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
  });
  const page = { $socket: socket, id: 'p', send: (one: unknown) => sent.push(one), $nextTick: async () => {} };
  window.villageFiberPage?.(page, () => [{ ask: 'health' }]);
  return { page: page as unknown as Page, socket, sent, lose: () => heard.get('disconnect')?.() };
}

test('a question without an answer is asked again; what a button did is not known, and not said to be', async (t) => {
  const { page, socket, sent, lose } = openPage();
  t.after(() => page.vf.end());
  const pressed = page.vf.act({ ask: 'command', command: { verb: 'pause' } });
  assert.equal(sent.length, 2);
  socket.connected = false;
  lose();
  await pressed;
  assert.match(page.vf.said, /Nobody knows whether it was done: look before you press again\.$/);
  assert.match(String(page.vf.trouble?.hint), /asked again by itself/);
  await page.vf.act({ ask: 'command', command: { verb: 'pause' } });
  assert.match(page.vf.said, /lost\. Nothing was done\.$/);
  await page.vf.download({ ask: 'plan' });
  assert.match(page.vf.said, /lost\.$/);
  assert.equal(sent.length, 2, 'nothing was sent any more');
});
