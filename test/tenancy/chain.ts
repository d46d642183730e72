/** The lease workflow of the shipped flow as plain functions: client, site and service, ONU, invoice line, welcome, done; or failed. */
import { ensureInvoiceLines } from '../../nodes/innago/invoice/invoice.ts';
import { parseMailMessage } from '../../nodes/state/mail/mail.ts';
import { planWelcome, welcomeCodes } from '../../nodes/state/mail/welcome-plan.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import type { Claim, LeaseWork, Waiting } from '../../nodes/state/work.ts';
import { toSyncError } from '../../nodes/sync-error.ts';
import { ensureClient } from '../../nodes/uisp/steps/client.ts';
import type { StepContext, StepResult, UispFindings } from '../../nodes/uisp/steps/context.ts';
import { ensureOnu } from '../../nodes/uisp/steps/onu.ts';
import { ensureService } from '../../nodes/uisp/steps/service.ts';
import { ensureSubscriberSite } from '../../nodes/uisp/steps/site.ts';
import { contentFingerprint } from '../../nodes/village/lease-fingerprint.ts';
import type { PropertyRules } from '../../nodes/village/property-rules.ts';
import type { MailSink } from '../simulator/mail/mail-sink.ts';
import type { Product } from './product.ts';

const from = 'internet@erefiber.com';

export interface ChainParts extends Product {
  readonly rules: PropertyRules;
  readonly mail: MailSink;
  /** What has failed, before the product notes it. */
  readonly note: (thrown: unknown, work: LeaseWork) => void;
}

/** One lease, from its claim to its end, whatever that is. */
export async function carryLease(parts: ChainParts, work: LeaseWork, claim: Claim): Promise<void> {
  const { store, note } = parts;
  try {
    const waiting = await steps(parts, work, claim);
    await welcome(parts, work, claim, waiting);
    await store.desk.done(claim, waiting);
  } catch (thrown) {
    note(thrown, work);
    await store.desk.failed(claim, failureOf(toSyncError(thrown)));
  }
}

async function steps(parts: ChainParts, work: LeaseWork, claim: Claim): Promise<Waiting[]> {
  const { store, uisp, innago, rules, dying } = parts;
  const { crm, nms, directory } = uisp;
  const { signal } = dying;
  const settings = { uispInvoices: 'never' } as const;
  const context: StepContext = { store, crm, nms, directory, rules, work, claim, signal, settings, nameWaits: [] };
  const waiting: Waiting[] = [];
  let findings: UispFindings = {};
  const through = async (step: string, ensure: (context: StepContext) => Promise<StepResult>): Promise<void> => {
    const result = await ensure({ ...context, findings });
    findings = { ...findings, ...result.findings };
    if (result.waiting !== undefined) waiting.push({ step, ...result.waiting });
  };
  await through('uisp-client', ensureClient);
  await through('uisp-service', ensureSubscriberSite);
  await through('uisp-service', ensureService);
  await through('nms-onu-rename', ensureOnu);
  const billed = await ensureInvoiceLines({ store, innago, rules, work, claim, signal });
  return [...waiting, ...[billed.waiting ?? []].flat()];
}

async function welcome(parts: ChainParts, work: LeaseWork, claim: Claim, waiting: readonly Waiting[]): Promise<void> {
  const { store, rules, mail: sink, dying } = parts;
  if (work.reason === 'billing') return;
  const { mails, items } = await planWelcome(store, work, { waiting, rules, from });
  for (const item of items) await store.attention.raise(item);
  const codes = items.map(({ code }) => code);
  for (const code of welcomeCodes)
    if (!codes.includes(code)) await store.attention.clear(`${code}/lease:${work.lease.uid}`);
  if (mails.length === 0) return;
  store.mails.expect(
    claim,
    mails.map(({ mail }) => mail.key),
  );
  for (const message of mails) {
    const { mail } = parseMailMessage({ ...message, claim });
    const sending = await store.mails.send(claim, mail, contentFingerprint(mail.key));
    if (!sending.send || dying.signal.aborted) continue;
    const { to, topic } = message;
    sink.takeInProcess({ from, to: String(to), subject: String(topic), text: work.unit.label, messageId: mail.key });
    await store.mails.accepted(claim, mail);
  }
}
