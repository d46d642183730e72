/** The fields of the config node `fiber-plans` about plan changes. */
import { textField } from '../../red.ts';
import { SyncError } from '../../sync-error.ts';
import { splitWords } from '../keywords/rule.ts';
import { plainText } from '../plain-text.ts';
import { defaultPlanWords } from './default-plan-words.ts';
import type { OnuModel, PlanChangeRules, PlanWords } from './plan-change-rules.ts';
import { wordsOf } from './reading/tokens.ts';

/** Of the fields that are left empty; those of `planWords` are in default-plan-words.ts. */
export const planChangeDefaults = { undoHours: '0', upgradesPerMonth: '2', downgradeTakesEffect: 'now' } as const;

const fastestMbps = 1_000_000;
const mostHours = 744;
const mostUpgrades = 99;
const mostLetters = 50_000;

/**
 * @param fields as Node-RED hands them over: `planWords` (an object with a text for each list; a list that is absent or empty has its
 *   default words), `onuModels` (rows `{ model, fastestMbps }`), `undoHours`, `upgradesPerMonth`, `downgradeTakesEffect`
 * @throws SyncError PLANS_CHANGES (trouble operator), naming the field and the value
 */
export function planChangesFromConfig(fields: Readonly<Record<string, unknown>>): PlanChangeRules {
  return {
    words: planWords(fields['planWords']),
    onuModels: onuModels(fields['onuModels']),
    undoHours: whole(fields['undoHours'] ?? undefined, planChangeDefaults.undoHours, 'undo window', mostHours),
    upgradesPerMonth: whole(
      fields['upgradesPerMonth'],
      planChangeDefaults.upgradesPerMonth,
      'upgrades per month',
      mostUpgrades,
    ),
    downgradeTakesEffect: takesEffect(textField(fields['downgradeTakesEffect'])),
  };
}

/** What `planWords` comes to as text, the defaults where it has nothing. @throws SyncError PLANS_CHANGES */
function planWords(given: unknown): PlanWords {
  const typed = new Map<string, unknown>(Object.entries(fieldsOf(given, 'The words of plan requests')));
  const list = (name: keyof PlanWords): readonly string[] => {
    const text = textField(typed.get(name));
    if (text === undefined) return splitWords(defaultPlanWords[name]);
    if (text.length > mostLetters)
      throw invalid(`The words of plan requests, "${name}": more than ${mostLetters} letters`);
    const words = splitWords(text);
    const empty = words.find((word) => wordsOf(word).length === 0);
    if (empty !== undefined)
      throw invalid(
        `The words of plan requests, "${name}": "${plainText(empty)}" is no word, it has neither letter nor digit`,
      );
    return words;
  };
  return {
    ask: list('ask'),
    up: list('up'),
    down: list('down'),
    cancel: list('cancel'),
    drop: list('drop'),
    please: list('please'),
    polite: list('polite'),
    politeAsk: list('politeAsk'),
    plan: list('plan'),
    internet: list('internet'),
    included: list('included'),
    fastest: list('fastest'),
    gigabit: list('gigabit'),
    oneGigabit: list('oneGigabit'),
    megabit: list('megabit'),
    dollars: list('dollars'),
    numbers: list('numbers'),
    to: list('to'),
    from: list('from'),
    unwanted: list('unwanted'),
    state: list('state'),
    judged: list('judged'),
    filler: list('filler'),
    self: list('self'),
    writer: list('writer'),
    possessive: list('possessive'),
    addressee: list('addressee'),
    back: list('back'),
    relative: list('relative'),
    surplus: list('surplus'),
    article: list('article'),
    of: list('of'),
    adverbs: list('adverbs'),
    reference: list('reference'),
    joins: list('joins'),
    reason: list('reason'),
    purpose: list('purpose'),
    context: list('context'),
    common: list('common'),
    greeting: list('greeting'),
    closing: list('closing'),
    negation: list('negation'),
    withdrawal: list('withdrawal'),
    question: list('question'),
    condition: list('condition'),
    unsettled: list('unsettled'),
    deciding: list('deciding'),
    later: list('later'),
    report: list('report'),
    others: list('others'),
    persons: list('persons'),
    unit: list('unit'),
    elsewhere: list('elsewhere'),
    otherTrades: list('otherTrades'),
    fault: list('fault'),
    fine: list('fine'),
    repair: list('repair'),
  };
}

function fieldsOf(given: unknown, what: string): object {
  if (given === undefined || given === null || given === '') return {};
  if (typeof given === 'object' && !Array.isArray(given)) return given;
  throw invalid(`${what} are no lists of words`);
}

function onuModels(given: unknown): OnuModel[] {
  if (given === undefined || given === null || given === '') return [];
  if (!Array.isArray(given)) throw invalid('The ONU models are no list');
  const models = given.map((row: unknown, index) => onuModel(row, index + 1));
  for (const [index, { model }] of models.entries()) {
    const first = models.findIndex((other) => modelKey(other.model) === modelKey(model));
    if (first !== index) throw invalid(`ONU models ${first + 1} and ${index + 1} are one model, "${model}"`);
  }
  return models;
}

function onuModel(row: unknown, number: number): OnuModel {
  const fields = new Map<string, unknown>(Object.entries(fieldsOf(row, `ONU model ${number}`)));
  const model = plainText(textField(fields.get('model')) ?? '');
  if (modelKey(model) === '') throw invalid(`ONU model ${number}: the model is empty`);
  const text = textField(fields.get('fastestMbps')) ?? '';
  const mbps = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (mbps >= 1 && mbps <= fastestMbps) return { model, fastestMbps: mbps };
  throw invalid(
    `ONU model ${number} ("${model}"): the fastest speed "${plainText(text)}" is not a whole number of Mbps`,
  );
}

/** Models are compared without case, blanks and hyphens. */
export function modelKey(model: string): string {
  return model.toLowerCase().replace(/[\s\p{Pd}]+/gu, '');
}

function whole(given: unknown, usual: string, what: string, most: number): number {
  const text = textField(given) ?? usual;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= most) return number;
  throw invalid(`The ${what} "${plainText(text)}" is not a whole number from 0 to ${most}`);
}

function takesEffect(text: string = planChangeDefaults.downgradeTakesEffect): PlanChangeRules['downgradeTakesEffect'] {
  if (text === 'now' || text === 'end of paid month') return text;
  throw invalid(`A downgrade takes effect "${plainText(text)}": that is neither "now" nor "end of paid month"`);
}

function invalid(what: string): SyncError {
  return new SyncError(`${what}.`, {
    code: 'PLANS_CHANGES',
    trouble: 'operator',
    hint: 'Correct the settings for plan changes in the config node fiber-plans.',
  });
}
