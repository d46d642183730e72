/**
 * Tickets and comments as the CRM answers them, cut down to what the two-way sync needs (contracts/uisp-crm.md §5).
 */
import { DateTime } from 'luxon';
import * as v from 'valibot';

const id = v.pipe(v.number(), v.integer());
/** An instant with its zone, as epoch ms. */
const instant = v.optional(
  v.nullable(
    v.pipe(
      v.string(),
      v.transform((text) => DateTime.fromISO(text, { setZone: true }).toMillis()),
      v.transform((ms) => (Number.isNaN(ms) ? null : ms)),
    ),
  ),
  null,
);

export const ticketSchema = v.pipe(
  v.object({
    id,
    subject: v.optional(v.nullable(v.string(), ''), ''),
    clientId: v.optional(v.nullable(v.number()), null),
    status: v.number(),
    public: v.optional(v.nullable(v.boolean(), false), false),
    createdAt: instant,
    lastActivity: instant,
  }),
  v.transform(({ lastActivity, createdAt, ...ticket }) => ({
    ...ticket,
    createdAtMs: createdAt,
    lastActivityMs: lastActivity,
  })),
);

export const commentSchema = v.pipe(
  v.object({
    id,
    ticketId: id,
    body: v.optional(v.nullable(v.string(), ''), ''),
    /** null: written by the client. */
    userId: v.optional(v.nullable(v.number()), null),
    public: v.optional(v.nullable(v.boolean(), false), false),
    createdAt: instant,
  }),
  v.transform(({ createdAt, ...comment }) => ({ ...comment, createdAtMs: createdAt })),
);
