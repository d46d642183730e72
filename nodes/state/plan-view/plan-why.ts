/** Why something is planned, in a few words. */
import type { LeaseState } from '../../village/lease.ts';
import { plainText } from '../../village/plain-text.ts';
import type { PlannedEffect } from '../ledger/plan-table.ts';
import { whatOf } from './plan-words.ts';

const reasons: Readonly<Record<string, string>> = {
  'lease new': 'lease new',
  'lease changed': 'lease changed',
  'lease retry': 'lease tried again',
  'lease date': 'its day has come',
  'lease billing': 'month to be charged',
  welcome: 'tenant to be welcomed',
  drift: 'changed in UISP by hand',
};

/** @param state of the lease; undefined: none, or not known */
export function whyOf(effect: Omit<PlannedEffect, 'run' | 'plannedAt'>, state: LeaseState | undefined): string {
  const { because } = effect.reason;
  const isLeaving = ['service ends', 'site is freed'].includes(whatOf(effect));
  if (isLeaving && because.startsWith('lease ')) return state === 'ended' ? 'lease ended' : 'moved out of the unit';
  return reasons[because] ?? plainText(because);
}
