/** The rules by their own examples; the labelled sets are in labelled.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Circumstances, plans, read } from './reading.ts';

const on1G = { current: 'Village Fiber 1G' };
const on2G = { current: 'Village Fiber 2G' };
const [basic, one, two] = ['Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G'];

type Example = readonly [text: string, circumstances?: Circumstances];

function reads(what: string, expected: string, examples: readonly Example[]): void {
  test(what, () => {
    for (const [text, circumstances] of examples) assert.equal(read(text, circumstances), expected, text);
  });
}

reads('every spelling of a plan', two, [
  ['upgrade me to 2G please'],
  ['please upgrade me to Village Fiber 2G'],
  ['2G please'],
  ['2g, thanks'],
  ['two gigs plz'],
  ['Please switch me to 2000 Mbps'],
  ['please switch me to 2,000 mbps'],
  ['I want 2.0 Gbps'],
  ['the $15 plan please'],
  ['the 15 dollar upgrade please'],
  ["We'd like the fastest plan you have"],
  ['Ｕｐｇｒａｄｅ me to ２Ｇ'],
  ['Sign me up for Village Fiber 2G (2 Gbps) - +$15/mo'],
  ['500 -> 2G please'],
  ['from 500 to 2G please'],
  ['2G', { subject: 'Internet Upgrade' }],
]);

reads('one gigabit without a number', one, [
  ['upgrade me to gigabit'],
  ['bump me up to the gig'],
  ['1 gig please'],
  ['one gig please'],
  ['1000', { subject: 'Upgrade to' }],
]);

reads('a polite question is an order', two, [
  ['Can I get 2G?'],
  ['Can you upgrade me to 2G?'],
  ['could I please have the 2 gig plan?'],
  ['Would you mind switching us to 2G?'],
  ['If you could upgrade me to 2G that would be great'],
  ['Can you upgrade me to 2G?', { subject: '2G?' }],
]);

reads('down and back', basic, [
  ['back to the basic plan please', on2G],
  ['Please cancel my upgrade', on2G],
  ["Please put us back on the plan that's included with rent", on1G],
  ['I no longer need 2G, put me back on the 500', on2G],
  ['Cancel my 1G and go back to the included 500 please', on1G],
  ['2G is too expensive. Please switch me to 500.', on2G],
  ['the $0 plan please', on2G],
]);
reads('down to another paid plan', one, [['Can you move me down to 1G?', on2G]]);

reads('what is told beside an order does not touch it', two, [
  ['500 is too slow for me, give me 2G'],
  ['500 is slow, give me 2G'],
  ['I have 500 now, please switch me to 2G'],
  ["I'd like 2G instead of the 500 that comes with the rent."],
  ['upgrade to 2G because we both work from home'],
  ['I want 2G. We both work from home and the kids play games.'],
  ['Hi Mark, please upgrade me to 2G. Thanks, Maria'],
  ['This is unit 101. 2G please. No rush.'],
  ['I tried to call but nobody picked up. Please upgrade me to 2G.'],
  ['2G please. My phone has no 5G in the kitchen by the way.'],
  ['Please upgrade us to 2G.\n\nThank you,\nJohn Smith\nUnit 101\n555-123-4567'],
  ['After discussing it with my husband, we have decided on 2G. Please confirm once it has been completed.'],
  ['Please upgrade me to 2G.\n\nOn Monday the office wrote:\n> No, 1G is not what you want'],
  ['<p>Please&nbsp;upgrade me to&#32;2G</p><p>Thanks</p>'],
  ['Please upgrade me to 2G 🙏😊'],
  ['upgrade me to 2G I have 500 now'],
  ['upgrade me to 2G I have a big project'],
  ['I would really just like 2G'],
  ['Please give my apartment 2 gig internet'],
]);

reads('one wrong letter', two, [
  ['upgarde me to 2G'],
  ['upgade me to 2G'],
  ['upgrrade me to 2G'],
  ['upgrqde me to 2G'],
  ['give me the fastst plan'],
  ['Village Fibre 2G please'],
  ['two gigabti please'],
]);
reads('a wrong letter in no key word, another ending, or a digit is not understood', 'unclear: not-sure', [
  ['upgraded me to 2G'],
  ['subscribed me to 2G please'],
  ['upxxade me to 2G, please give'],
]);

reads('plan and fault at once', `${one} + fault`, [
  ['please move me to 1G. Also the internet has been cutting out since Monday'],
  ['Upgrade to 1000 Mbps please, also the signal keeps dropping on every device'],
  ['Internet has been super slow since Tuesday, 20 Mbps at best. Please upgrade my plan to 1G.'],
  ['1G please my internet keeps dropping'],
  ['Upgrade me to 1G. Speed test blorps 20 Mbps.'],
]);

reads('a negation', 'unclear: negation', [
  ["don't upgrade me to 2G"],
  ['Please do not change me to 1G'],
  ['upgrade me to 2G. Just kidding'],
  ['Upgrade me to 2G. Never mind.'],
  ['cancel my request for 2G'],
  ['Upgrade me to 2G. Cancel.'],
  ['I take\n\nback my request to upgrade to 2G.'],
  ["I didn't say anywhere I want 2G"],
]);
reads('a question', 'unclear: question', [
  ['how much is 2G?'],
  ['could I get 2G and what does it cost?'],
  ['do you offer 2G?'],
  ['2G?'],
  ['Please tell me how to get the 1G plan'],
]);
reads('a condition, or not now', 'unclear: condition', [
  ['if it is under $10 I want 2G'],
  ['upgrade me to 2G, unless it costs extra'],
  ['upgrade me to 2G, unelss it costs extra'],
  ['when I move in next month I want 2G'],
  ['once my router arrives upgrade me to 2G'],
  ['Please switch me to 2G starting in March.'],
  ['Please switch me to 2G in\n👋 May'],
  ['Can I upgrade to 2G for just one month?'],
  ['upgrade me to 2G for free'],
  ['thinking about 2G'],
  ['maybe 2G'],
]);
reads('another unit, another person', 'unclear: other-unit', [
  ['my neighbor in 204 wants 2G'],
  ['please upgrade apt 305 to 2G'],
  ['please upgrade #12G to 2G'],
  ['upgrade her to 2G'],
  ["My mom's internet is old. Please upgrade it to 2G."],
  ['upgrade the leasing office to 2G'],
]);
reads('something of another person', 'unclear: other-unit + fault', [
  ['My friend has slow wifi. Please upgrade it to 2G.'],
]);
reads('several plans', 'unclear: several-plans', [
  ['1 gig 2 gig please'],
  ['upgrade to 2G and put me on 500'],
  ['2G please', { subject: 'Upgrade to 1G' }],
  ['Village Fiber 2G / 1G please', { unit: '1G' }],
]);
reads('a plan that does not exist', 'unclear: unknown-plan', [
  ['I want 5G'],
  ['give me 3 gig'],
  ['upgrade me to the $25 plan'],
]);
reads('the plan they have', 'unclear: same-plan', [
  ['put me on the 500 plan'],
  ['2G please', on2G],
  ['Please cancel my upgrade'],
]);
reads('no plan', 'unclear: no-plan', [
  ['upgrade please'],
  ["I'd like faster internet"],
  ['', { subject: 'Internet Upgrade' }],
]);
reads('anything else that could mean another thing', 'unclear: not-sure', [
  ['2G'],
  ['2G for $10 please'],
  ['upgrade me to 2G sarcastically'],
  ['upgrade me from 1G to 2G'],
  ['please upgrade me to 500', on2G],
  ['please downgrade me to 2G'],
  ['upgrade to 2G for Bob'],
  ['move my 2G to 1G please'],
]);

reads('no request', 'none', [
  ['apt 12G has a leak'],
  ['unit 1G has a leak'],
  ['1G parking spot please'],
  ['I want 2G of dirt'],
  ['upgrade my kitchen faucet'],
  ['the 5G phone signal is bad'],
  ['the dishwasher is broken'],
  [''],
]);
reads('a fault', 'none + fault', [
  ['internet is down'],
  ['it keeps dropping'],
  ['slow since Tuesday'],
  ['I pay for 1G and it is slow', on1G],
]);

test('a plan that the operator adds needs no other words', () => {
  const offered = [
    ...plans,
    {
      name: 'Village Fiber Turbo',
      downloadMbps: 5000,
      uploadMbps: 5000,
      rateCents: 9000,
      addOnCents: 4000,
      isDefault: false,
      otherNames: ['gamer plan'],
    },
  ];
  for (const text of [
    'upgrade me to Village Fiber Turbo',
    'Please switch me to turbo',
    'please switch me to the Trubo plan',
    'the gamer plan please',
    '5 gig please',
    'five gigs please',
    'the $40 plan please',
    'the fastest plan please',
  ])
    assert.equal(read(text, { offered }), 'Village Fiber Turbo', text);
  assert.equal(read('I want 2G, I have a turbo', { offered }), two);
  assert.equal(read('10 gig please', { offered }), 'unclear: unknown-plan');
});

test('a text that is too long to be an order is none, and quotes don’t make it long', () => {
  assert.equal(read(`upgrade me to 2G please. ${'We work from home. '.repeat(1000)}`), 'unclear: not-sure');
  assert.equal(read(`upgrade me to 2G please.\n${'> We work from home.\n'.repeat(1000)}`), two);
});

test('an operator’s plan or unit may hold any sign', () => {
  const offered = [
    ...plans,
    {
      ...plans[1],
      name: 'Fiber (.*)+ [x',
      downloadMbps: 3000,
      uploadMbps: 1,
      rateCents: 1,
      addOnCents: 1,
      isDefault: false,
    },
  ];
  assert.equal(read('2G please', { offered, unit: '(((' }), two);
});
