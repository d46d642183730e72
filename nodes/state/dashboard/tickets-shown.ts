/** Maintenance tickets as the dashboard shows them. Their titles are tenants' words: for an operator alone. */
import { compareLabels } from '../../village/unit-label.ts';
import type { TicketEntry } from '../tickets/ticket-entry.ts';
import { follows } from '../tickets/ticket-sides.ts';
import type { OpenTicket, TicketsAnswer } from './answers.ts';
import { type AskContext, isOperator } from './ask-context.ts';
import type { UnitTicket } from './unit-answers.ts';

/** Of a unit, at most. */
const mostOfUnit = 100;
/** Of those that are open, at most. */
const mostOpen = 500;
const uispWords = ['New', 'Open', 'Pending', 'Solved'] as const;

/** All of the unit, newest first. */
export function ticketsOfUnit(context: AskContext, label: string): UnitTicket[] {
  const ofUnit = [...context.store.tickets.entries()].filter(({ unit }) => unit === label);
  const newest = ofUnit.sort((one, other) => other.firstSeenAt - one.firstSeenAt).slice(0, mostOfUnit);
  return newest.map((entry) => ({
    uid: entry.uid,
    ...titleOf(context, entry),
    innago: entry.innago.status,
    uisp: uispWord(entry),
    number: entry.link?.ticketId ?? null,
  }));
}

/** Those that are open on either side, unless another trade's. */
export function openTickets(context: AskContext): TicketsAnswer {
  const entries = [...context.store.tickets.entries()].filter(isOpen);
  const open = entries.map((entry): OpenTicket => {
    const { uid, unit, innago, link, firstSeenAt } = entry;
    return {
      uid,
      unit,
      ...titleOf(context, entry),
      innago: innago.status,
      uisp: uispWord(entry),
      uispId: link?.ticketId ?? null,
      waits: waitsFor(entry),
      since: new Date(firstSeenAt).toISOString(),
    };
  });
  open.sort((one, other) =>
    one.since === other.since ? compareLabels(one.unit, other.unit) : one.since < other.since ? -1 : 1,
  );
  return {
    open: open.slice(0, mostOpen),
    counts: {
      open: open.length,
      linked: open.filter(({ uispId }) => uispId !== null).length,
      waiting: open.filter(({ waits }) => waits !== null).length,
      held: entries.filter(({ held }) => held).length,
    },
  };
}

function isOpen({ judged, link, innago, uisp }: TicketEntry): boolean {
  const isOpenInInnago = innago.place === 'listed' && innago.class === 'open';
  const isOpenInUisp = uisp !== null && uisp.gone === null && uisp.class === 'open';
  return (isOpenInInnago || isOpenInUisp) && (link !== null || judged?.verdict !== 'other');
}

function titleOf(context: AskContext, { ticket }: TicketEntry): { title?: string } {
  return isOperator(context) && ticket !== undefined ? { title: ticket.title } : {};
}

function uispWord({ uisp }: TicketEntry): string | null {
  if (uisp === null) return null;
  return uisp.gone ?? uispWords[uisp.status] ?? `status ${uisp.status}`;
}

/** What stands between it and its being in step, the greatest first; null: nothing. */
function waitsFor(entry: TicketEntry): string | null {
  const { held, judged, link, uisp, unsure, failures, toUisp, toInnago } = entry;
  if (held) return 'from before go-live: held until a person releases it';
  if (unsure.length > 0) return 'a person has to say whether a comment arrived in Innago';
  if (uisp?.gone === 'deleted') return 'its UISP ticket was deleted';
  if (uisp?.gone === 'archived') return 'its client in UISP is archived';
  if (failures > 0) return 'the last try failed; it is tried again';
  if (judged === null) return 'not sorted yet';
  if (judged.verdict === 'upgrade') return 'a plan request';
  if (link === null) return 'its UISP ticket is still to be made';
  const follower = follows(entry);
  if (follower !== undefined) return `its status is to be written to ${follower.side === 'uisp' ? 'UISP' : 'Innago'}`;
  if (toUisp.length > 0) return 'words for UISP are to be written';
  return toInnago.length > 0 ? 'comments for Innago are to be written' : null;
}
