import type { RecordedRequest, Recording } from '../http/recording.ts';
import type { ReceivedMail } from '../mail/mail-sink.ts';

const PAGE_MAILS = 50;

/** What the page and `/simulator/state.json` show. */
export interface SimulatorState {
  readonly summary: string;
  readonly counts: Record<string, { requests: number; writes: number; failed: number }>;
  readonly totals: { requests: number; writes: number; mails: number };
  readonly contractsChecked: boolean;
  readonly contractProblems: readonly string[];
  readonly writes: readonly Pick<RecordedRequest, 'at' | 'server' | 'method' | 'url' | 'status' | 'body'>[];
  readonly mails: readonly { at: number; to: string; subject: string; text: string }[];
}

export function simulatorState(
  recording: Recording,
  mails: readonly ReceivedMail[],
  summary: string,
  contractsChecked: boolean,
): SimulatorState {
  const counts = Object.fromEntries([...recording.counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const sum = (field: 'requests' | 'writes'): number =>
    Object.values(counts).reduce((total, count) => total + count[field], 0);
  return {
    summary,
    counts,
    totals: { requests: sum('requests'), writes: sum('writes'), mails: mails.length },
    contractsChecked,
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

/** The page at `/simulator`: plain HTML that reloads itself every five seconds. */
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
  const problems = state.contractProblems.map((problem) => `<li>${escapeHtml(problem)}</li>`).join('');
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Sandbox: Innago, UISP and mail</title>
<style>body{font:14px sans-serif;margin:2em;max-width:80em}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:2px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:#f4f4f4;padding:1em}</style></head>
<body><h1>SANDBOX</h1><p>${escapeHtml(state.summary)}</p>
${problems === '' ? '' : `<h2>Contract problems</h2><ul>${problems}</ul>`}
<h2>Mails (${state.totals.mails})</h2>${mails.join('\n') || '<p>None yet.</p>'}
<h2>Last writes</h2>${table(['Time', 'Request', 'Status', 'Body'], writes)}
<h2>Requests by route</h2>${table(['Route', 'Requests', 'Writes', 'Failed'], counts)}
</body></html>`;
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
