/** Before and after of a planned effect, as short texts. */
import { longDate } from '../../village/calendar-date.ts';
import { centsText } from '../../village/money.ts';
import { plainText } from '../../village/plain-text.ts';
import type { Json } from '../effect.ts';
import type { PlannedEffect } from '../ledger/plan-table.ts';
import { whatOf } from './plan-words.ts';
import { differing, fieldsOf, readable } from './readable.ts';

/** Two short texts. */
export interface Halves {
  readonly before: string;
  readonly after: string;
}

type Fields = Readonly<Record<string, Json>>;
type InWords = (before: Fields, after: Fields) => Halves;

/** @param nameOf a tenant's name by uid; undefined: not known */
export function halvesOf(effect: PlannedEffect, nameOf: (tenantUid: string) => string | undefined): Halves {
  const what = whatOf(effect);
  const [was, is] = [fieldsOf(effect.before), fieldsOf(effect.after)];
  if (what === 'welcome mail' || what === 'answer by mail') {
    const tenant = typeof is['tenantUid'] === 'string' ? nameOf(is['tenantUid']) : undefined;
    return { before: 'not sent', after: `to ${tenant ?? 'a tenant'}` };
  }
  if (what === 'contact') return { before: contactWords(was), after: contactWords(is) };
  if (what === 'UISP client' && effect.before === null) return { before: 'none', after: clientWords(is) };
  return inWords[what]?.(was, is) ?? differences(effect);
}

const inWords: Readonly<Record<string, InWords>> = {
  'subscriber site': (_was, is) => ({ before: 'none', after: `${text(is['name'])} below ${text(is['parent'])}` }),
  'service begins': (_was, is) => ({ before: 'none', after: `${text(is['plan'])} from ${date(is['activeFrom'])}` }),
  'service ends': (was, is) => ({
    before: was['last day'] == null ? 'without an end' : `last day ${date(was['last day'])}`,
    after: `last day ${date(is['last day'])}`,
  }),
  'service on its site': (was, is) => ({
    before: `service ${text(was['service'])} on no site`,
    after: `on ${text(is['site'])}`,
  }),
  'site is freed': () => ({ before: 'taken by the service', after: 'free for the next household' }),
  'ONU on the site': (was, is) => ({ before: onSite(was), after: `on ${text(is['site'])}` }),
  'ONU off the site': (was) => ({ before: onSite(was), after: 'on no site' }),
  'ONU gets its name': (was, is) => ({
    before: `${text(was['onu'])} named ${text(was['name'])}`,
    after: text(is['name']),
  }),
  'ONU alias': (was, is) => ({ before: `${text(was['onu'])} alias ${text(was['alias'])}`, after: text(is['alias']) }),
  'invoice line': (_was, is) => ({
    before: 'none',
    after: `${text(is['item'])}: ${amount(is['amountCents'])}, due ${date(is['dueDate'])}`,
  }),
  'comment in UISP': (_was, is) => ({ before: 'none', after: `${text(is['characters'])} characters` }),
  'comment in Innago': (_was, is) => ({ before: 'none', after: `${text(is['characters'])} characters` }),
  'status of the UISP ticket': (was, is) => ({ before: text(was['status']), after: text(is['status']) }),
  'status of the Innago ticket': (was, is) => ({ before: text(was['status']), after: text(is['status']) }),
};

function differences({ before, after }: PlannedEffect): Halves {
  const [was, is] = differing(before, after);
  return { before: readable(was), after: readable(is) };
}

/** `Ada Lovelace, Unit 101, 2 contacts` */
function clientWords(is: Fields): string {
  const name = [is['firstName'], is['lastName']].filter((part) => typeof part === 'string').join(' ');
  const contacts = Array.isArray(is['contacts']) ? is['contacts'].length : 0;
  const parts = [plainText(name), readable(is['street2']), contacts === 1 ? '1 contact' : `${contacts} contacts`];
  return parts.filter((part) => part !== '' && part !== 'none').join(', ');
}

/** `Ada Lovelace, ada@example.com`; `none` of an empty one. */
function contactWords({ name, email, phone }: Fields): string {
  const known = [name, email, phone].filter((part) => typeof part === 'string' && part !== '');
  return known.length === 0 ? 'none' : known.map((part) => readable(part)).join(', ');
}

function onSite({ onu, site }: Fields): string {
  return site == null ? `${text(onu)} on no site` : `${text(onu)} on ${text(site)}`;
}

function text(value: Json | undefined): string {
  return readable(value);
}

function amount(value: Json | undefined): string {
  return typeof value === 'number' ? centsText(value) : readable(value);
}

function date(value: Json | undefined): string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? longDate(value.slice(0, 10)) : readable(value);
}
