/** The answers that an attention item may know (verbs/ carries them out). */
export const itemVerbs = ['approve', 'retry', 'ignore', 'send-again', 'choose', 'mark-done', 'resume'] as const;
export type ItemVerb = (typeof itemVerbs)[number];
