/**
 * `npm run bench`, first part: what it costs to sort tickets by keywords, against one compiled regular expression of the same words
 * over the same texts in the same run.
 *
 *   node test/bench/routing-bench.ts              10,000 tickets of 1 kB, 50 rules of 20 words
 *   node test/bench/routing-bench.ts 2000 5       so many tickets, so many pairs of runs
 *
 * The floor is `/\b(?:word|word|…)\b/giu` over each field, all matches: it knows neither rules nor accents nor hyphens, and which word
 * belongs to which rule is not looked up. Where rules look anywhere, their words stand in it without `\b`. The last line is the strictest:
 * no word is found, and the floor is `/…/i.test`, which only knows ASCII and collects nothing. Limit (ratio of medians): 3.
 */
import { compileRules, type RoutedText } from '../../nodes/village/keywords/router.ts';
import { fields, type Rule } from '../../nodes/village/keywords/rule.ts';

const limit = 3;
const ticketLength = 1000;

/** What tenants write about, as one would find it in a year's tickets. */
const vocabulary =
  `the a and is my it of to in not has been since yesterday morning please send somebody apartment unit kitchen bathroom
  sink leak leaking water heater toilet clogged drain slow dishwasher fridge broken door lock key carpet stain window screen light bulb
  outlet power outage internet wifi connection router speed upgrade faster fiber cable modem streaming video call drops offline down again
  working works nothing blinking red noise neighbor parking lot pest ants roach heating thermostat air conditioner filter smoke detector
  beeping paint wall ceiling mold smell gas stove oven burner shower faucet handle loose closet shelf mailbox package laundry dryer washer
  week weeks days today tonight urgent emergency thanks help landlord office called twice waiting technician came left fixed still same
  problem issue happens every evening around bedroom living room upstairs downstairs hallway elevator building gate code remote`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Repeatable random numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param known so many of the words are of the vocabulary, half of these phrases of two; the others are made up of pieces of it */
function makeRules(random: () => number, whole: (index: number) => boolean, known = 0.2): Rule[] {
  const pick = () => vocabulary[Math.floor(random() * vocabulary.length)] ?? '';
  const words = new Set<string>();
  while (words.size < 1000) {
    const kind = random();
    if (kind < known / 2) words.add(`${pick()} ${pick()}`);
    else if (kind < known) words.add(pick());
    else words.add(pick().slice(0, 4) + pick().slice(-4) + (kind < 0.6 ? '' : pick().slice(0, 2)));
  }
  const list = [...words];
  return Array.from({ length: 50 }, (_none, index) => ({
    name: `rule ${index + 1}`,
    any: list.slice(index * 20, index * 20 + 20),
    none: [],
    look: fields,
    whole: whole(index),
  }));
}

/** @param dress one letter in so many is an accented one, one space a non-breaking one, one apostrophe a curly one */
function makeTickets(random: () => number, count: number, dress: boolean): RoutedText[] {
  const sentence = (length: number) => {
    let text = '';
    while (text.length < length) {
      const word = vocabulary[Math.floor(random() * vocabulary.length)] ?? '';
      const end = random();
      text += `${end > 0.9 ? word.toUpperCase() : word}${end < 0.08 ? '. ' : end < 0.12 ? '\n' : end < 0.15 ? "'s " : ' '}`;
    }
    const plain = text.slice(0, length);
    return dress ? plain.replaceAll("'", '’').replace(/e/g, (e) => (random() < 0.1 ? 'é' : e)) : plain;
  };
  return Array.from({ length: count }, () => ({
    subject: sentence(60),
    description: sentence(ticketLength - 60 - 15),
    category: sentence(15),
  }));
}

function expressionOf(rules: readonly Rule[]): RegExp {
  const literal = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const words = (whole: boolean) => rules.filter((rule) => rule.whole === whole).flatMap(({ any }) => any.map(literal));
  const parts = [
    ...(words(true).length > 0 ? [`\\b(?:${words(true).join('|')})\\b`] : []),
    ...(words(false).length > 0 ? [`(?:${words(false).join('|')})`] : []),
  ];
  return new RegExp(parts.join('|'), 'giu');
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface Scene {
  readonly rules: readonly Rule[];
  readonly tickets: readonly RoutedText[];
  readonly pairs: number;
  /** The floor only asks whether any word is there. */
  readonly strict?: boolean;
}

/** @returns what is over the limit */
function bench(title: string, { rules, tickets, pairs, strict = false }: Scene): string[] {
  const compiling = performance.now();
  const router = compileRules(rules);
  const compiled = performance.now() - compiling;
  const expression = expressionOf(rules);
  const asking = new RegExp(expression.source, 'i');
  const testAll = () =>
    tickets.reduce((found, ticket) => found + fields.filter((field) => asking.test(ticket[field])).length, 0);
  const matchAll = () => {
    let matches = 0;
    for (const ticket of tickets) {
      for (const field of fields) for (const _match of ticket[field].matchAll(expression)) matches += 1;
    }
    return matches;
  };
  const routeAll = () => tickets.reduce((taken, ticket) => taken + router.route(ticket, 'all').length, 0);
  const runFloor = strict ? testAll : matchAll;
  const [matches, taken] = [runFloor(), routeAll()];
  const floor: number[] = [];
  const routing: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const start = performance.now();
    runFloor();
    const middle = performance.now();
    routeAll();
    routing.push(performance.now() - middle);
    floor.push(middle - start);
  }
  const ratio = median(routing) / median(floor);
  console.log(`\n${tickets.length} tickets of 1 kB, 50 rules of 20 words, ${title}, ${pairs} pairs of runs`);
  console.log(`  compiling the rules        ${compiled.toFixed(1)} ms`);
  console.log(`  one regular expression     ${median(floor).toFixed(1)} ms (floor, median), ${matches} matches`);
  console.log(`  routing                    ${median(routing).toFixed(1)} ms (median), taken ${taken} times`);
  console.log(`  ratio                      ${ratio.toFixed(2)}`);
  return ratio > limit ? [`routing, ${title}: ratio ${ratio.toFixed(2)} > ${limit}`] : [];
}

const [count = 10_000, pairs = 15] = process.argv.slice(2).map(Number);
const random = randomNumbers(20_261_122);
const whole = makeRules(random, () => true);
const mixed = makeRules(random, (index) => index % 2 === 0);
const unknown = makeRules(random, () => true, 0).map((rule) => ({
  ...rule,
  any: rule.any.map((word) => `${word}ly`),
}));
const plain = makeTickets(random, count, false);
const dressed = makeTickets(random, count, true);
const over = [
  ...bench('whole words', { rules: whole, tickets: plain, pairs }),
  ...bench('half of them anywhere', { rules: mixed, tickets: plain, pairs }),
  ...bench('whole words, accents and curly quotes', { rules: whole, tickets: dressed, pairs }),
  ...bench('none of them there', { rules: unknown, tickets: plain, pairs, strict: true }),
];
for (const line of over) console.error(`OVER THE LIMIT: ${line}`);
process.exitCode = over.length > 0 ? 1 : 0;
