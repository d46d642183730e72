import type { RecordedRequest, Recording } from '../http/recording.ts';
import type { ReceivedMail } from '../mail/mail-sink.ts';
import { escapeHtml, folded, list, row, table, time } from './html.ts';
import { type TicketPair, ticketTable } from './ticket-pairs.ts';

const PAGE_MAILS = 50;

const STYLE = `:root{color-scheme:light dark}body{font:14px sans-serif;margin:2em;max-width:90em}
table{border-collapse:collapse}td,th{border:1px solid #8888;padding:2px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
summary{cursor:pointer}pre{white-space:pre-wrap;background:#8882;padding:1em;margin:.5em 0}
.diary{max-height:20em;overflow:auto;border:1px solid #8888}.diary ul{margin:.5em 0}
.tickets :is(td,th):is(:nth-child(1),:nth-child(2),:nth-child(4),:nth-child(7)){white-space:nowrap}.tickets :is(td,th):is(:nth-child(3),:nth-child(5),:nth-child(6),:nth-child(8)){width:20%}.tickets tr>:nth-child(6){border-left-width:3px}.tickets pre{padding:.5em}`;

/** What the page and `/simulator/state.json` show. */
export interface SimulatorState {
  readonly summary: string;
  readonly counts: Record<string, { requests: number; writes: number; failed: number }>;
  readonly totals: { requests: number; writes: number; mails: number };
  readonly contractsChecked: boolean;
  /** What happened by itself, oldest first. */
  readonly diary: readonly string[];
  readonly contractProblems: readonly string[];
  readonly writes: readonly Pick<RecordedRequest, 'at' | 'server' | 'method' | 'url' | 'status' | 'body'>[];
  readonly mails: readonly { at: number; to: string; subject: string; text: string }[];
  /** Innago's tickets beside UISP's, newest change first. */
  readonly tickets: readonly TicketPair[];
}

/** What the state is made of. */
interface StateParts {
  readonly recording: Recording;
  readonly mails: readonly ReceivedMail[];
  readonly summary: string;
  readonly contractsChecked: boolean;
  readonly diary: readonly string[];
  readonly tickets: readonly TicketPair[];
}

export function simulatorState({
  recording,
  mails,
  summary,
  contractsChecked,
  diary,
  tickets,
}: StateParts): SimulatorState {
  const counts = Object.fromEntries([...recording.counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const sum = (field: 'requests' | 'writes'): number =>
    Object.values(counts).reduce((total, count) => total + count[field], 0);
  return {
    summary,
    counts,
    totals: { requests: sum('requests'), writes: sum('writes'), mails: mails.length },
    contractsChecked,
    diary: diary.slice(-PAGE_MAILS),
    contractProblems: recording.problems.slice(-PAGE_MAILS),
    writes: recording.lastWrites.map(({ at, server, method, url, status, body }) => ({
      at,
      server,
      method,
      url,
      status,
      body,
    })),
    mails: mails.slice(-PAGE_MAILS).map(({ at, to, subject, text }) => ({ at, to, subject, text })),
    tickets,
  };
}

/** The page at `/simulator`: plain HTML that renews itself every five seconds, but not while somebody reads what they unfolded. */
export function simulatorPage(state: SimulatorState): string {
  const counts = Object.entries(state.counts).map(([route, count]) =>
    row([route, count.requests, count.writes, count.failed]),
  );
  const writes = state.writes
    .toReversed()
    .map((one) =>
      row([
        time(one.at),
        `${one.server} ${one.method} ${one.url}`,
        one.status,
        one.body === undefined ? '' : JSON.stringify(one.body),
      ]),
    );
  const mails = state.mails
    .toReversed()
    .map((mail) => folded(`${time(mail.at)} to ${mail.to}: ${mail.subject}`, mail.text).html);
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox: Innago, UISP and mail</title>
<style>${STYLE}</style></head>
<body><h1>SANDBOX</h1><p>What the simulated Innago, UISP and mail server have received: ${escapeHtml(state.summary)}.</p>
<p>Times are UTC. The page renews itself every five seconds unless something is unfolded.</p>
${state.contractProblems.length === 0 ? '' : `<h2>Contract problems</h2>${list(state.contractProblems)}`}
<h2>What happened in the village</h2>${state.diary.length > 0 ? `<div class="diary">${list(state.diary.toReversed())}</div>` : '<p>Nothing yet: something does every three minutes.</p>'}
<h2>Tickets of both sides</h2>${state.tickets.length === 0 ? '<p>None yet.</p>' : `<div class="tickets">${ticketTable(state.tickets)}</div>`}
<h2>Mails (${newest(state.mails.length, state.totals.mails)})</h2>${mails.join('\n') || '<p>None yet.</p>'}
<h2>Writes (${newest(state.writes.length, state.totals.writes)})</h2>${table(['Time', 'Request', 'Status', 'Body'], writes)}
<h2>Requests by route</h2>${table(['Route', 'Requests', 'Writes', 'Failed'], counts)}
<script>setInterval(() => { if (!document.querySelector('details[open]')) location.reload(); }, 5000);</script>
</body></html>`;
}

function newest(shown: number, all: number): string {
  return shown < all ? `the newest ${shown} of ${all}` : String(all);
}
