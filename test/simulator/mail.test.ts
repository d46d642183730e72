import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from './simulator.ts';

/** Speaks SMTP line by line; resolves to the codes of the answers, `closed` when the connection died. */
async function speak(
  simulator: Simulator,
  to: string,
  { password = simulator.mail.password, message = 'Subject: Hi\r\n\r\nHello' } = {},
): Promise<string[]> {
  const { mail } = simulator;
  const socket: Socket = connect(mail.port, mail.host);
  const auth = Buffer.from(`\0${mail.user}\0${password}`).toString('base64');
  const lines = [
    'EHLO test',
    `AUTH PLAIN ${auth}`,
    `MAIL FROM:<internet@erefiber.com>`,
    `RCPT TO:<${to}>`,
    'DATA',
    `${message}\r\n.`,
    'QUIT',
  ];
  const codes: string[] = [];
  try {
    for await (const line of createInterface({ input: socket })) {
      if (/^\d{3}-/.test(line)) continue;
      codes.push(line.slice(0, 3));
      const next = /^[45]/.test(line) ? 'QUIT' : lines[codes.length - 1];
      if (line.startsWith('221')) return codes;
      socket.write(`${next}\r\n`);
    }
  } catch {
    // A reset connection ends like a closed one.
  } finally {
    socket.destroy();
  }
  return [...codes, 'closed'];
}

describe('the mail sink', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ village: 'empty' });
  });
  afterEach(() => simulator.mail.acceptAll());
  after(() => simulator.stop());

  const accepted = ['220', '250', '235', '250', '250', '354', '250', '221'];

  it('takes mail after AUTH only, and keeps text, headers and envelope', async () => {
    const message =
      'From: a@example.com\r\nTo: b@example.com\r\nMessage-ID: <1@example.com>\r\nX-Unit: 101\r\nSubject: =?utf-8?q?Jos=C3=A9?=\r\n\r\n<b>not html</b>';
    assert.deepEqual(await speak(simulator, 'tenant@example.com', { message }), accepted);
    const mail = simulator.mail.messages.at(-1);
    assert.deepEqual(
      [mail?.recipients, mail?.subject, mail?.html, mail?.messageId, mail?.acknowledged],
      [['tenant@example.com'], 'José', undefined, '<1@example.com>', true],
    );
    assert.match(mail?.text ?? '', /<b>not html<\/b>/);
    assert.deepEqual(mail?.headers.get('x-unit'), ['101']);
    assert.deepEqual(await speak(simulator, 'tenant@example.com', { password: 'wrong' }), ['220', '250', '535', '221']);
  });

  it('refuses where it is told to, and only there', async () => {
    const count = simulator.mail.messages.length;
    simulator.mail.refuse({ at: 'recipient', address: 'bad@example.com', code: 550 });
    assert.deepEqual(await speak(simulator, 'bad@example.com'), ['220', '250', '235', '250', '550', '221']);
    assert.deepEqual(await speak(simulator, 'good@example.com'), accepted);
    const end = simulator.mail.refuse({ at: 'data', code: 451 });
    assert.deepEqual((await speak(simulator, 'good@example.com')).at(-2), '451');
    end();
    simulator.mail.refuse({ at: 'auth', times: 1 });
    assert.deepEqual((await speak(simulator, 'good@example.com'))[2], '535');
    assert.equal(simulator.mail.messages.length, count + 1);
  });

  it('cuts the connection before or after it has taken the mail', async () => {
    const count = simulator.mail.messages.length;
    simulator.mail.refuse({ at: 'cut-at-recipient', times: 1 });
    assert.deepEqual((await speak(simulator, 'a@example.com')).at(-1), 'closed');
    assert.equal(simulator.mail.messages.length, count);
    simulator.mail.refuse({ at: 'cut-after-data', times: 1 });
    assert.deepEqual((await speak(simulator, 'a@example.com')).at(-1), 'closed');
    assert.deepEqual(
      [simulator.mail.messages.length, simulator.mail.messages.at(-1)?.acknowledged],
      [count + 1, false],
    );
  });

  it('can go away and come back on the same port', async () => {
    const { port } = simulator.mail;
    await simulator.mail.stopListening();
    assert.deepEqual(await speak(simulator, 'a@example.com'), ['closed']);
    await simulator.mail.listen();
    assert.equal(simulator.mail.port, port);
    assert.deepEqual(await speak(simulator, 'a@example.com'), accepted);
  });
});
