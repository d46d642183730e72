/** How an entry of the ticket book changes: by what was seen on either side. Pure functions; each gives a new entry. */
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { innagoClass, isReopened, type Ticket, type TicketClass, uispClass } from '../../village/tickets/ticket.ts';
import { changedText } from '../../village/tickets/ticket-text.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { TicketEntry } from './ticket-entry.ts';
import { commentsOf, pendingOf, type UispTicketSeen } from './uisp-activity.ts';

/**
 * Of all that a tenant writes: an edit of it is news for the router or for the technician. Of a link only what is before the `?`: a
 * signature behind it is another one each time.
 */
function textFingerprint({ title, description, category, files }: Ticket): string {
  const attached = files.map(({ name, url }) => ({ name, url: url?.replace(/[?#].*$/s, '') }));
  return contentFingerprint({ title, description, category, files: attached });
}

/** First seen in Innago. @param held submitted before go-live */
export function newTicketEntry(
  ticket: Ticket,
  reading: number,
  { at, held }: { at: number; held: boolean },
): TicketEntry {
  return {
    uid: ticket.uid,
    firstSeenAt: at,
    ticket,
    text: textFingerprint(ticket),
    textVersion: 1,
    unit: unitLabel(ticket.unitName),
    innago: { class: innagoClass(ticket), status: ticket.status, reopened: false, reading, place: placeOf(ticket) },
    judged: null,
    held,
    plan: null,
    link: null,
    uisp: null,
    agreed: 'open',
    revision: 0,
    heard: [],
    said: [],
    writing: null,
    writingInnago: null,
    toUisp: [],
    toInnago: [],
    unsure: [],
    movedOut: null,
    failures: 0,
    failureTrouble: null,
    retryAt: null,
    forced: false,
    planned: false,
  };
}

/** Seen again in Innago, in the list or by itself. */
export function seenInInnago(entry: TicketEntry, ticket: Ticket, reading: number): TicketEntry {
  const text = textFingerprint(ticket);
  const isNewText = text !== entry.text;
  const textVersion = entry.textVersion + (isNewText ? 1 : 0);
  const { innago, writingInnago: meant } = entry;
  const isNewlyReopened = isReopened(ticket.status) && !isReopened(innago.status);
  const seenClass = innagoClass(ticket);
  const mayBeOurs = meant !== null && reading > meant.since;
  const isOurs = mayBeOurs && meant.to === seenClass && innago.class !== seenClass;
  const isNews = isNewText || (!isOurs && (innago.class !== seenClass || isNewlyReopened));
  return {
    ...entry,
    // An answer of ours that was lost: it is no news of theirs.
    ...(isOurs ? { agreed: seenClass, revision: entry.revision + 1 } : {}),
    ...(mayBeOurs ? { writingInnago: null } : {}),
    ticket,
    text,
    textVersion,
    unit: unitLabel(ticket.unitName),
    innago: {
      class: seenClass,
      status: ticket.status,
      reopened: !isOurs && (innago.reopened || isNewlyReopened),
      reading,
      place: placeOf(ticket),
    },
    toUisp:
      isNewText && entry.link !== null
        ? [
            ...entry.toUisp,
            { source: `text:${textVersion}`, kind: 'text', text: changedText(ticket), files: [...ticket.files] },
          ]
        : entry.toUisp,
    ...(isNews ? fresh : {}),
  };
}

/** It left Innago’s list of open tickets: `left` until it is known why; `gone`: Innago says 404. */
export function leftInnago(entry: TicketEntry, place: 'left' | 'gone', reading: number): TicketEntry {
  return { ...entry, innago: { ...entry.innago, place, reading } };
}

/** Seen in UISP: what a technician did since is taken down, to be told in Innago. */
export function seenInUisp(known: TicketEntry, seen: UispTicketSeen, reading: number): TicketEntry {
  const news = seen.activities.filter(({ id }) => !known.heard.includes(id));
  const awaited = known.writing?.arrived === false ? known.writing.to : undefined;
  const ours = news.find(({ status }) => status !== undefined && uispClass(status.after) === awaited);
  const entry = ours === undefined ? known : agreedByWriting(known);
  const before = entry.uisp;
  const isSame = news.length === 0 && before?.status === seen.status && before.gone === null;
  const isReopened = news.some(
    ({ id, status }) => id > (ours?.id ?? -1) && status !== undefined && status.before === 3 && status.after !== 3,
  );
  return {
    ...entry,
    heard: news.length === 0 ? entry.heard : [...entry.heard, ...news.map(({ id }) => id)],
    toInnago: [...entry.toInnago, ...pendingOf(entry, seen, news), ...commentsOf(entry, news)],
    uisp: {
      class: uispClass(seen.status),
      status: seen.status,
      clientId: seen.clientId,
      lastActivityAt: seen.lastActivityAt,
      reopened: (before?.reopened ?? false) || isReopened,
      reading,
      gone: null,
    },
    ...(isSame ? {} : fresh),
  };
}

/** It was deleted in UISP, or its client archived. */
export function goneFromUisp(entry: TicketEntry, gone: 'deleted' | 'archived', reading: number): TicketEntry {
  return entry.uisp === null ? entry : { ...entry, uisp: { ...entry.uisp, gone, reading } };
}

/**
 * The sides are the same: that is what they agree on from now. A side that was opened again counts as such until the other was read
 * after it, so that the order in which they are read within a tick does not matter.
 */
export function settled(entry: TicketEntry): TicketEntry {
  const { innago, uisp, link } = entry;
  if (link === null || uisp === null || uisp.gone !== null || innago.class !== uisp.class) return entry;
  const clearsInnago = innago.reopened && uisp.reading > innago.reading;
  const clearsUisp = uisp.reopened && innago.reading > uisp.reading;
  const isNews = entry.agreed !== innago.class;
  if (!isNews && !clearsInnago && !clearsUisp && entry.writingInnago === null) return entry;
  return {
    ...entry,
    // What we meant to write there is needed no more: whoever does the same later is not us.
    writingInnago: null,
    agreed: innago.class,
    revision: entry.revision + (isNews ? 1 : 0),
    innago: clearsInnago ? { ...innago, reopened: false } : innago,
    uisp: clearsUisp ? { ...uisp, reopened: false } : uisp,
  };
}

/** Nothing is news but the number of the reading. */
export function isSameInUisp(before: TicketEntry, after: TicketEntry): boolean {
  const [one, other] = [before.uisp, after.uisp];
  if (one === null || other === null || after.heard !== before.heard) return false;
  const isSameTicket =
    one.status === other.status && one.clientId === other.clientId && one.lastActivityAt === other.lastActivityAt;
  return isSameTicket && one.gone === other.gone;
}

/**
 * We have written the status of the UISP ticket; `seen` is its answer, unless a later reading has come before it. What we wrote is no
 * news of theirs.
 */
export function wroteUisp(entry: TicketEntry, seen: UispTicketSeen, reading: number): TicketEntry {
  const isOld = (entry.uisp?.reading ?? 0) > reading;
  const after = agreedByWriting(isOld ? entry : seenInUisp(entry, seen, reading));
  return settled({ ...after, writing: null });
}

/** Our status has arrived: by that both sides agreed, even if either of them has been changed since. */
function agreedByWriting(entry: TicketEntry): TicketEntry {
  const { writing, innago, uisp } = entry;
  if (writing === null || writing.arrived) return entry;
  return {
    ...entry,
    writing: { ...writing, arrived: true },
    agreed: writing.to,
    revision: entry.revision + 1,
    innago: { ...innago, reopened: false },
    uisp: uisp === null ? null : { ...uisp, reopened: false },
  };
}

/**
 * We have made Innago follow UISP, now or by an earlier try. By that both sides agreed, even if UISP was read again meanwhile and is
 * another by now: then it has changed since.
 */
export function wroteInnago(entry: TicketEntry, to: TicketClass, reading: number): TicketEntry {
  const { uisp } = entry;
  const written = changedInInnago(entry, to, reading, false);
  return settled({ ...written, agreed: to, uisp: uisp === null ? null : { ...uisp, reopened: false } });
}

/** A flow has resolved or reopened the ticket in Innago of its own accord: as if a person had, and UISP follows. */
export function decidedInInnago(entry: TicketEntry, to: TicketClass, reading: number): TicketEntry {
  return settled(changedInInnago(entry, to, reading, to === 'open'));
}

/** The revision goes on with each write, so that the same one again later is another effect. */
function changedInInnago(entry: TicketEntry, to: TicketClass, reading: number, reopened: boolean): TicketEntry {
  const isSolved = to === 'solved';
  const innago = { class: to, status: isSolved ? 'Resolved' : 'ReOpened', reopened, reading } as const;
  const place = isSolved ? 'left' : 'listed';
  return { ...entry, revision: entry.revision + 1, writingInnago: null, innago: { ...innago, place } };
}

/** Something new came in: a back-off for what was refused before has no meaning any more. */
const fresh = { failures: 0, failureTrouble: null, retryAt: null, planned: false } as const;

function placeOf(ticket: Ticket): 'listed' | 'left' {
  return innagoClass(ticket) === 'open' ? 'listed' : 'left';
}
