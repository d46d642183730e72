/**
 * The store as a look-ahead sees it: nothing is written, nothing is recorded; what would be done comes back as readable lines.
 */
import type { EffectOutcome, EffectRequest, Json, LedgerPort } from '../../state/effect.ts';
import type { StorePort } from '../../state/store-port.ts';

/** A ledger that only notes: `onu-name unit 101: {"name":"ubnt"} → {"name":"ONU-101"}`. */
export function planningStore(store: StorePort, note: (line: string) => void): StorePort {
  const ledger: LedgerPort = {
    ...reading(store),
    apply: async (_claim, request) => {
      note(planLine(request));
      return { outcome: 'planned', result: undefined };
    },
  };
  return withLedger(store, ledger, 'dry-run');
}

/** The store itself; what its ledger plans (in dry-run) is noted, too. */
export function notingStore(store: StorePort, note: (line: string) => void): StorePort {
  const ledger: LedgerPort = {
    ...reading(store),
    apply: async <R>(
      claim: Parameters<LedgerPort['apply']>[0],
      request: EffectRequest<R>,
    ): Promise<EffectOutcome<R>> => {
      const applied = await store.ledger.apply(claim, request);
      if (applied.outcome === 'planned') note(planLine(request));
      return applied;
    },
  };
  return withLedger(store, ledger, store.mode);
}

function reading({ ledger }: StorePort): Pick<LedgerPort, 'seek' | 'latest' | 'planned'> {
  return {
    seek: (claim, sought) => ledger.seek(claim, sought),
    latest: (key) => ledger.latest(key),
    planned: (key) => ledger.planned(key),
  };
}

function withLedger(store: StorePort, ledger: LedgerPort, mode: StorePort['mode']): StorePort {
  return {
    mode,
    ledger,
    households: store.households,
    contacts: store.contacts,
    attention: store.attention,
    facts: store.facts,
    breakers: store.breakers,
    onus: store.onus,
    clock: store.clock,
    renew: (claim) => store.renew(claim),
    wasWelcomed: (householdId, leaseUid) => store.wasWelcomed(householdId, leaseUid),
  };
}

/** `unit 101, site: none → name Unit 101, parent Victorian Village` */
function planLine({ kind, reason, before, after }: EffectRequest<unknown>): string {
  const where = reason.unit === undefined ? '' : `unit ${reason.unit}, `;
  return `${where}${words[kind]}: ${readable(before)} → ${readable(after)}`;
}

const words: Readonly<Record<EffectRequest<unknown>['kind'], string>> = {
  'uisp-client': 'client',
  'uisp-contact': 'contact',
  'uisp-site': 'site',
  'uisp-service': 'service',
  'uisp-service-end': 'end of the service',
  'uisp-service-unbind': 'site of the service',
  'uisp-plan': 'service plan',
  'uisp-plan-change': 'plan of the service',
  'onu-assign': 'ONU to site',
  'onu-unassign': 'ONU off site',
  'onu-name': 'ONU name',
  'onu-alias': 'ONU alias',
  'uisp-ticket': 'ticket',
  'uisp-ticket-status': 'status of the ticket',
  'uisp-comment': 'comment',
  'innago-ticket-status': 'status of the ticket in Innago',
  'innago-comment': 'comment in Innago',
  'innago-invoice': 'invoice',
  mail: 'mail',
};

function readable(value: Json): string {
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(readable).join(', ');
  return Object.entries(value)
    .map(([name, part]) => `${name} ${readable(part)}`)
    .join(', ');
}
