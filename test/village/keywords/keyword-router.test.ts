/** The node: messages in, messages out, status, errors, and the route of the try-it box. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../nodes/red.ts';
import keywordRouter from '../../../nodes/village/keyword-router.ts';
import { readFlow } from '../../package/editor-definitions.ts';
import { type TestNode, TestRed } from '../../red-runtime.ts';

const look = ['subject', 'description'];
const rules = [
  { name: 'upgrade', any: 'upgrade, faster', none: 'dishwasher', look, whole: true },
  { name: 'internet', any: 'internet\nwi-fi', none: '', look, whole: true },
];
const fields = {
  rules,
  mode: 'first',
  subject: 'payload.ticket.title',
  description: 'payload.ticket.description',
  category: 'payload.ticket.category',
  outputs: 3,
};

function start(given: Readonly<Record<string, unknown>> = {}): TestNode {
  return new TestRed([keywordRouter]).start('router', 'keyword-router', { ...fields, ...given });
}

function ticket(title: unknown, description: unknown = ''): Message {
  return { _msgid: 'm', payload: { ticket: { title, description } }, other: { kept: true } };
}

/** By output, the keywords of what came out. */
function keywords(sent: readonly (readonly Message[])[]): unknown[] {
  return sent.map((messages) => messages.map((message) => message['keywords']));
}

test('the first rule takes the message itself, with what was found beside it', async () => {
  const node = start();
  const message = ticket('Internet upgrade', 'I want it FASTER');
  const { sent, error, dones } = await node.input(message);
  assert.equal(error, undefined);
  assert.equal(dones, 1);
  assert.deepEqual(
    sent.map((messages) => messages.length),
    [1, 0, 0],
  );
  assert.equal(sent[0]?.[0], message, 'the same object');
  assert.deepEqual(message, {
    ...ticket('Internet upgrade', 'I want it FASTER'),
    keywords: [{ rule: 'upgrade', words: ['upgrade', 'faster'] }],
  });
  assert.deepEqual(node.shown, { fill: 'green', shape: 'dot', text: 'upgrade' });
});

test('what no rule takes leaves by the last output, with an empty list', async () => {
  const node = start();
  const { sent, dones } = await node.input(ticket('upgrade my dishwasher'));
  assert.deepEqual(keywords(sent), [[], [], [[]]]);
  assert.equal(dones, 1);
  assert.equal(node.lastStatus(), 'otherwise');
});

test('with all, every rule that takes it gets a message of its own, all in one send', async () => {
  const node = start({ mode: 'all' });
  const message = ticket('upgrade my wifi');
  const { sent, dones } = await node.input(message);
  assert.equal(node.sent.length, 1);
  assert.equal(dones, 1);
  const found = [
    { rule: 'upgrade', words: ['upgrade'] },
    { rule: 'internet', words: ['wi-fi'] },
  ];
  assert.deepEqual(keywords(sent), [[found], [found], []]);
  assert.equal(sent[0]?.[0], message);
  assert.notEqual(sent[1]?.[0], message);
  assert.notEqual(sent[1]?.[0]?.['payload'], message['payload'], 'a clone all the way down');
  assert.deepEqual(sent[1]?.[0], message);
  assert.equal(node.lastStatus(), 'upgrade +1');
  assert.deepEqual(keywords((await node.input(ticket('a sink'))).sent), [[], [], [[]]]);
});

test('any properties of the message will do: text and numbers are read, anything else and what is missing is empty', async () => {
  const node = start({ subject: 'topic', description: 'payload[0]["the text"]', category: '' });
  const outputOf = async (message: Message) => (await node.input(message)).sent.findIndex((sent) => sent.length > 0);
  assert.equal(await outputOf({ topic: 'wifi' }), 1);
  assert.equal(await outputOf({ payload: [{ 'the text': 'wifi' }] }), 1);
  for (const topic of [undefined, null, true, ['wifi'], { wifi: 'wifi' }, Buffer.from('wifi'), '', 'none'])
    assert.equal(await outputOf({ topic, payload: 'wifi' }), 2, String(topic));
  assert.equal(await outputOf({}), 2);
  const numbers = start({ rules: [{ ...rules[0], any: '404' }], subject: 'payload' });
  assert.equal((await numbers.input({ payload: 404 })).sent[0]?.length, 1);
});

test('a node without the three properties reads the ticket of the maintenance flow', async () => {
  const node = start({ subject: undefined, description: undefined, category: undefined, mode: undefined });
  assert.equal((await node.input(ticket('', 'no wi-fi'))).sent[1]?.length, 1);
});

test('the status has at most 20 characters, whatever the rule is called', async () => {
  for (const [name, mode, text] of [
    ['exactly twenty chars', 'first', 'exactly twenty chars'],
    ['one more than twenty!', 'first', 'one more than twent…'],
    ['one more than twenty!', 'all', 'one more than tw… +1'],
    ['😀'.repeat(21), 'first', `${'😀'.repeat(19)}…`],
  ] as const) {
    const node = start({ mode, rules: [{ ...rules[0], name }, rules[1]] });
    await node.input(ticket('upgrade internet'));
    assert.equal(node.lastStatus(), text);
    assert.ok([...(node.lastStatus() ?? '')].length <= 20);
  }
});

test('a wrong configuration shows at once and with each message, which is not sent anywhere', async () => {
  for (const [given, why] of [
    [{ rules: [{ ...rules[0], any: '' }] }, /Rule 1 \("upgrade"\) has no words/],
    [{ rules: [] }, /no rule/],
    [{ subject: 'payload..title' }, /msg\.payload\.\.title/],
  ] as const) {
    const node = start(given);
    assert.deepEqual(node.shown, { fill: 'red', shape: 'ring', text: 'KEYWORDS INVALID' });
    assert.match(node.warnings.join(), why);
    for (const _time of [1, 2]) {
      const message = ticket('internet');
      const { sent, error, dones } = await node.input(message);
      assert.deepEqual(sent, []);
      assert.equal(dones, 1);
      assert.equal(error?.code, 'KEYWORDS_INVALID');
      assert.match(error?.message ?? '', why);
      assert.deepEqual(message['payload'], ticket('internet')['payload'], 'the message is as it came');
      const { code, trouble, about } = Object(message['failure']);
      assert.deepEqual(
        { code, trouble, about },
        { code: 'KEYWORDS_INVALID', trouble: 'operator', about: 'keyword-router' },
      );
    }
  }
});

test('an error on the way out ends in done, once', async () => {
  const node = start({ mode: 'all' });
  let dones = 0;
  const error = await new Promise<Error | undefined>((resolve) => {
    const send = () => {
      throw new Error('no room');
    };
    node.emit('input', ticket('internet'), send, (thrown?: Error) => {
      dones += 1;
      resolve(thrown);
    });
  });
  assert.equal(error?.message, 'no room');
  assert.equal(dones, 1);
  assert.equal(node.shown.fill, 'red');
});

test('closing clears the status', async () => {
  const node = start();
  await node.input(ticket('internet'));
  await node.close();
  assert.deepEqual(node.shown, {});
});

const route = 'POST /village-fiber/keyword-router/try';
async function tryIt(body: unknown): Promise<Record<string, unknown>> {
  const { status, body: answer } = await new TestRed([keywordRouter]).ask(route, { body });
  assert.equal(status, 200);
  return Object(answer);
}

test('the try-it route is for those who may read the node, and answers what the node would do', async () => {
  assert.equal(new TestRed([keywordRouter]).routes.get(route)?.permission, 'keyword-router.read');
  const text = { subject: 'Upgrade', description: 'my Wi‑Fi' };
  assert.deepEqual(await tryIt({ rules, mode: 'first', ...text }), {
    ok: true,
    takenBy: [0],
    rules: [
      {
        name: 'upgrade',
        rule: 0,
        takes: true,
        words: [{ word: 'upgrade', ranges: { subject: [[0, 7]], description: [], category: [] } }],
        keptBy: [],
      },
      {
        name: 'internet',
        rule: 1,
        takes: true,
        words: [{ word: 'wi-fi', ranges: { subject: [], description: [[3, 8]], category: [] } }],
        keptBy: [],
      },
    ],
  });
  assert.deepEqual((await tryIt({ rules, mode: 'all', ...text }))['takenBy'], [0, 1]);
  assert.deepEqual((await tryIt({ rules }))['takenBy'], []);
  const { takenBy, rules: tried } = await tryIt({ rules, subject: 'upgrade my dishwasher' });
  assert.deepEqual(takenBy, []);
  assert.deepEqual(Object(tried)[0].keptBy[0].word, 'dishwasher');
});

test('a rule that is not finished does not keep the others from being tried, nor does one from a variable', async () => {
  const variable = { ...rules[0], name: 'from outside', any: '${HOME}' };
  const { takenBy, rules: tried } = await tryIt({
    rules: [{ ...rules[0], any: '' }, variable, null, rules[1], { ...rules[1] }],
    subject: 'internet',
  });
  assert.deepEqual(takenBy, [3]);
  const problems = Object(tried).map(({ rule, problem }: { rule: number; problem?: string }) => [rule, problem]);
  assert.match(problems[0][1], /no words/);
  assert.match(problems[1][1], /variable/);
  assert.match(problems[2][1], /Rule 3 has no name/);
  assert.deepEqual(problems[3], [3, undefined]);
  assert.match(problems[4][1], /same name as rule 4/);
  assert.doesNotMatch(JSON.stringify(tried), new RegExp(process.env['HOME'] ?? 'nothing'), 'no variable is read');
  assert.deepEqual((await tryIt({ rules: [], subject: 'internet' }))['rules'], []);
});

test('the try-it route answers anything at all with JSON', async () => {
  for (const body of [undefined, null, 'x', [], {}, { rules: 'x' }, { rules, subject: 5 }, { rules, mode: 'none' }]) {
    const { ok, code, message } = await tryIt(body);
    assert.deepEqual([ok, code], [false, 'BAD_REQUEST'], JSON.stringify(body));
    assert.equal(typeof message, 'string');
  }
  const long = { rules, description: 'x'.repeat(100_001) };
  const many = { rules: Array.from({ length: 201 }, () => rules[0]) };
  const wordy = { rules: [{ ...rules[0], any: 'x'.repeat(60_000) }] };
  for (const body of [long, many, wordy]) assert.equal((await tryIt(body))['code'], 'TRY_TOO_LONG');
  const { rules: tried } = await tryIt({ rules, description: 'internet '.repeat(11_000) });
  assert.ok(JSON.stringify(tried).length < 20_000, 'no more ranges than anybody looks at');
});

test('the example sorts its four messages as they are called', async () => {
  const flow = readFlow('flows/examples/04 - Sort messages by keywords.json');
  const config = flow.find(({ type }) => type === 'keyword-router');
  const outputOf = async (name: string) => {
    const inject = flow.find((one) => one.name === name);
    const payload: unknown = JSON.parse(String(inject?.['payload']));
    const node = new TestRed([keywordRouter]).start('router', 'keyword-router', { ...config });
    const { sent } = await node.input({ payload });
    const [to] = config?.wires?.[sent.findIndex((messages) => messages.length > 0)] ?? [];
    return flow.find(({ id }) => id === to)?.name;
  };
  assert.equal(await outputOf('wifi is down'), 'internet');
  assert.equal(await outputOf('a faster plan'), 'upgrade');
  assert.equal(await outputOf('dishwasher'), 'otherwise');
  assert.equal(await outputOf('a leaking sink'), 'otherwise');
});
