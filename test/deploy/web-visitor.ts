/** Who asks a Node-RED's web server, in headers that fetch does not let through, and the dashboard's socket. */
import assert from 'node:assert/strict';
import { request } from 'node:http';

export const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** fetch does not let a Host, an Origin or a Sec-Fetch-Site through. */
export function ask(url: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    asked.once('error', reject).end();
  });
}

const polling = '/dashboard/socket.io/?EIO=4&transport=polling';

/** What the dashboard's socket says to whoever connects: `40` and an id, or `44` and why not. */
export async function socketSays(url: string, headers: Record<string, string>): Promise<string> {
  const opened = await ask(url, polling, headers);
  const [, sid] = /"sid":"([^"]+)"/.exec(opened.body) ?? [];
  assert.ok(sid, opened.body);
  await new Promise((resolve, reject) => {
    const asked = request(`${url}${polling}&sid=${sid}`, { method: 'POST', headers }, (answer) =>
      answer.resume().once('end', resolve),
    );
    asked.once('error', reject).end('40');
  });
  return (await ask(url, `${polling}&sid=${sid}`, headers)).body;
}
