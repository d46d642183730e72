/** The shape of the sentences that negatives.ts fills in, and the subjects they go under. */

/** The plan a household has. */
export type Held = '500' | '1G' | '2G';

/**
 * Sentences about plans, or about things that only sound like plans, none of which is a clear order for the writer's own unit. Each
 * must stay that without any punctuation, in any case and with any line break: the noise takes no care of their meaning.
 */
export interface Family {
  readonly kind: string;
  /** Subjects that leave the texts' meaning alone. */
  readonly subjects: readonly string[];
  /**
   * `{plan}` stands for a paid plan that is not the household's, `{other}` for another one, `{own}` for the one it has, `{unknown}` for
   * one that nobody sells, `{neighbor}` for somebody else's unit; `{relative}`, `{month}` and `{dollars}` for what they say.
   */
  readonly texts: readonly string[];
  /** The plans that the household may have; without it, any. */
  readonly held?: readonly Held[];
}

const plain = [
  'Internet',
  'internet',
  'Hello',
  'Fiber',
  'Village Fiber',
  'wifi',
  'Wi-Fi',
  'Re: Internet',
  '(no subject)',
];
const upgrade = [...plain, 'Upgrade', 'Internet Upgrade', 'internet upgrade', 'Plan', 'Internet plan'];

/** From harmless to telling. */
export const subjects = {
  plain,
  /** Beside a text without a wish a subject like "2G upgrade" would be one. */
  musing: [...plain, 'Question', 'About {plan}', 'Plans'],
  upgrade,
  named: [...upgrade, '{plan}', '{plan} upgrade', 'About {plan}'],
} as const;
