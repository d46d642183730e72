/** What a planned effect is called, and where it comes in the order of the steps. */
import type { PlannedEffect } from '../ledger/plan-table.ts';
import { fieldsOf } from './readable.ts';

/** Kinds of steps, first to last. */
const order: readonly string[] = [
  'service plan',
  'service ends',
  'site is freed',
  'UISP client',
  'contact',
  'subscriber site',
  'service begins',
  'service on its site',
  'service',
  'plan change',
  'ONU alias',
  'ONU off the site',
  'ONU on the site',
  'ONU gets its name',
  'invoice line',
  'welcome mail',
  'answer by mail',
  'UISP ticket',
  'status of the UISP ticket',
  'comment in UISP',
  'comment in Innago',
  'status of the Innago ticket',
];

const plain: Readonly<Record<string, string>> = {
  'uisp-client': 'UISP client',
  'uisp-contact': 'contact',
  'uisp-service-end': 'service ends',
  'uisp-service-unbind': 'site is freed',
  'uisp-site': 'subscriber site',
  'uisp-plan': 'service plan',
  'uisp-plan-change': 'plan change',
  'onu-assign': 'ONU on the site',
  'onu-unassign': 'ONU off the site',
  'onu-name': 'ONU gets its name',
  'onu-alias': 'ONU alias',
  'innago-invoice': 'invoice line',
  'uisp-ticket': 'UISP ticket',
  'uisp-ticket-status': 'status of the UISP ticket',
  'uisp-comment': 'comment in UISP',
  'innago-ticket-status': 'status of the Innago ticket',
  'innago-comment': 'comment in Innago',
};

/** In words a network operator uses. A kind that is not known here reads as it is stored, without hyphens. */
export function whatOf(effect: Pick<PlannedEffect, 'kind' | 'before' | 'after'>): string {
  if (effect.kind === 'uisp-service') return serviceWords(effect);
  if (effect.kind === 'mail') return 'template' in fieldsOf(effect.after) ? 'welcome mail' : 'answer by mail';
  return plain[effect.kind] ?? effect.kind.replaceAll('-', ' ');
}

function serviceWords({ before, after }: Pick<PlannedEffect, 'before' | 'after'>): string {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  if (typeof is['plan'] === 'string' && typeof is['activeFrom'] === 'string') return 'service begins';
  return was['site'] === null && is['site'] != null ? 'service on its site' : 'service';
}

/** The smaller comes first; what is not known comes last. */
export function stepOf(what: string): number {
  const place = order.indexOf(what);
  return place < 0 ? order.length : place;
}
