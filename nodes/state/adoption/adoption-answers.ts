/**
 * What a person has said about a lease begun before go-live, and what was found for it (design §5, "Go-live date"): facts of the store, by
 * lease. An answer that is given in dry-run holds for live, too.
 */

/**
 * - `new`: no client fits it; make one.
 * - `candidate`: this one of several that fit. `client`: this one, though none seemed to fit.
 * - `ask`: what was chosen no longer holds; a person is asked even if only one fits by now.
 */
export type AdoptionAnswer =
  | { readonly kind: 'new' | 'ask' }
  | { readonly kind: 'candidate' | 'client'; readonly client: number };

/** Name of the fact that holds the answer. */
export function answerFact(leaseUid: string): string {
  return `adoption/lease:${leaseUid}`;
}

/** Name of the fact that holds the id of the client that was found, for the list. */
export function matchFact(leaseUid: string): string {
  return `adoption-match/lease:${leaseUid}`;
}

/** As it is stored: `new`, `ask`, `candidate 1001`, `client 1001`. */
export function answerText(answer: AdoptionAnswer): string {
  return 'client' in answer ? `${answer.kind} ${answer.client}` : answer.kind;
}

/** undefined: nobody has said anything. */
export function parseAnswer(stored: string | undefined): AdoptionAnswer | undefined {
  if (stored === 'new' || stored === 'ask') return { kind: stored };
  const [, kind, client] = /^(candidate|client) (\d+)$/.exec(stored ?? '') ?? [];
  if (kind !== 'candidate' && kind !== 'client') return undefined;
  return { kind, client: Number(client) };
}
