/**
 * The words of plan requests as they are until the operator edits them: text as typed in the dialog of `fiber-plans`, words and phrases
 * separated by commas. Case, accents, apostrophes and hyphens don't count; of two phrases at one place the longer counts.
 */

import { againstWords } from './default-words/against-words.ts';
import { aroundWords } from './default-words/around-words.ts';
import { askingWords } from './default-words/asking-words.ts';
import { contextWords } from './default-words/context-words.ts';
import { faultWords } from './default-words/fault-words.ts';
import { fillerWords } from './default-words/filler-words.ts';
import { namingWords } from './default-words/naming-words.ts';
import type { PlanWords } from './plan-change-rules.ts';

export const defaultPlanWords: Readonly<Record<keyof PlanWords, string>> = {
  ...askingWords,
  ...namingWords,
  ...aroundWords,
  ...fillerWords,
  ...contextWords,
  ...againstWords,
  ...faultWords,
};
