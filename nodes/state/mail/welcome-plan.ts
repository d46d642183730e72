/** Who gets the welcome mail now, and what is said to a person instead (design §4, "Welcome mail"). */

import * as v from 'valibot';
import type { Message } from '../../red.ts';
import type { Tenant } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { welcomeMail, welcomeRecipients } from '../../village/welcome.ts';
import { effectsOfHousehold } from '../ledger/effect-rows.ts';
import type { Store } from '../store.ts';
import type { AttentionItem, Household } from '../store-port.ts';
import type { LeaseWork, Waiting } from '../work.ts';
import { mailKey, mailKeys } from './mail-key.ts';
import { openWish, settleWish, wishedMails } from './welcome-wish.ts';

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

/** One who is written to, and which mail that is. */
interface Addressee {
  readonly tenant: Tenant;
  readonly address: string;
  readonly key: string;
  readonly template: string;
  /** A person has asked for it. */
  readonly asked?: boolean;
}

/**
 * Who is welcomed by the rules, and whom a person wants welcomed once more (of an adopted household, too, and whatever is waited for).
 * @param from the sender, checked
 */
export async function planWelcome(
  store: Pick<Store, 'households' | 'database' | 'facts'>,
  work: LeaseWork,
  { waiting, rules, from }: { waiting: readonly Waiting[]; rules: PropertyRules; from: string },
): Promise<WelcomePlan> {
  if (work.state === 'ended' || work.state === 'unclear') return nothing;
  const { addressees, unaddressed, items } =
    work.adopt || waiting.some(concernsOnu) ? nobody : await byTheRules(store, work);
  const wish = openWish(store.facts, work.lease.uid);
  const wished = wish === undefined ? [] : await wishedMails(store, work, wish, template);
  const keys = new Set(addressees.map(({ key }) => key));
  const asked = wished.filter(({ key }) => !keys.has(key)).map((mail) => ({ ...mail, asked: true }));
  const all: readonly Addressee[] = [...addressees, ...asked];
  if (all.length === 0) return { mails: [], items };
  const household = await store.households.get(work.householdId);
  const plan = planByName(rules.plans, household.plan ?? '') ?? defaultPlan(rules.plans);
  const facts = { work, household, plan, plans: rules.plans, unaddressed, from };
  return { mails: all.map((to, index) => mailTo(to, { index, count: all.length }, facts)), items };
}

interface MailFacts {
  readonly work: LeaseWork;
  readonly household: Household;
  readonly plan: FiberPlan;
  readonly plans: readonly FiberPlan[];
  readonly unaddressed: readonly string[];
  readonly from: string;
}

function mailTo(
  { tenant, address, key, template, asked }: Addressee,
  place: { readonly index: number; readonly count: number },
  { work, household, plan, plans, unaddressed, from }: MailFacts,
) {
  const { subject, ...facts } = welcomeMail({
    firstName: tenant.firstName,
    unitLabel: work.unit.label,
    start: work.lease.start ?? work.today,
    plan,
    plans,
  });
  const mail = {
    ...facts,
    subject,
    key,
    template,
    householdId: household.id,
    leaseUid: work.lease.uid,
    unit: work.unit.label,
    ...(asked === true ? { asked } : {}),
  };
  return {
    to: address,
    from,
    topic: subject,
    payload: { ...facts, subject },
    mail: { ...mail, tenantUid: tenant.uid, unaddressed, ...place },
  };
}

/** The chain is through for the lease: a person's wish is carried out. @throws SyncError STORE_… */
export function welcomeThrough(store: Parameters<typeof settleWish>[0], work: LeaseWork): Promise<void> {
  return settleWish(store, work, template);
}

interface ByTheRules {
  readonly addressees: readonly Addressee[];
  /** Uids of the tenants without a usable address. */
  readonly unaddressed: readonly string[];
  readonly items: readonly AttentionItem[];
}

const nobody: ByTheRules = { addressees: [], unaddressed: [], items: [] };

async function byTheRules(store: Pick<Store, 'households' | 'database'>, work: LeaseWork): Promise<ByTheRules> {
  const household = await store.households.get(work.householdId);
  const earlier = await earlierWelcomes(store, work);
  const { recipients, problems } = welcomeRecipients(work.lease.tenants, {
    leaseStart: household.begun ?? work.lease.start ?? work.today,
    today: work.today,
    ...earlier,
  });
  const unaddressed = problems.map((problem) => problem.tenantUid);
  const addressees = recipients.map((to) => ({ ...to, key: mailKey(household.id, template, to.address), template }));
  const isNobody = recipients.length === 0 && earlier.alreadyWelcomedAddresses.length === 0;
  const isAllMissing = isNobody && problems.length === work.lease.tenants.length;
  const isInvalid = !isAllMissing && problems.some((problem) => problem.code === 'EMAIL_INVALID');
  const items = [
    ...(isAllMissing
      ? [item(work, 'NO_ADDRESS', 'None of the tenants has a usable e-mail address: nobody was welcomed.')]
      : []),
    ...(isInvalid
      ? [item(work, 'ADDRESS_INVALID', 'What a tenant has as e-mail address is not one: that tenant was not welcomed.')]
      : []),
  ];
  return { addressees, unaddressed, items };
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
