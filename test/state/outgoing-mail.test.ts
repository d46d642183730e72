/** What reaches the e-mail node: text as text, one address, no header of somebody else's making. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailKey, messageId } from '../../nodes/state/mail/mail-key.ts';
import { mailTrouble } from '../../nodes/state/mail/mail-trouble.ts';
import { checkSender, outgoingMail } from '../../nodes/state/mail/outgoing-mail.ts';

const key = mailKey(12, 'welcome', 'ada@example.com');
const message = {
  payload: 'Hi Ada,\n\nWelcome!',
  topic: 'Ready - Unit 101',
  to: 'ada@example.com',
  from: 'internet@example.com',
};

test('text goes out as text, with a stable Message-ID of the sender’s domain', () => {
  const outgoing = outgoingMail({ ...message, other: 1 }, key);
  assert.deepEqual(outgoing, { ...message, other: 1, headers: { 'Message-ID': messageId(key, message.from) } });
  assert.match(
    messageId(key, 'ERE <internet@example.com>'),
    /^<mail\.household-12\.welcome\.[0-9a-f]{16}@example\.com>$/,
  );
  assert.equal(messageId(key, message.from), messageId(key, 'ERE Fiber <other@example.com>'));
});

test('a name like a tag never becomes markup', () => {
  const text = 'Hi <b>x</b> & O\'Brien <script>alert("1")</script>,';
  const outgoing = outgoingMail({ ...message, payload: text }, key);
  assert.equal(outgoing['plaintext'], text);
  assert.match(String(outgoing['payload']), /^<pre[^>]*>Hi &lt;b&gt;x&lt;\/b&gt; &amp; O'Brien &lt;script&gt;/);
  assert.doesNotMatch(String(outgoing['payload']), /<(b|script)>/);
});

test('whatever else the e-mail node would read of the message is taken away', () => {
  const traps = {
    cc: 'x',
    bcc: 'x',
    replyTo: 'x',
    inReplyTo: 'x',
    references: 'x',
    envelope: {},
    attachments: [],
    header: {},
  };
  const more = { priority: 'high', title: 'x', filename: 'x', description: 'x', plaintext: 'x', headers: { Bcc: 'x' } };
  const outgoing = outgoingMail({ ...message, ...traps, ...more }, key);
  assert.deepEqual(Object.keys(outgoing).sort(), ['from', 'headers', 'payload', 'to', 'topic']);
  assert.deepEqual(Object.keys(outgoing['headers'] ?? {}), ['Message-ID']);
});

test('line breaks in subject, sender or address, left-over placeholders and empty texts are refused', () => {
  const refused = (change: object, code: string) =>
    assert.throws(() => outgoingMail({ ...message, ...change }, key), { code });
  for (const payload of ['', ' \n', 'Hi {{{payload.tenant}}}', undefined, 5]) refused({ payload }, 'MAIL_TEXT');
  for (const topic of [
    '',
    'Ready\r\nBcc: x@example.com',
    'a\nb',
    'a\u2028b',
    undefined,
    '{{payload.unit}}',
    'x'.repeat(300),
  ]) {
    refused({ topic }, 'MAIL_HEADER');
  }
  for (const from of ['', 'nobody', 'a@example.com\r\nBcc: b@example.com', undefined]) refused({ from }, 'MAIL_HEADER');
  for (const to of [
    '',
    'a@example.com,b@example.com',
    'a@example.com\r\nBcc: b',
    'A <a@example.com>',
    `${'a'.repeat(250)}@example.com`,
    ['a@example.com'],
  ]) {
    refused({ to }, 'MAIL_ADDRESS');
  }
  assert.equal(checkSender(' ERE Fiber <internet@erefiber.com> '), 'ERE Fiber <internet@erefiber.com>');
});

test('one key per household, template and address, in upper or lower case, without the address in it', () => {
  assert.equal(key, mailKey(12, 'welcome', ' ADA@example.com'));
  assert.notEqual(key, mailKey(13, 'welcome', 'ada@example.com'));
  assert.doesNotMatch(key, /ada/);
});

test('what the mail server’s error means: surely unsent or unknown, the server’s trouble or the mail’s', () => {
  const meaning = (code: string | undefined, text = '') => {
    const { isUnsent, isServer, failure } = mailTrouble(code, text);
    return `${isUnsent ? 'unsent' : 'unknown'} ${isServer ? 'server' : 'mail'} ${failure.code} ${failure.trouble}`;
  };
  assert.equal(meaning('EENVELOPE'), 'unsent mail MAIL_REFUSED data');
  assert.equal(meaning('EMESSAGE'), 'unsent mail MAIL_REFUSED data');
  assert.equal(meaning('EAUTH'), 'unsent server SMTP_AUTH server');
  assert.equal(meaning('EDNS'), 'unsent server SMTP_DNS server');
  assert.equal(meaning('ECONNREFUSED'), 'unsent server SMTP_UNREACHABLE server');
  assert.equal(meaning('ESOCKET', 'Error: connect ECONNREFUSED 127.0.0.1:25'), 'unsent server SMTP_UNREACHABLE server');
  assert.equal(meaning('ESOCKET', 'Error: self-signed certificate'), 'unsent server SMTP_TLS server');
  assert.equal(meaning('ETIMEDOUT', 'Error: Greeting never received'), 'unsent server SMTP_TIMEOUT server');
  for (const code of ['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EPROTOCOL', undefined]) {
    assert.equal(meaning(code, 'Connection closed unexpectedly'), 'unknown server MAIL_UNKNOWN operator');
  }
});

test('the address in a mail server’s answer is not repeated', () => {
  const { failure } = mailTrouble('EENVELOPE', 'Error: 550 no such user ada@example.com');
  assert.doesNotMatch(JSON.stringify(failure), /ada@/);
});
