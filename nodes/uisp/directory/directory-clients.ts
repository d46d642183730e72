/**
 * Looking for clients without a request for each: look-ups that arrive together are answered by one full list when they are many,
 * by single queries when they are few.
 */
import type { CrmApi, CrmClient } from '../ports.ts';
import { orAbort, SharedReading } from '../shared-reading.ts';
import type { Wait } from '../write-clock.ts';

/** By Custom ID, or by a contact's e-mail address. */
export type ClientLookup = { readonly userIdent: string } | { readonly email: string };

/** Look-ups that are collected before anything is asked. */
interface Window {
  readonly lookups: Map<string, ClientLookup>;
  since: number;
  /** How each look-up was answered, by its key. */
  readonly answers: Promise<(key: string) => Promise<readonly CrmClient[]>>;
}

const collectMs = 30;
/** This many look-ups are asked one by one even while it is not known how long the full list is. */
const fewLookups = 2;
const pageSize = 100;

/** Collects look-ups and answers them together. */
export class ClientLookups {
  readonly #crm: Pick<CrmApi, 'clients'>;
  readonly #all: SharedReading<readonly CrmClient[]>;
  readonly #maxAgeMs: number;
  readonly #wait: Wait;
  readonly #closing: AbortSignal;
  #window: Window | undefined;
  #pages = 1;

  constructor({
    crm,
    clock,
    wait,
    maxAgeMs,
    closing,
  }: {
    crm: Pick<CrmApi, 'clients'>;
    clock: () => number;
    wait: Wait;
    maxAgeMs: number;
    closing: AbortSignal;
  }) {
    this.#crm = crm;
    this.#all = new SharedReading((signal) => this.#readAll(signal), clock);
    this.#maxAgeMs = maxAgeMs;
    this.#wait = wait;
    this.#closing = closing;
  }

  async find(
    lookup: ClientLookup,
    since = Number.NEGATIVE_INFINITY,
    signal?: AbortSignal,
  ): Promise<readonly CrmClient[]> {
    const kept = this.#all.kept({ maxAgeMs: this.#maxAgeMs, since });
    if (kept !== undefined) return kept.value.filter((client) => fits(client, lookup));
    this.#window ??= this.#open();
    const window = this.#window;
    const key = keyOf(lookup);
    window.lookups.set(key, lookup);
    window.since = Math.max(window.since, since);
    const answer = window.answers.then((answered) => answered(key));
    return (await orAbort(answer, signal)).filter((client) => fits(client, lookup));
  }

  /** A client that was made or changed by us. */
  note(client: CrmClient): void {
    this.#all.revise((clients) => [...clients.filter(({ id }) => id !== client.id), client]);
  }

  #open(): Window {
    const answers = this.#wait(collectMs, this.#closing).then(
      () => this.#ask(window),
      (error: unknown) => {
        this.#window = undefined;
        throw error;
      },
    );
    answers.catch(() => undefined);
    const window: Window = { lookups: new Map(), since: Number.NEGATIVE_INFINITY, answers };
    return window;
  }

  #ask({ lookups, since }: Window): (key: string) => Promise<readonly CrmClient[]> {
    this.#window = undefined;
    if (lookups.size > Math.max(fewLookups, this.#pages)) {
      const all = this.#all.get({ maxAgeMs: this.#maxAgeMs, since }, this.#closing);
      all.catch(() => undefined);
      return () => all;
    }
    const answers = new Map([...lookups].map(([key, lookup]) => [key, this.#crm.clients(lookup, this.#closing)]));
    for (const answer of answers.values()) answer.catch(() => undefined);
    return (key) => answers.get(key) ?? Promise.resolve([]);
  }

  async #readAll(signal: AbortSignal): Promise<readonly CrmClient[]> {
    const clients = await this.#crm.clients({}, signal);
    this.#pages = Math.ceil(clients.length / pageSize);
    return clients;
  }
}

/** A query may find more than asked for (contracts/uisp-crm.md does not say how `email` is compared), the full list surely does. */
function fits(client: CrmClient, lookup: ClientLookup): boolean {
  if ('userIdent' in lookup) return client.userIdent === lookup.userIdent;
  return client.contacts.some(({ email }) => email !== null && normal(email) === normal(lookup.email));
}

function keyOf(lookup: ClientLookup): string {
  return 'userIdent' in lookup ? `ident ${lookup.userIdent}` : `email ${normal(lookup.email)}`;
}

function normal(email: string): string {
  return email.trim().toLowerCase();
}
