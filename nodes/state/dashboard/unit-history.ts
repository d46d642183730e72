/** What happened in a unit, newest first, from the audit: no names, no texts, only what was done, why, and by whom. */
import { plainText } from '../../village/plain-text.ts';
import type { AuditRecord } from '../ledger/audit.ts';
import { whyOf } from '../plan-view/plan-why.ts';
import { whatOf } from '../plan-view/plan-words.ts';
import { type AskContext, isOperator } from './ask-context.ts';
import type { HistoryEntry } from './unit-answers.ts';
import type { UnitRow } from './unit-book.ts';

const most = 100;
/** Leases whose entries without a unit are looked for, newest first. */
const mostLeases = 20;

/** @throws SyncError STORE_… */
export async function historyOf(context: AskContext, { unit, leases }: UnitRow): Promise<HistoryEntry[]> {
  const newest = [...leases].sort((one, other) => ((one.lease.start ?? '') < (other.lease.start ?? '') ? 1 : -1));
  const uids = newest.slice(0, mostLeases).map(({ lease }) => lease.uid);
  const records = await context.store.audit.ofUnit(unit.label, uids, most);
  const states = new Map(leases.map(({ lease, state }) => [lease.uid, state]));
  return records.map((record) => {
    const by = personOf(record);
    const why = by === null ? whyOf(record, states.get(record.reason.leaseUid ?? '')) : '';
    return {
      at: new Date(record.at).toISOString(),
      what: by === null ? whatOf(record) : decidedAbout(record.key),
      outcome: record.outcome,
      why: [why, inWords(record.errorCode ?? '')].filter((part) => part !== '').join(', '),
      by: by === null || isOperator(context) ? by : (/^\w+/.exec(by)?.[0] ?? ''),
    };
  });
}

/** @param key of an attention item, of a lease, a unit or a ticket @returns `plan requester`, `charge of 2026-11`, `lease` */
function decidedAbout(key: string): string {
  const month = /^billing\/.*\/missed:(.+)$/.exec(key)?.[1];
  if (month !== undefined) return `charge of ${month}`;
  const code = key.split('/').find((part) => /^[A-Z][A-Z_]+$/.test(part));
  if (code !== undefined) return inWords(code);
  const place = /^(lease|unit|ticket|billing)\b/.exec(key)?.[1];
  return place === 'billing' ? 'charges' : (place ?? 'what needed a person');
}

/** `ONU_MISSING` as items are called on the pages, `onu missing`. */
function inWords(code: string): string {
  return code.replaceAll('_', ' ').toLowerCase();
}

/** Who decided it; null: the flow did it by itself. */
function personOf({ reason: { because } }: AuditRecord): string | null {
  return /^(dashboard|operator)(: |$)/.test(because) ? plainText(because) : null;
}
