/** What cannot wait for the next digest: nothing goes on, or not for some, until somebody has looked. */
import type { AttentionItem } from '../store-port.ts';

const urgentCodes: ReadonlySet<string> = new Set([
  'REMOVALS_HELD',
  'CREATIONS_HELD',
  'PAUSED',
  'NO_COMPLETE_SCAN',
  'SERVER_AWAY',
  'TIME_ZONE_UNKNOWN',
]);

/** A key is refused (`INNAGO_401`, `UISP_CRM_403`), or the store cannot be used (`STORE_FULL`). */
const urgentCode = /_(401|403)$|^STORE_/;

/** Is the operator told at once? */
export function isUrgent({ code }: Pick<AttentionItem, 'code'>): boolean {
  return urgentCodes.has(code) || urgentCode.test(code);
}
