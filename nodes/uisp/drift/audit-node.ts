/** The action `audit` of the node `uisp-service`: what it reads from the node, and what it leaves in the message. */
import type { Message, NodeConfig, RuntimeApi } from '../../red.ts';
import type { Outcome } from '../../state/run-node.ts';
import { statusOf, statusOfError } from '../../state/status.ts';
import { repairsFromConfig } from '../../village/drift/drift-kinds.ts';
import { configured } from '../steps/step-node.ts';
import { type AuditReport, auditUisp } from './audit.ts';

/**
 * Any message; `payload` becomes the report.
 * @throws SyncError NOT_CONFIGURED, and as {@link auditUisp}
 */
export async function auditAction(
  red: RuntimeApi,
  config: NodeConfig,
  message: Message,
  signal: AbortSignal,
): Promise<Outcome> {
  const repairs = repairsFromConfig(config['repairs']);
  const { error, ...report } = await auditUisp({ ...(await configured(red, config)), repairs, signal });
  return {
    send: { ...message, topic: 'drift', payload: report },
    status: error === undefined ? statusOfReport(report) : statusOfError(error.code),
    ...(error === undefined ? {} : { error }),
  };
}

function statusOfReport({ checked, repaired, planned, rows, waiting }: AuditReport) {
  if (waiting !== undefined) return statusOf.waiting('no scan yet');
  const open = rows.length - repaired - planned;
  if (open > 0) return statusOf.waiting(`${open} drifted`);
  if (planned > 0) return statusOf.planned(`plan: ${planned}`);
  return statusOf.done(repaired > 0 ? `${repaired} repaired` : `${checked} checked`);
}
