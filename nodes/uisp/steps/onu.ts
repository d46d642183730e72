/**
 * Step 4: the unit's ONU, on its site and under its name, read back (design §4; contracts/uisp-nms.md §5).
 */
import type { Household } from '../../state/store-port.ts';
import {
  idsMissing,
  knownIds,
  openStep,
  reasonOf,
  remember,
  type StepContext,
  type StepResult,
  skipped,
} from './context.ts';
import { chooseOnu, type OnuChoice, onuFingerprint, onuNameOf, settledFact } from './onu-choice.ts';
import { readBackOnu } from './onu-read-back.ts';
import { applyOnu } from './onu-writes.ts';

/**
 * Finds the unit's ONU, puts it on the unit's site and names it. One that is settled is looked at again only when its site, its name
 * or the unit's row of the ONU table changes. Offline makes no difference.
 * @returns text `ONU-101`; findings `onu`; outcome `waiting` while UISP does not show the name yet
 * @throws SyncError as `chooseOnu`, `applyOnu` and `readBackOnu`; STEP_ORDER (operator); CLAIM_LOST
 */
export async function ensureOnu(context: StepContext): Promise<StepResult> {
  const household = await openStep(context);
  if (household === undefined) return skipped;
  const { siteId } = knownIds(context, household);
  if (siteId === null && context.store.mode === 'live') throw idsMissing(context.work.unit);
  const settled = await settledOnu(context, household, siteId);
  if (settled !== undefined) return settled;
  const choice = await chooseOnu(context, context.work, siteId);
  const change = await applyOnu(context, choice, { reason: reasonOf(context), today: context.work.today });
  const findings = { onu: { id: choice.onu.id, name: choice.name } };
  if (change === 'planned') return { outcome: 'planned', text: `plan: ${choice.name}`, findings };
  const seen = change === 'written' ? await readBackOnu(context, choice) : { nameShown: true, warnings: [] };
  await remember(context, household, { onuId: choice.onu.id });
  const { id: onuId, status } = choice.onu;
  await context.store.onus.note({ onuId, unit: context.work.unit.label, name: choice.name, status });
  const { warnings } = seen;
  if (!seen.nameShown) {
    const waiting = { why: 'name not shown yet' };
    return { outcome: 'waiting', text: waiting.why, waiting, findings, warnings };
  }
  await settle(context, choice);
  return { outcome: change === 'written' ? 'done' : 'found', text: choice.name, findings, warnings };
}

async function settledOnu(
  context: StepContext,
  { onuId }: Household,
  siteId: string | null,
): Promise<StepResult | undefined> {
  const { unit } = context.work;
  if (onuId === null) return undefined;
  const settled = await context.store.facts.get(settledFact(unit));
  if (settled !== onuFingerprint(context, context.work, onuId, siteId)) return undefined;
  const name = onuNameOf(context, context.work);
  return { outcome: 'found', text: name, findings: { onu: { id: onuId, name } } };
}

async function settle(context: StepContext, { onu, siteId, place }: OnuChoice): Promise<void> {
  if (context.store.mode === 'dry-run') return;
  await context.store.facts.set(settledFact(place.unit), onuFingerprint(context, place, onu.id, siteId));
}
