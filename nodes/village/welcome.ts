/**
 * The welcome mail: what it says, and who gets it (design §4, "Lease started" and "Lease changed"; brief, "Welcome Email Template").
 */
import { daysBetween, longDate } from './calendar-date.ts';
import type { CalendarDate, Tenant } from './lease.ts';
import { type AddressProblem, addressProblem } from './mail-address.ts';
import { plainText } from './plain-text.ts';
import type { FiberPlan } from './plan.ts';
import { planLine, type UpgradeRow, upgradeRows } from './plans.ts';

/** What the template needs (as `msg.payload`), and the subject. Free of control characters. */
export interface WelcomeMail {
  readonly subject: string;
  readonly tenant: { readonly firstName: string };
  /** The unit's label, `101`. */
  readonly unit: string;
  /** `December 1, 2026` */
  readonly startDate: string;
  /** `Village Fiber 500 (500 Mbps) - Included with rent` */
  readonly planLine: string;
  readonly upgrades: readonly UpgradeRow[];
}

/** @param mail `start`: the lease's first day; `plans`: all on offer. A tenant without a first name is greeted "Hi there,". */
export function welcomeMail(mail: {
  readonly firstName: string;
  readonly unitLabel: string;
  readonly start: CalendarDate;
  readonly plan: FiberPlan;
  readonly plans: readonly FiberPlan[];
}): WelcomeMail {
  const unit = plainText(mail.unitLabel);
  return {
    subject: `Your Village Fiber Internet is Ready - Unit ${unit}`,
    tenant: { firstName: plainText(mail.firstName) || 'there' },
    unit,
    startDate: longDate(mail.start),
    planLine: plainText(planLine(mail.plan)),
    upgrades: upgradeRows(mail.plans),
  };
}

/**
 * A finished text as the e-mail node (node-red-node-email 5.2.5) must get it. That node sends whatever looks like a tag
 * (`/<[a-z][\s\S]*>/i`) as HTML too, so a tenant called `<b>x</b>` would become markup. Then the HTML part is the text, escaped,
 * and the plain part the text as it is.
 * @returns spread it into the message: `payload`, and `plaintext` when there is an HTML part
 */
export function mailBody(text: string): { payload: string; plaintext?: string } {
  if (!/<[a-z][\s\S]*>/i.test(text)) return { payload: text };
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { payload: `<pre style="white-space: pre-wrap">${escaped}</pre>`, plaintext: text };
}

/** An address that comes after the household's first welcome is written to only so long after the lease began (design §4). */
const lateAddressDays = 14;

/** What is known of the household's earlier welcome mails. */
export interface WelcomeHistory {
  readonly leaseStart: CalendarDate;
  readonly today: CalendarDate;
  /** Addresses to which this household's welcome was accepted (or is on its way). */
  readonly alreadyWelcomedAddresses: readonly string[];
  /** Tenants for whom one was accepted: a changed address brings no second (design §4, "Lease changed"). */
  readonly alreadyWelcomedTenants?: readonly string[];
  /**
   * Uids of the tenants who were on the lease when the household was first welcomed: their later addresses count as late, while a
   * tenant who joins the lease is new and always welcomed. Left out: whoever is not welcomed yet is late once anybody was welcomed.
   */
  readonly tenantsAtFirstWelcome?: readonly string[];
}

interface WelcomeProblem extends AddressProblem {
  readonly tenantUid: string;
}

export interface WelcomeRecipients {
  /** One per address; the first listed tenant who has it. */
  readonly recipients: readonly { readonly tenant: Tenant; readonly address: string }[];
  readonly problems: readonly WelcomeProblem[];
}

/** Who is to be welcomed now: every tenant with an address that can be one, one mail per address (whatever the case) and household. */
export function welcomeRecipients(tenants: readonly Tenant[], history: WelcomeHistory): WelcomeRecipients {
  const taken = new Set(history.alreadyWelcomedAddresses.map(sameAddressKey));
  const recipients: { tenant: Tenant; address: string }[] = [];
  const problems: WelcomeProblem[] = [];
  for (const tenant of tenants) {
    const problem = addressProblem(tenant);
    if (problem !== undefined) {
      problems.push({ ...problem, tenantUid: tenant.uid });
      continue;
    }
    const address = tenant.email?.trim() ?? '';
    if (taken.has(sameAddressKey(address)) || history.alreadyWelcomedTenants?.includes(tenant.uid)) continue;
    if (isLate(tenant, history)) continue;
    taken.add(sameAddressKey(address));
    recipients.push({ tenant, address });
  }
  return { recipients, problems };
}

function isLate(tenant: Tenant, history: WelcomeHistory): boolean {
  const wasThere = history.tenantsAtFirstWelcome?.includes(tenant.uid) ?? history.alreadyWelcomedAddresses.length > 0;
  return wasThere && daysBetween(history.leaseStart, history.today) > lateAddressDays;
}

function sameAddressKey(address: string): string {
  return address.trim().toLowerCase();
}
