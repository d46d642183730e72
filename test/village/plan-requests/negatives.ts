/** Generated requests of which none clearly asks for a plan: templates × noise, the same for the same seed. */
import { asking } from './negatives/asking.ts';
import { seededDice } from './negatives/dice.ts';
import type { Held } from './negatives/family.ts';
import { musing } from './negatives/musing.ts';
import { noisy } from './negatives/noise.ts';
import { notNow } from './negatives/not-now.ts';
import { notOurs } from './negatives/not-ours.ts';
import { otherMatters } from './negatives/other-matters.ts';

/** A request as it is written, with the writer's unit label and the household's plan (a name of the three plans of the brief). */
export interface PlanRequestText {
  readonly subject: string;
  readonly text: string;
  readonly unit: string;
  readonly current: string;
}

const units = ['101', '102', '118', '204', '215', '305', '12B', '3C', 'A-3', 'B-7', 'D-2', '1G', '2G'];
const neighbors = ['103', '110', '207', '310', '12C', '4D', 'A-4', 'C-9'];
const plans: Readonly<Record<Held, readonly string[]>> = {
  '500': ['500', '500 Mbps', 'Village Fiber 500', 'the 500', 'the 500 plan', 'the included 500'],
  '1G': ['1G', '1 gig', 'gigabit', '1000 Mbps', 'one gig', 'Village Fiber 1G', '1 Gbps', '1g'],
  '2G': ['2G', '2 gig', 'two gig', '2000 Mbps', 'Village Fiber 2G', '2 Gbps', '2g'],
};
const unknown = [
  '5G',
  '3 gig',
  '10 gig',
  '300 Mbps',
  '4G',
  '1.5 gig',
  'Village Fiber 750',
  '8 gigabit',
  'the premium plan',
  '12G',
];
const months = ['January', 'March', 'May', 'August', 'October'];
const dollars = ['$5', '$10', '$15', '$9.99', '15 dollars', 'ten dollars'];
const relatives = ['My husband', 'My sister', 'my roommate', 'My son', 'my girlfriend', 'my dad'];
const families = [...notNow, ...asking, ...notOurs, ...musing, ...otherMatters];
const everyPlan: readonly Held[] = ['500', '1G', '2G'];

/**
 * Requests that nobody may carry out as a change: no wish about a plan, or one that is not a clear order.
 * @param count how many, no two with the same letters and digits; every family of templates comes up in turn
 * @param seed a whole number; the same seed gives the same requests
 */
export function negatives(count: number, seed: number): PlanRequestText[] {
  const dice = seededDice(seed);
  const seen = new Set<string>();
  const requests: PlanRequestText[] = [];
  while (requests.length < count) {
    const family = families[requests.length % families.length];
    if (family === undefined) break;
    const unit = dice.of(units);
    const held = dice.of(family.held ?? everyPlan);
    const plan = dice.of((['1G', '2G'] as const).filter((name) => name !== held));
    const other = dice.of(everyPlan.filter((name) => name !== plan && name !== held));
    const words: Readonly<Record<string, string>> = {
      plan: dice.of(plans[plan]),
      other: dice.of(plans[other]),
      own: dice.of(plans[held]),
      unknown: dice.of(unknown),
      neighbor: dice.of(neighbors),
      relative: dice.of(relatives),
      month: dice.of(months),
      dollars: dice.of(dollars),
    };
    const filled = (template: string) => template.replaceAll(/\{(\w+)\}/g, (slot, name: string) => words[name] ?? slot);
    const text = noisy(filled(dice.of(family.texts)), unit, dice);
    const title = filled(dice.of(family.subjects));
    const subject = dice.below(5) === 0 ? title.toUpperCase() : title;
    const letters = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
    if (seen.has(letters)) continue;
    seen.add(letters);
    requests.push({ subject, text, unit, current: `Village Fiber ${held}` });
  }
  return requests;
}
