/**
 * Tickets and comments as the CRM answers them, cut down to what the two-way sync needs (contracts/uisp-crm.md §5).
 */
import { DateTime } from 'luxon';
import * as v from 'valibot';
import type { UispActivity } from '../../state/tickets/uisp-activity.ts';
import type { CrmComment, CrmTicket } from '../ticket-ports.ts';

const id = v.pipe(v.number(), v.integer());
const text = v.optional(v.nullable(v.string(), ''), '');
const flag = v.optional(v.nullable(v.boolean(), false), false);
/** An instant with its zone, as epoch ms. */
const instant = v.optional(
  v.nullable(
    v.pipe(
      v.string(),
      v.transform((written) => DateTime.fromISO(written, { setZone: true }).toMillis()),
      v.transform((ms) => (Number.isNaN(ms) ? null : ms)),
    ),
  ),
  null,
);

/** Its files cannot be linked to: they need the key. */
const fileNames = v.pipe(
  v.optional(v.nullable(v.array(v.object({ filename: text })), []), []),
  v.transform((files) => files.map(({ filename }) => filename)),
);

const commentActivity = v.pipe(
  v.object({ id, public: flag, comment: v.object({ body: text, attachments: fileNames }) }),
  v.transform(({ id, public: seen, comment: { body, attachments } }): UispActivity => {
    const files = attachments.map((name) => ({ name, url: null }));
    return { id, comment: { body, public: seen, files } };
  }),
);

const statusActivity = v.pipe(
  v.object({ id, statusChange: v.object({ previousStatus: v.number(), status: v.number() }) }),
  v.transform(({ id, statusChange: { previousStatus, status } }): UispActivity => {
    return { id, status: { before: previousStatus, after: status } };
  }),
);

/** Of any other kind (a new owner, a job, what later versions bring): not looked at. */
const otherActivity = v.pipe(
  v.unknown(),
  v.transform(() => undefined),
);

/** By its type: a comment or a change of the status that cannot be read must not be passed over in silence. */
const activity = v.lazy((input): v.GenericSchema<unknown, UispActivity | undefined> => {
  const named = v.safeParse(v.object({ type: v.string() }), input);
  if (named.output === undefined || !named.success) return otherActivity;
  if (named.output.type === 'comment') return commentActivity;
  return named.output.type === 'status_change' ? statusActivity : otherActivity;
});

const activities = v.optional(
  v.nullable(
    v.pipe(
      v.array(activity),
      v.transform((all) => all.filter((one) => one !== undefined).toSorted((one, other) => one.id - other.id)),
    ),
  ),
);

export const ticketSchema = v.pipe(
  v.object({
    id,
    subject: text,
    clientId: v.optional(v.nullable(v.number()), null),
    status: v.number(),
    createdAt: instant,
    lastActivity: instant,
    activity: activities,
  }),
  v.transform(
    ({ lastActivity, createdAt, activity: told, ...ticket }): CrmTicket => ({
      ...ticket,
      createdAtMs: createdAt,
      lastActivityMs: lastActivity,
      activities: told ?? undefined,
    }),
  ),
);

export const commentSchema = v.pipe(
  v.object({ id, ticketId: id, body: text, public: flag, attachments: fileNames }),
  v.transform(({ attachments, ...comment }): CrmComment => ({ ...comment, files: attachments })),
);
