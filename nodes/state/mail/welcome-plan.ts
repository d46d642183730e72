/** Who gets the welcome mail now, and what is said to a person instead (design §4, "Welcome mail"). */

import * as v from 'valibot';
import type { Message } from '../../red.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { welcomeMail, welcomeRecipients } from '../../village/welcome.ts';
import { effectsOfHousehold } from '../ledger/effect-rows.ts';
import type { Store } from '../store.ts';
import type { AttentionItem } from '../store-port.ts';
import type { LeaseWork, Waiting } from '../work.ts';
import { mailKey, mailKeys } from './mail-key.ts';

const template = 'welcome';

/** The mails of one lease that are to be sent now. */
export interface WelcomePlan {
  /** What to add to the lease's message for each address. */
  readonly mails: readonly (Message & { readonly mail: { readonly key: string } })[];
  /** Raised as they are; those of the codes below that are not in it are cleared. */
  readonly items: readonly AttentionItem[];
}

/** Of the items that a welcome raises. */
export const welcomeCodes = ['NO_ADDRESS', 'ADDRESS_INVALID'] as const;

const nothing: WelcomePlan = { mails: [], items: [] };

/** What the ledger keeps of an earlier welcome, in `after`. */
const earlierSchema = v.object({ tenantUid: v.string(), unaddressed: v.array(v.string()) });

/** @param from the sender, checked */
export async function planWelcome(
  store: Pick<Store, 'households' | 'database'>,
  work: LeaseWork,
  { waiting, rules, from }: { waiting: readonly Waiting[]; rules: PropertyRules; from: string },
): Promise<WelcomePlan> {
  if (work.adopt || work.state === 'ended' || work.state === 'unclear' || waiting.some(concernsOnu)) return nothing;
  const household = await store.households.get(work.householdId);
  const earlier = await earlierWelcomes(store, work);
  const { recipients, problems } = welcomeRecipients(work.lease.tenants, {
    leaseStart: household.begun ?? work.lease.start ?? work.today,
    today: work.today,
    ...earlier,
  });
  const plan = planByName(rules.plans, household.plan ?? '') ?? defaultPlan(rules.plans);
  const unaddressed = problems.map((problem) => problem.tenantUid);
  const mails = recipients.map(({ tenant, address }, index) => {
    const { subject, ...facts } = welcomeMail({
      firstName: tenant.firstName,
      unitLabel: work.unit.label,
      start: work.lease.start ?? work.today,
      plan,
      plans: rules.plans,
    });
    const key = mailKey(household.id, template, address);
    const mail = {
      ...facts,
      subject,
      key,
      template,
      householdId: household.id,
      leaseUid: work.lease.uid,
      unit: work.unit.label,
    };
    const place = { index, count: recipients.length };
    return {
      to: address,
      from,
      topic: subject,
      payload: { ...facts, subject },
      mail: { ...mail, tenantUid: tenant.uid, unaddressed, ...place },
    };
  });
  const nobody = recipients.length === 0 && earlier.alreadyWelcomedAddresses.length === 0;
  const isAllMissing = nobody && problems.length === work.lease.tenants.length;
  const isInvalid = !isAllMissing && problems.some((problem) => problem.code === 'EMAIL_INVALID');
  const items = [
    ...(isAllMissing
      ? [item(work, 'NO_ADDRESS', 'None of the tenants has a usable e-mail address: nobody was welcomed.')]
      : []),
    ...(isInvalid
      ? [item(work, 'ADDRESS_INVALID', 'What a tenant has as e-mail address is not one: that tenant was not welcomed.')]
      : []),
  ];
  return { mails, items };
}

/** An ONU that is missing or disputed stops the mail; one that is found but offline is not waited for (design §4). */
function concernsOnu({ why }: Waiting): boolean {
  return /\bONU/i.test(why);
}

async function earlierWelcomes(store: Pick<Store, 'database'>, { householdId, lease }: LeaseWork) {
  const effects = await effectsOfHousehold(store.database, householdId, mailKeys(householdId, template));
  const sent = effects.filter((effect) => effect.state === 'done' || effect.state === 'intent');
  const accepted = sent.filter((effect) => effect.state === 'done');
  const notes = accepted.flatMap((effect) => noteOf(effect.after));
  const acceptedKeys = new Set(accepted.map((effect) => effect.key));
  const addresses = lease.tenants.flatMap(({ email }) => (email === null ? [] : [email]));
  const [first] = sent.flatMap((effect) => noteOf(effect.after));
  return {
    alreadyWelcomedAddresses: addresses.filter((address) => acceptedKeys.has(mailKey(householdId, template, address))),
    alreadyWelcomedTenants: notes.map((note) => note.tenantUid),
    // Whoever had an address then was to be welcomed then, however long that takes; only the others can be late.
    ...(first === undefined ? {} : { tenantsAtFirstWelcome: first.unaddressed }),
  };
}

function noteOf(after: unknown) {
  const parsed = v.safeParse(earlierSchema, after);
  return parsed.success ? [parsed.output] : [];
}

function item(work: LeaseWork, code: (typeof welcomeCodes)[number], why: string): AttentionItem {
  return {
    key: `${code}/lease:${work.lease.uid}`,
    code,
    where: `unit ${work.unit.label}`,
    why,
    todo: 'Enter the address in Innago; within 14 days of the start of the lease the mail then goes out by itself.',
    leaseUid: work.lease.uid,
    verbs: ['ignore'],
  };
}
