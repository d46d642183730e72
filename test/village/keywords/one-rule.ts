/** A rule with little in it, and a text without any. */
import type { Rule } from '../../../nodes/village/keywords/rule.ts';

/** Looks everywhere for whole words, unless told otherwise. */
export function rule(any: string | readonly string[], given: Partial<Rule> = {}): Rule {
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

export const empty = { subject: '', description: '', category: '' };
