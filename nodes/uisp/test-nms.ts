/** What "Test connection" looks at in the NMS once its token is accepted: the parent site and the ONUs. */
import { type Check, check, failedCheck } from '../http/test-result.ts';
import { toSyncError } from '../sync-error.ts';
import { chooseParentSite, type ParentSiteSetting } from './directory/parent-site.ts';
import type { NmsApi, NmsSite } from './ports.ts';

/** @param sites sites proper, as they were read for the token's sake */
export async function nmsChecks(
  nms: Pick<NmsApi, 'onus'>,
  sites: readonly NmsSite[],
  wanted: ParentSiteSetting,
  signal: AbortSignal,
): Promise<Check[]> {
  const parent = chooseParentSite(sites, wanted);
  const place =
    parent instanceof Error ? failedCheck(parent, 'UISP') : check('ok', `The parent site is "${parent.name}".`);
  return [place, await onuCheck(nms, signal)];
}

/** A long list may take longer than a test may (contracts/uisp-nms.md §7): that alone is no failure. */
async function onuCheck(nms: Pick<NmsApi, 'onus'>, signal: AbortSignal): Promise<Check> {
  try {
    const { length } = await nms.onus(signal);
    if (length > 0) return check('ok', length === 1 ? 'There is one ONU.' : `There are ${length} ONUs.`);
    return check('warning', 'There is no ONU.', 'Does the token see the OLT? Is the OLT adopted and connected?');
  } catch (thrown) {
    const error = toSyncError(thrown, 'none');
    if (!/_(CLOSED|TIMEOUT)$/.test(error.code)) return failedCheck(error, 'UISP', 'The ONUs cannot be read: ');
    return check(
      'warning',
      'The list of ONUs did not come within 10 seconds.',
      'Large lists are slow; scans wait longer.',
    );
  }
}
