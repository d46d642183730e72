/** A maintenance ticket that is both in a simulated Innago and, as far as the ticket book knows, in UISP. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { CommentWords } from '../../nodes/innago/tickets/ticket-comment.ts';
import type { TicketContext, TicketResult } from '../../nodes/innago/tickets/ticket-context.ts';
import { syncInnagoSide } from '../../nodes/innago/tickets/ticket-steps.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import type { TicketEntry } from '../../nodes/state/tickets/ticket-entry.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import type { UispActivity, UispTicketSeen } from '../../nodes/state/tickets/uisp-activity.ts';
import { isSyncError } from '../../nodes/sync-error.ts';
import type { MaintenanceTicket } from '../simulator/world/ticket-things.ts';
import { type Village, type VillageOptions, village } from './village.ts';

export const words: CommentWords = { signature: '— ERE Fiber', pendingText: 'We are waiting. — ERE Fiber' };
const noSignal = new AbortController().signal;
const clientId = 1001;

export interface LinkedTicket {
  readonly place: Village;
  readonly ticket: MaintenanceTicket;
  readonly uid: string;
  /** What the technician has done, as a poll of UISP reads it. */
  technician(seen: Partial<UispTicketSeen>): Promise<void>;
  /** The step, if the ticket is due, as the chain would; undefined: it was not due. Reads nothing before it. */
  step(): Promise<TicketResult | undefined>;
  /** A scan, a look at UISP where nothing has changed since, and the step. */
  tick(): Promise<TicketResult | undefined>;
  /** Runs something under the ticket’s claim. */
  claimed<T>(use: (context: TicketContext) => Promise<T>): Promise<T>;
  entry(): TicketEntry;
  /** What is in Innago: status, and the comments’ text. */
  comments(): string[];
  /** `GET`, `PATCH` and `POST` of single tickets since the last call, in order; the list apart. */
  requests(): string[];
  items(): string[];
}

let number = 100;
export function publicComment(body: string, id = ++number): UispActivity {
  return { id, comment: { body, public: true, files: [] } };
}

export function statusChange(before: number, after: number, id = ++number): UispActivity {
  return { id, status: { before, after } };
}

/** Marks a ticket as ours, with the UISP ticket of this number. */
export async function linkTicket({ store }: Village, uid: string, ticketId: number): Promise<void> {
  const claim = await store.claims.take(`ticket:${uid}`);
  assert.ok(claim);
  await store.tickets.judge(claim, { uid, text: store.tickets.entry(uid)?.text ?? '' }, 'internet');
  const reading = store.tickets.beginReading();
  const uisp = { class: 'open', status: 0, clientId, lastActivityAt: 1, reopened: false, reading, gone: null } as const;
  const link = { ticketId, clientId, householdId: 1 };
  await store.tickets.change(claim, uid, (entry) => ({ ...entry, link: { ...link, unit: entry.unit }, uisp }));
  await store.claims.release(claim);
}

export async function linkedTicket(
  test: TestContext,
  { commentLength = 1000, ...options }: VillageOptions & { commentLength?: number } = {},
): Promise<LinkedTicket> {
  const place = await village(test, { ...options, simulator: { village: 'empty', ...options.simulator } });
  place.simulator.world.addLease({ unit: '101' });
  const ticket = place.simulator.world.addTicket({ unit: '101', name: 'Wifi is down', description: 'Since noon.' });
  const uid = ticket.maintenanceUid;
  await place.scan();
  await linkTicket(place, uid, 31);
  let uisp: UispTicketSeen = { id: 31, status: 0, clientId, lastActivityAt: 1, activities: [] };

  const absorbUisp = async () => {
    const reading = place.store.tickets.beginReading();
    await place.store.tickets.absorbUisp({ seen: [uisp], reading, coveredSince: null });
  };
  const dueNow = async (): Promise<TicketWork | undefined> =>
    (await place.store.tickets.due('sync', '2026-11-20')).find((work) => work.uid === uid);
  const contextFor = async (work: TicketWork): Promise<TicketContext> => {
    const claim = await place.store.claims.take(work.key);
    assert.ok(claim, 'somebody holds the claim');
    return { store: place.store, innago: place.innago, commentLength, work, claim, signal: noSignal };
  };
  const made: LinkedTicket = {
    place,
    ticket,
    uid,
    technician: async (seen) => {
      uisp = { ...uisp, lastActivityAt: (uisp.lastActivityAt ?? 0) + 1, ...seen };
      await absorbUisp();
    },
    step: async () => {
      const work = await dueNow();
      if (work === undefined) return undefined;
      const context = await contextFor(work);
      const { tickets, claims } = context.store;
      try {
        const result = await syncInnagoSide(context, words);
        await tickets.done(context.claim, work);
        return result;
      } catch (thrown) {
        if (isSyncError(thrown)) await tickets.failed(context.claim, work, failureOf(thrown)).catch(() => undefined);
        throw thrown;
      } finally {
        await claims.release(context.claim).catch(() => undefined);
      }
    },
    tick: async () => {
      await place.scan();
      await absorbUisp();
      return made.step();
    },
    claimed: async (use) => {
      const key = `ticket:${uid}`;
      const work = { kind: 'ticket', key, uid, need: 'judge', reason: 'new', text: '', unit: '101' } as const;
      const context = await contextFor({ ...work, ticket: null, today: '2026-11-20' });
      try {
        return await use(context);
      } finally {
        await context.store.claims.release(context.claim).catch(() => undefined);
      }
    },
    entry: () => {
      const entry = place.store.tickets.entry(uid);
      assert.ok(entry);
      return entry;
    },
    comments: () => ticket.comments.map(({ text }) => text),
    requests: () =>
      place
        .requests()
        .filter((one) => one.includes('{maintenanceUid}'))
        .map((one) =>
          one
            .replace(/ \/v\d\/maintenances\/\{maintenanceUid\}/, ' ')
            .replace('/{maintenanceStatus}', '')
            .trim(),
        ),
    items: () => place.store.attention.list().map(({ code }) => code),
  };
  place.requests();
  return made;
}
