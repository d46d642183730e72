/** The end of a text, where its writer stands. */
import { has, type ReadSentence } from './clauses.ts';
import type { Item, Kind } from './items.ts';

const longestName = 3;
const phoneDigits = 7;
const mostClauses = 10;
const inSignature: readonly Kind[] = [
  'unknown',
  'number',
  'own unit',
  'unit',
  'filler',
  'closing',
  'greeting',
  'internet',
];

/** Without what follows the last "thanks", or the writer's own unit, when it can be a name, the unit and a phone number. */
export function withoutSignature(sentences: readonly ReadSentence[]): readonly ReadSentence[] {
  const places = sentences.flatMap(({ clauses }, sentence) => clauses.map((_clause, clause) => ({ sentence, clause })));
  const first = places
    .slice(-mostClauses)
    .find(({ sentence, clause }) => isName(itemsFrom(sentences, sentence, clause)));
  const signed = first === undefined ? undefined : sentences[first.sentence];
  if (first === undefined || signed === undefined) return sentences;
  return [...sentences.slice(0, first.sentence), { ...signed, clauses: signed.clauses.slice(0, first.clause) }];
}

function itemsFrom(sentences: readonly ReadSentence[], sentence: number, clause: number): readonly Item[] {
  const clauses = [
    ...(sentences[sentence]?.clauses.slice(clause) ?? []),
    ...sentences.slice(sentence + 1).flatMap((one) => one.clauses),
  ];
  return clauses.flatMap(({ items }) => items);
}

/** With a closing word or the writer's unit in it. */
function isName(items: readonly Item[]): boolean {
  const digits = items.filter(({ kind }) => kind === 'number').map(({ words }) => words);
  return (
    has(items, 'closing', 'own unit') &&
    items.every(({ kind }) => inSignature.includes(kind)) &&
    items.filter(({ kind }) => kind === 'unknown').length <= longestName &&
    (digits.length === 0 || digits.join('').length >= phoneDigits)
  );
}
