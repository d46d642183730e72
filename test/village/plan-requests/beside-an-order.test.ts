/** What may stand beside an order without touching it, and how orders are written on phones and in lists. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlanRequest } from '../../../nodes/village/plan-requests/plan-request.ts';
import { planByName } from '../../../nodes/village/plans.ts';
import { type Circumstances, plans, read, words } from './reading.ts';

const on1G = { current: 'Village Fiber 1G' };
const on2G = { current: 'Village Fiber 2G' };
const [basic, one, two] = ['Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G'];

function reads(what: string, expected: string, examples: readonly (readonly [string, Circumstances?])[]): void {
  test(what, () => {
    for (const [text, circumstances] of examples) assert.equal(read(text, circumstances), expected, text);
  });
}

reads('a sentence of its own about something else', two, [
  ['Please upgrade our internet to 2G. I will be home all week and you have my permission to enter.'],
  ['The pool looks fantastic this year. Please upgrade our internet to 2G. You may enter if nobody is home.'],
  ['My contract job has come to an end and I edit videos now. Please upgrade me to 2G.'],
  ['Saw the poster in the lobby. Sign me up for 2G!'],
  ['Please upgrade me to 2G. You can reach me at 555-123-4567 after 5.'],
]);
reads('but not one with a condition that is not the reader’s', 'unclear: condition', [
  ['Please upgrade me to 2G. My roommates stay home unless the school opens.'],
]);
reads('nor one about deciding or paying', 'unclear: negation', [
  ['Upgrade me to 2G. My husband has not agreed.'],
  ["Please upgrade me to 2G. I won't pay more than I do now."],
  ["Please upgrade me to 2G. Please don't."],
]);
reads('what the household has, without a word for having', two, [
  ["500 can't handle our household. 2G please!"],
  ['500 is fine most days but we upload a lot. Upgrade to 2G please.'],
  ['1G was nice but we are five now. 2G please.', on1G],
]);
reads('a relative clause', basic, [
  ['Please return my internet to the 500 Mbps plan which is included in the rent.', on2G],
  ['Please put me back on the 500 plan, which I love.', on2G],
]);
reads('key words in short, and lengthened', two, [
  ['can u upgrd us to 2g plzzz'],
  ['pleeeease upgrade me to 2g'],
  ['mooore speed 2 gig plssss upgrade me'],
]);
reads('a lengthened negation is one', 'unclear: negation', [['noooo 2G please'], ['stooop 2g upgrade']]);
reads('lists', two, [
  ['- current: 500\n- wanted: 2G'],
  ['Request:\nUnit 101\nOld plan: 500\nNew plan: 2G\nThank you'],
  ['now: 500, want: 2G'],
  ['current plan - 500, desired plan - 2G. Thanks'],
  ['kindly change our current plan, Village Fiber 500, to Village Fiber 2G'],
]);
reads('the own unit', two, [
  ['please change unit 101 from 500 to 2G'],
  ["Please upgrade unit 101's plan to 2G."],
  ['Please upgrade us to 2G.\nBuilding D, 101'],
  ["It's me again from 101 🙂 2G please"],
]);
reads('a number like a unit’s label is another unit', 'unclear: other-unit', [
  ['This is 204. 2G please.'],
  ['2G please. Thanks, Tom (204)'],
  ['- unit: 170\n- wanted: 2G'],
]);
reads('prices', two, [
  ['One step up please: 2G, I know it is five dollars more', on1G],
  ['We are aware of the difference of fifteen dollars. 2G please'],
]);
reads('thanks make an order of "up to 2G"', two, [['kthx', { subject: 'up to 2g' }]]);
reads('back to a cheaper plan', basic, [
  ['back to the basic plan', { ...on1G, subject: 'Internet' }],
  ['undo the upgrade pls, back to 500', on1G],
  ['take me off 1G and back to 500', on1G],
]);
reads('down', one, [['going down to 1g please, 2g is overkill', on2G]]);

test('something of another trade beside a request', () => {
  const reading = (text: string) => {
    const current = planByName(plans, 'Village Fiber 500') ?? null;
    const { request, fault, elsewhere } = readPlanRequest(
      { subject: '', text, unitLabel: '101', current },
      plans,
      words,
    );
    return `${request.kind === 'change' ? request.plan.name : request.kind}, ${fault}, ${elsewhere}`;
  };
  for (const [text, expected] of [
    ['Please upgrade my internet to 1G. Also my kitchen sink is leaking.', `${one}, false, true`],
    ['Please upgrade my plan to 1G and fix the lock on my door.', `${one}, false, true`],
    ['I need a new lock on the patio door and I want to upgrade my internet to 1G.', `${one}, false, true`],
    ['Please switch me to 1G, my spot in the garage is too tight.', 'unclear, false, true'],
    ['Please put 2G on my door.', 'unclear, false, true'],
    ['The internet keeps dropping and the faucet drips. Please upgrade me to 1G.', `${one}, true, true`],
    ['Someone keeps taking my parking spot. How much is 2G?', 'unclear, false, true'],
    ['Please upgrade my internet to 1G.', `${one}, false, false`],
    ['Please upgrade my internet to 1G. It has been down since Monday.', `${one}, true, false`],
    ['Thanks for fixing the sink! Please upgrade my internet to 1G.', `${one}, false, false`],
  ] as const)
    assert.equal(reading(text), expected, text);
});
