/** One mail on its way through the flow: `msg.mail`. */
import * as v from 'valibot';
import { SyncError, thisNode } from '../../sync-error.ts';
import { type Claim, claimSchema } from '../work.ts';

const mailSchema = v.looseObject({
  /** See mail-key.ts. */
  key: v.string(),
  template: v.string(),
  householdId: v.number(),
  leaseUid: v.string(),
  /** The unit's label. */
  unit: v.string(),
  tenantUid: v.string(),
  /** Uids of the lease's tenants who had no usable address when it was written. */
  unaddressed: v.array(v.string()),
});
/** What `msg.mail` holds: which mail it is, and of whom, by uid; neither address nor name. */
export type Mail = v.InferOutput<typeof mailSchema>;

/** @throws SyncError BAD_MESSAGE (trouble operator) */
export function parseMailMessage(message: unknown): { mail: Mail; claim: Claim } {
  const parsed = v.safeParse(v.object({ mail: mailSchema, claim: claimSchema }), message);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new SyncError(
    `The message is not a mail from "sync-state: welcome": ${v.getDotPath(issue) ?? 'message'} is missing.`,
    {
      code: 'BAD_MESSAGE',
      trouble: 'operator',
      hint: 'Wire this node behind sync-state (welcome) and leave msg.mail and msg.claim as they are.',
      about: thisNode,
    },
  );
}
