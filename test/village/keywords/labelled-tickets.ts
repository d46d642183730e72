/** Maintenance tickets as tenants write them, each with the label a careful person gives it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const LabelledTicketSchema = v.strictObject({
  title: v.pipe(v.string(), v.nonEmpty()),
  description: v.string(),
  category: v.picklist(['Electrical', 'Plumbing', 'AC', 'Heat', 'Kitchen', 'Appliance', 'Other']),
  label: v.picklist(['internet', 'upgrade', 'both', 'other']),
  note: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

/**
 * One ticket: what the tenant typed (`title`, and `description`, which may be empty), the `category` they chose (often
 * wrong, so it says little) and its `label`. `note` says why, where a careful person could hesitate over the label.
 */
export type LabelledTicket = v.InferOutput<typeof LabelledTicketSchema>;

function readTickets(fileName: string): readonly LabelledTicket[] {
  return v.parse(v.array(LabelledTicketSchema), JSON.parse(readFileSync(join(import.meta.dirname, fileName), 'utf8')));
}

/**
 * The labelled set, 400 tickets (labels by design §4 "Maintenance ticket" and "Plan change"):
 * - `internet`: something the internet provider must look at, also complaints about the speed of a plan already paid for;
 * - `upgrade`: about changing the plan, up or down, questions about it included;
 * - `both`: asks for a plan and reports a fault;
 * - `other`: none of ours, even if it borrows our words ("slow drain", "fiber carpet").
 *
 * The set was written by hand without looking at the router's rules, so what the rules score on it is evidence. Whoever
 * corrects a label here does so for what the ticket says, not for what the rules answer. Throws a `ValiError` where the
 * file's shape is wrong.
 */
export const labelledTickets: readonly LabelledTicket[] = readTickets('labelled-tickets.json');

/**
 * The unseen set, 200 tickets with the same labels: written after the rules, by somebody who had seen neither them nor
 * the set they were tuned on. Rules are judged on it, not tuned: whoever changes a rule because of a ticket in here needs
 * a new unseen set before reporting a score again. Throws a `ValiError` where the file's shape is wrong.
 */
export const unseenTickets: readonly LabelledTicket[] = readTickets('unseen-tickets.json');
