/** What every ask works with. */
import { todayIn } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { utcDay } from '../scans.ts';
import type { Store } from '../store.ts';
import type { Role } from './role.ts';

export interface AskContext {
  readonly store: Store;
  readonly role: Role;
  /** @throws SyncError NOT_CONFIGURED, PLANS_… */
  readonly rules: () => PropertyRules;
  readonly signal: AbortSignal;
}

/** May see personal data, and act. */
export function isOperator({ role }: Pick<AskContext, 'role'>): boolean {
  return role.name === 'operator';
}

/** The rules where they can be had: what the dashboard shows must not hang on them. */
export function rulesIfAny({ rules }: Pick<AskContext, 'rules'>): PropertyRules | undefined {
  try {
    return rules();
  } catch {
    return undefined;
  }
}

/** In the property's zone as far as it is known, else in UTC's: to look at, not to act by. */
export function dayToShow(context: Pick<AskContext, 'store' | 'rules'>): CalendarDate {
  const { store } = context;
  const zone = rulesIfAny(context)?.timeZone ?? store.facts.peek('uisp.timeZone');
  try {
    return zone === undefined ? utcDay(store.clock()) : todayIn(zone, store.clock());
  } catch {
    return utcDay(store.clock());
  }
}

/** ISO, or null for what never was. @param at epoch ms */
export function isoOf(at: number | null | undefined): string | null {
  return at == null ? null : new Date(at).toISOString();
}
