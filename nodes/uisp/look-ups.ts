/** The lists that the dialogs choose from: parent sites, organizations, service plans. */
import type { Choice } from '../http/look-up.ts';
import type { UispCrm } from './crm/crm.ts';
import type { UispNms } from './nms/nms.ts';

/** Sites proper, by name; subscribers are no parents. */
export async function parentSites(nms: UispNms, signal: AbortSignal): Promise<Choice[]> {
  const sites = await nms.plainSites(signal);
  return byLabel(sites.filter(({ type }) => type === 'site').map(({ id, name }) => ({ value: id, label: name })));
}

export async function organizations(crm: UispCrm, signal: AbortSignal): Promise<Choice[]> {
  const found = await crm.organizations(signal);
  return byLabel(found.map(({ id, name }) => ({ value: String(id), label: name })));
}

/** Internet plans that are not archived; a plan goes by its name. */
export async function servicePlans(crm: UispCrm, signal: AbortSignal): Promise<Choice[]> {
  const plans = await crm.servicePlans(signal);
  const usable = plans.filter(({ archived }) => !archived);
  return byLabel(
    usable.map(({ name, downloadMbps, uploadMbps }) => ({
      value: name,
      label: name,
      ...(downloadMbps === null ? {} : { more: `${downloadMbps}/${uploadMbps ?? '?'} Mbps` }),
    })),
  );
}

function byLabel(choices: Choice[]): Choice[] {
  return choices.sort((one, other) => one.label.localeCompare(other.label, 'en', { numeric: true }));
}
