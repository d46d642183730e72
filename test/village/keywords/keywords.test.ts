/** Which words are found in which texts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules, type RouterMode } from '../../../nodes/village/keywords/router.ts';
import type { Rule } from '../../../nodes/village/keywords/rule.ts';

function rule(any: string | readonly string[], given: Partial<Rule> = {}): Rule {
  const words = typeof any === 'string' ? [any] : any;
  return {
    name: words.join(),
    any: words,
    none: [],
    look: ['subject', 'description', 'category'],
    whole: true,
    ...given,
  };
}

const empty = { subject: '', description: '', category: '' };

/** @returns whether the word is found in the text, by route and by explain alike */
function isFound(word: string, text: string, whole = true): boolean {
  const router = compileRules([rule(word, { whole })]);
  const found = router.route({ ...empty, description: text }, 'first').length > 0;
  assert.equal(router.explain({ ...empty, description: text })[0]?.takes, found, `explain of "${word}" in "${text}"`);
  return found;
}

const same: Readonly<Record<string, readonly [word: string, text: string][]>> = {
  'upper and lower case': [
    ['internet', 'The INTERNET is down'],
    ['WiFi', 'wifi'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['İzmir', 'izmir'],
    ['straße', 'STRASSE'],
  ],
  accents: [
    ['cafe', 'Café'],
    ['café', 'cafe'],
    ['cafe', 'cafe\u0301'],
    ['reseau', 'Réseau coupé'],
    ['strasse', 'Straße'],
    ['Straße', 'die strasse'],
    ['smorrebrod', 'smørrebrød'],
    ['lodz', 'Łódź'],
    ['aether', 'Æther'],
    ['oeuvre', 'œuvre'],
    ['thorn', 'Þorn'],
  ],
  'hyphens and dashes': [
    ['wifi', 'Wi-Fi'],
    ['wi-fi', 'wifi'],
    ['wi-fi', 'wi fi'],
    ['wifi', 'Wi\u2011Fi'],
    ['wifi', 'wi\u2010fi'],
    ['wifi', 'wi\u2013fi'],
    ['wifi', 'wi\u2014fi'],
    ['wifi', 'wi\u2212fi'],
    ['wifi', 'wi\ufe63fi'],
    ['wifi', 'wi\uff0dfi'],
    ['internet', 'slow-internet'],
    ['slow internet', 'slow-internet'],
    ['slowinternet', 'slow-internet'],
    ['slow-internet', 'slow internet'],
    ['slow internet wifi', 'Slow-internet wi-fi'],
    ['fi', 'wi-fi'],
    ['-wifi-', 'wifi'],
  ],
  'quotation marks and apostrophes': [
    ["can't", 'I can’t log in'],
    ['can’t', "can't"],
    ["can't", 'cant'],
    ['cant', 'can‘t'],
    ['cant', 'can`t'],
    ['cant', 'can´t'],
    ['cant', 'canʼt'],
    ['cant', 'can＇t'],
    ['internet', "The internet's out"],
    ['internet', "l'internet"],
    ['wifi', 'the “wi-fi”'],
    ['"slow internet"', 'slow internet'],
    ['slow internet', 'the «slow» internet'],
  ],
  'spaces and line breaks': [
    ['slow internet', 'slow\u00a0internet'],
    ['slow internet', 'slow\r\ninternet'],
    ['slow internet', 'slow\n\n  internet'],
    ['slow internet', 'slow\u2009internet'],
    ['slow internet', 'slow\u3000internet'],
    ['slow internet', 'slow\u2028internet'],
    ['slow internet', 'slow\tinternet'],
    ['slow internet', 'slow - internet'],
    ['slow   internet', 'slow internet'],
    ['slow\u00a0internet', 'slow internet'],
  ],
  'what cannot be seen': [
    ['internet', 'inter\u00adnet'],
    ['internet', 'inter\u200bnet'],
    ['internet', 'inter\u200d\u2060net'],
    ['internet', '\ufeffinternet'],
    ['internet', '\u202einternet\u202c'],
    ['inter\u00adnet', 'internet'],
    ['internet', 'i\u034fnternet'],
  ],
  'full-width and other dress': [
    ['wifi', 'ＷｉＦｉ'],
    ['wifi', '𝐖𝐢𝐅𝐢'],
    ['office', 'oﬃce'],
    ['wifi', 'Wi-Fi™ down'],
    ['1g', '１Ｇ'],
  ],
  'any script': [
    ['интернет', 'Нет Интернета? интернет!'],
    ['インターネット', 'インターネット が遅い'],
    ['네트워크', '네트워크 문제'],
    ['إنترنت', 'لا يوجد إنترنت'],
    ['𐐀𐐁', '𐐨𐐩 down'],
    ['🔥', 'router on 🔥'],
  ],
  'punctuation as typed': [
    ['24/7', 'support 24/7, please'],
    ['c++', 'C++11'],
    ['$10', 'it costs $10'],
    ['a/c', 'A/C'],
    ['(a+)+$', 'a pattern: (a+)+$'],
    ['a.*', 'literally A.*'],
    ['internet', 'internet, please'],
    ['internet', '(internet)'],
    ['internet', 'wifi/internet'],
    ['internet', 'snake_internet_case'],
  ],
};
for (const [what, pairs] of Object.entries(same)) {
  test(`found, whatever the difference: ${what}`, () => {
    for (const [word, text] of pairs) {
      assert.ok(isFound(word, text), `"${word}" in "${text}"`);
    }
  });
}

test('what is another word is not found', () => {
  for (const [word, text] of [
    ['internet', ''],
    ['internet', '   \n '],
    ['internet', 'inter net'],
    ['slow internet', 'slowinternet'],
    ['wifi', 'wi fi'],
    ['fiber', 'fiberglass'],
    ['glass', 'fiberglass'],
    ['inter', 'inter\u00adnet'],
    ['1g', '11g'],
    ['1g', '1gb'],
    ['нет', 'интернет'],
    ['low', 'es slow er lows'],
    ['slow', 'es low'],
    ['slow internet', 'slow. Internet'],
    ['slow internet', 'slow, internet'],
    ['ac', 'a/c'],
    ['a/c', 'ac'],
    ['a.c', 'abc'],
    ['wifi down', 'wifi is down'],
    ['fast', 'fástér'],
  ] as const) {
    assert.ok(!isFound(word, text), `"${word}" in "${text}"`);
  }
});

test('anywhere finds it within a word too, but not across words', () => {
  assert.ok(isFound('fiber', 'fiberglass', false));
  assert.ok(isFound('glass', 'fiberglass', false));
  assert.ok(isFound('low net', 'slow network', false));
  assert.ok(isFound('erne', 'Intér\u00adnet', false));
  assert.ok(!isFound('slow', 'es low', false));
  assert.ok(!isFound('slow net', 'slownet', false));
  assert.ok(isFound('slownet', 'slow-net', false));
});

test('a word that is the beginning or the tail of another is found all the same', () => {
  const words = ['net', 'internet', 'internet down', 'inter', 'ternet d'];
  const router = compileRules([rule(words, { whole: false })]);
  assert.deepEqual(router.route({ ...empty, subject: 'INTERNET DOWN' }, 'first'), [{ rule: 0, words }]);
  assert.deepEqual(router.route({ ...empty, subject: 'a net' }, 'first')[0]?.words, ['net']);
});

test('words that differ only in their spaces and hyphens are three', () => {
  const router = compileRules([rule(['wifi', 'wi-fi', 'wi fi', 'WI FI'])]);
  const words = (subject: string) => router.route({ ...empty, subject }, 'first')[0]?.words;
  assert.deepEqual(words('wifi'), ['wifi', 'wi-fi']);
  assert.deepEqual(words('wi fi'), ['wi-fi', 'wi fi']);
  assert.deepEqual(words('wi-fi'), ['wifi', 'wi-fi', 'wi fi']);
});

test('rules with letters of many scripts', () => {
  const words = [
    'abcdefghijklmnopqrstuvwxyz',
    '0123456789',
    '!#$%&()*+./:<=>?@[]^_{|}~ a',
    'абвгдежзийклмнопрстуфхцчшщъыьэюя',
    '光纤网络 断开',
    'インターネット',
    'zz top',
    'z-z',
  ];
  const router = compileRules([rule(words)]);
  for (const word of words) {
    assert.ok(router.route({ ...empty, subject: `so: ${word}!` }, 'first')[0]?.words.includes(word), word);
    assert.deepEqual(router.route({ ...empty, subject: `x${word}x` }, 'first'), [], word);
  }
  assert.deepEqual(router.route({ ...empty, subject: 'zztop' }, 'first'), []);
});

test('a long text is read to its end, whatever is in its middle', () => {
  const router = compileRules([rule(['slow internet', '🔥🔥'])]);
  for (const length of [65_535, 65_536, 65_537, 200_000]) {
    for (const filling of ['a', 'é', '字', '🔥a']) {
      const before = `${filling.repeat(Math.ceil(length / filling.length)).slice(0, length)} `;
      const text = { ...empty, description: `${before}slow\u00a0internet` };
      const [explained] = router.explain(text);
      assert.deepEqual(router.route(text, 'first')[0]?.words, ['slow internet'], `${length} × ${filling}`);
      assert.deepEqual(explained?.words[0]?.ranges.description, [[before.length, before.length + 13]]);
      const across = { ...empty, description: `${'a'.repeat(length - 5)} slow internet ${'b'.repeat(10)}` };
      assert.equal(router.route(across, 'first').length, 1);
    }
  }
});

test('the first rule wins, or all that match; the words come as they were typed', () => {
  const router = compileRules([
    rule(['Upgrade', 'faster'], { name: 'upgrade' }),
    rule(['pets']),
    rule(['Wi-Fi', 'internet', 'INTERNET', 'wifi'], { name: 'internet' }),
  ]);
  const text = { ...empty, subject: 'Internet upgrade', description: 'the wi fi is slow, I want it faster' };
  const route = (mode: RouterMode) => router.route(text, mode);
  assert.deepEqual(route('first'), [{ rule: 0, words: ['Upgrade', 'faster'] }]);
  assert.deepEqual(route('all'), [
    { rule: 0, words: ['Upgrade', 'faster'] },
    { rule: 2, words: ['Wi-Fi', 'internet'] },
  ]);
  assert.deepEqual(router.route({ ...empty, subject: 'a sink' }, 'all'), []);
  assert.deepEqual(router.route({ ...empty, subject: 'pets' }, 'first'), [{ rule: 1, words: ['pets'] }]);
});

test('a word of "none of" keeps the rule off, and another rule may take it', () => {
  const router = compileRules([
    rule('fiber', { name: 'internet', none: ['carpet', 'fiber glass'] }),
    rule('carpet', { name: 'floor', none: ['stairs'] }),
  ]);
  const taken = (subject: string) => router.route({ ...empty, subject }, 'all').map(({ rule }) => rule);
  assert.deepEqual(taken('fiber down'), [0]);
  assert.deepEqual(taken('fiber carpet'), [1]);
  assert.deepEqual(taken('fiber-glass'), []);
  assert.deepEqual(taken('carpet on the stairs, fiber'), []);
});

test('a rule looks where it should, with its words and with those that keep it off', () => {
  const router = compileRules([
    rule('internet', { name: 'one', look: ['subject'], none: ['carpet'] }),
    rule('internet', { name: 'two', look: ['description', 'category'] }),
  ]);
  const taken = (text: Partial<typeof empty>) => router.route({ ...empty, ...text }, 'all').map(({ rule }) => rule);
  assert.deepEqual(taken({ subject: 'internet' }), [0]);
  assert.deepEqual(taken({ description: 'internet' }), [1]);
  assert.deepEqual(taken({ category: 'internet' }), [1]);
  assert.deepEqual(taken({ subject: 'internet', description: 'carpet' }), [0]);
  assert.deepEqual(taken({ subject: 'internet carpet', category: 'internet' }), [1]);
});

test('a phrase does not go from one field into the next', () => {
  const router = compileRules([rule('slow internet'), rule('slowinternet')]);
  assert.deepEqual(router.route({ subject: 'slow', description: 'internet', category: 'slow' }, 'all'), []);
});

test('nothing of one text is left for the next', () => {
  const router = compileRules([rule('internet'), rule('carpet', { none: ['sink'] })]);
  for (const _time of [1, 2]) {
    assert.equal(router.route({ ...empty, subject: 'internet' }, 'first').length, 1);
    assert.deepEqual(router.route(empty, 'all'), []);
    assert.deepEqual(router.route({ ...empty, subject: 'sink' }, 'all'), []);
    assert.equal(router.route({ ...empty, subject: 'carpet' }, 'first').length, 1);
    router.explain({ ...empty, subject: 'internet carpet sink' });
  }
});

test('explain shows each word where it stands in the text as it was pasted', () => {
  const router = compileRules([
    rule(['wi-fi', 'café', 'Strasse', 'down'], { name: 'one', none: ['sink'] }),
    rule('fi', { name: 'two', look: ['subject'] }),
  ]);
  const subject = '😀 Wi\u2011Fi, cafe\u0301 DOWN';
  const description = 'In der Straße: die Spüle (sink)';
  const [one, two] = router.explain({ ...empty, subject, description });
  assert.equal(one?.takes, false);
  const shown = (text: string, field: 'subject' | 'description') =>
    [...(one?.words ?? []), ...(one?.keptBy ?? [])].flatMap(({ word, ranges }) =>
      ranges[field].map(([from, to]) => [word, text.slice(from, to)]),
    );
  assert.deepEqual(shown(subject, 'subject'), [
    ['wi-fi', 'Wi\u2011Fi'],
    ['café', 'cafe\u0301'],
    ['down', 'DOWN'],
  ]);
  assert.deepEqual(shown(description, 'description'), [
    ['Strasse', 'Straße'],
    ['sink', 'sink'],
  ]);
  assert.deepEqual(
    one?.keptBy.map(({ word }) => word),
    ['sink'],
  );
  assert.deepEqual(two?.words[0]?.ranges, { subject: [[6, 8]], description: [], category: [] });
  assert.equal(two?.takes, true);
  assert.deepEqual(
    router.explain(empty).map(({ takes, words }) => [takes, words]),
    [
      [false, []],
      [false, []],
    ],
  );
});

/** Milliseconds of this process's own time: what others do on the machine does not count. */
function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('no words and no text make it slow', { timeout: 120_000 }, () => {
  const long = 'a'.repeat(100_000);
  const million = `${'slow '.repeat(200_000)}internet`;
  const within = (what: string, milliseconds: number, work: () => void) => {
    const took = spent(work);
    assert.ok(took < milliseconds, `${what}: ${took.toFixed(0)} ms`);
  };
  const texts = [
    long,
    `${long}!`,
    'a-'.repeat(50_000),
    "a'".repeat(50_000),
    'a '.repeat(50_000),
    '\u0301'.repeat(100_000),
  ];
  for (const word of [
    '(a+)+$',
    '(a|a)*b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '([a-zA-Z]+)*1',
    'a-'.repeat(500),
    'a '.repeat(500),
  ]) {
    for (const whole of [true, false]) {
      const router = compileRules([rule([word, 'x'], { whole })]);
      within(`"${word.slice(0, 20)}"`, 2_000, () => {
        for (const description of texts) router.route({ ...empty, description }, 'all');
      });
    }
  }
  const nested = compileRules([rule(Array.from({ length: 300 }, (_none, length) => 'a'.repeat(length + 1)))]);
  within('300 words one within the other', 5_000, () => {
    for (const description of texts) nested.route({ ...empty, description }, 'all');
  });
  const router = compileRules([rule(['internet', 'slow slow internet'])]);
  within('a text of 1 MB', 1_000, () => {
    assert.deepEqual(router.route({ ...empty, description: million }, 'all')[0]?.words, [
      'internet',
      'slow slow internet',
    ]);
  });
  within('1 MB explained', 5_000, () => router.explain({ ...empty, description: million }));
});

test('twice the text takes about twice the time, not four times', { timeout: 60_000 }, () => {
  const router = compileRules([rule(['(a+)+$', 'a a a a b', 'aaab'], { whole: false })]);
  const time = (letters: number) => {
    const description = 'a a-a'.repeat(letters / 5);
    const times = Array.from({ length: 7 }, () => spent(() => router.route({ ...empty, description }, 'all')));
    return Math.min(...times);
  };
  time(100_000);
  const [one, eight] = [time(200_000), time(1_600_000)];
  assert.ok(eight / one < 24, `8 times the text: ${(eight / one).toFixed(1)} times as long`);
});
