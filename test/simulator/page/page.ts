import type { RecordedRequest, Recording } from '../http/recording.ts';
import type { ReceivedMail } from '../mail/mail-sink.ts';

const PAGE_MAILS = 50;

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
}

export function simulatorState(
  recording: Recording,
  mails: readonly ReceivedMail[],
  summary: string,
  contractsChecked: boolean,
  diary: readonly string[],
): SimulatorState {
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
  };
}

/** The page at `/simulator`: plain HTML that renews itself every five seconds, but not under the eyes of someone who reads a mail. */
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
    .map(
      (mail) =>
        `<details><summary>${escapeHtml(time(mail.at))} to ${escapeHtml(mail.to)}: ${escapeHtml(mail.subject)}</summary><pre>${escapeHtml(mail.text)}</pre></details>`,
    );
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox: Innago, UISP and mail</title>
<style>:root{color-scheme:light dark}body{font:14px sans-serif;margin:2em;max-width:80em}table{border-collapse:collapse}td,th{border:1px solid #8888;padding:2px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:#8882;padding:1em}</style></head>
<body><h1>SANDBOX</h1><p>What the simulated Innago, UISP and mail server have received: ${escapeHtml(state.summary)}.</p>
<p>Times are UTC. The page renews itself every five seconds unless a mail is open.</p>
${state.contractProblems.length === 0 ? '' : `<h2>Contract problems</h2>${list(state.contractProblems)}`}
<h2>What happened in the village</h2>${list(state.diary.toReversed()) || '<p>Nothing yet: something does every three minutes.</p>'}
<h2>Mails (${newest(state.mails.length, state.totals.mails)})</h2>${mails.join('\n') || '<p>None yet.</p>'}
<h2>Writes (${newest(state.writes.length, state.totals.writes)})</h2>${table(['Time', 'Request', 'Status', 'Body'], writes)}
<h2>Requests by route</h2>${table(['Route', 'Requests', 'Writes', 'Failed'], counts)}
<script>setInterval(() => { if (!document.querySelector('details[open]')) location.reload(); }, 5000);</script>
</body></html>`;
}

function list(texts: readonly string[]): string {
  return texts.length === 0 ? '' : `<ul>${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
}

function newest(shown: number, all: number): string {
  return shown < all ? `the newest ${shown} of ${all}` : String(all);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return `<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${rows.join('\n')}</table>`;
}

function row(cells: readonly (string | number)[]): string {
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(String(cell))}</td>`).join('')}</tr>`;
}

function time(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
