/** What a phone, a mail program and a tired thumb do to a text, none of which makes an order of it. */
import type { Dice } from './dice.ts';

const greetings = [
  'Hi',
  'Hello',
  'hey',
  'Good morning',
  'Good evening',
  'Hi there',
  'Dear management',
  'hola',
  'Hi team',
];
const before = [
  'Hope you are well.',
  'Quick one.',
  'Sorry to bother you.',
  'We love living here.',
  'Thanks for fixing the porch light.',
  'It is me again.',
  'I tried to call but nobody picked up.',
  'The new landscaping looks great.',
  'Writing this from work.',
  'My kids had a great time at the pool.',
];
const after = [
  'Thanks!',
  'Thank you',
  'Please let me know.',
  'I am home after 5.',
  'Have a great weekend.',
  'Call me at lunch.',
  'Also the gate squeaks.',
  'PS the hallway light flickers.',
  'Also my sink drips a bit.',
  'The wifi also dropped twice today.',
  'Sorry for the long message.',
  'Have a blessed day.',
  'We have a dog, please knock first.',
  'Someone keeps taking my parking spot, 1G.',
  'My phone has no 5G in the kitchen by the way.',
];
const quotes = [
  '> Welcome to Victorian Village! Your apartment comes with Village Fiber 500.',
  '> Village Fiber 500: included\n> Village Fiber 1G: +$10/mo\n> Village Fiber 2G: +$15/mo',
  '-----Original Message-----\nFrom: Office\nThe pool is closed on Monday.',
  'On Monday the office wrote:\n> To change your plan just write us a request.',
];
const signatures = [
  'Sent from my iPhone',
  'Sent from my Galaxy',
  'Get Outlook for Android',
  '--\nM.',
  '- K',
  'xoxo',
  'Regards',
];
const emojis = ['🙏', '😊', '😡', '👋', '🐌', '🤔', '😂', '❤️', '📶'];

/** One letter of a long word wrong, never its first or last, and never in a word of the past ("upgraded" must not become "upgrade"). */
function mistyped(word: string, dice: Dice): string {
  if (!/^[a-zA-Z]{5,}$/.test(word) || /ed$/i.test(word)) return word;
  const at = 1 + dice.below(word.length - 3);
  const [head, one, two, tail] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)];
  return head + dice.of([two + one, one + one + two, two, one + dice.of(['a', 'e', 'r', 's', 'o'])]) + tail;
}

/** The word in full-width characters, as some keyboards write: "２Ｇ". */
const fullWidth = (word: string) =>
  word.replace(/[!-~]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0));

/** A random word of the text changed. */
function atOneWord(text: string, dice: Dice, change: (word: string) => string): string {
  const words = text.split(' ');
  const at = dice.below(words.length);
  return words.map((word, index) => (index === at ? change(word) : word)).join(' ');
}

const asHtml = (text: string, dice: Dice) =>
  dice.of([
    `<p>${text.replaceAll('\n', '<br>')}</p>`,
    `<div>${text.replaceAll('\n', '<br/>')}</div>`,
    text.replaceAll('&', '&amp;').replaceAll("'", '&#39;'),
    text.replaceAll(' ', '&nbsp;'),
    `${text}<br><br>`,
    `<span style="font-size:12px">${text}</span>`,
  ]);

/** Small changes to the sentence itself. */
const inside: readonly ((text: string, dice: Dice) => string)[] = [
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  (text) => text.replace(/[.!?]+$/, ''),
  (text) => text.replaceAll(/[.,!?]/g, ''),
  (text) => text.replaceAll("'", ''),
  (text) => text.replaceAll("'", '’'),
  (text) => text.replaceAll(/\bplease\b/gi, 'pls'),
  (text) => text.replaceAll(/\byou\b/gi, 'u'),
  (text, dice) => `${text}${dice.of(['!', '!!!', '...', ' ??', ' lol'])}`,
  (text, dice) => atOneWord(text, dice, (word) => mistyped(word, dice)),
  (text, dice) => atOneWord(text, dice, (word) => mistyped(word, dice)),
  (text, dice) => atOneWord(text, dice, fullWidth),
  (text, dice) => atOneWord(text, dice, (word) => `${word}${dice.of(['  ', '   ', '\n', '\u00a0', ' \n '])}`),
  (text, dice) => atOneWord(text, dice, (word) => `${word}${dice.of(emojis)}`),
];

/** What may stand before and after it, from the inside out. `unit` is the writer's own. */
const around: readonly ((text: string, dice: Dice, unit: string) => string)[] = [
  (text, dice) => `${dice.of(before)}${dice.of([' ', '\n', '  '])}${text}`,
  (text, dice, unit) => `${dice.of(['This is unit ', 'Apt ', 'Tenant of '])}${unit}. ${text}`,
  (text, dice) => `${dice.of(greetings)}${dice.of([', ', ' ', '\n', ',\n\n', '! '])}${text}`,
  (text, dice) => `${text}${dice.of([' ', '\n', '\n\n'])}${dice.of(after)}`,
  (text, dice) => `${text} ${dice.of(emojis)}${dice.of(emojis)}`,
  (text, dice, unit) => `${text}${dice.of(['\nUnit ', ' - apt ', '\n\n#', '\nApartment '])}${unit}`,
  (text, dice) => `${text}\n\n${dice.of(signatures)}`,
  (text, dice) => `${text}\n\n${dice.of(quotes)}`,
];

/** The sentence as it may arrive: up to three changes to itself, about two things around it, now and then HTML. */
export function noisy(text: string, unit: string, dice: Dice): string {
  let said = text;
  for (let left = dice.below(4); left > 0; left--) said = dice.of(inside)(said, dice);
  for (const put of around) if (dice.below(4) === 0) said = put(said, dice, unit);
  return dice.below(8) === 0 ? asHtml(said, dice) : said;
}
