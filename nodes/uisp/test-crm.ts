/**
 * What "Test connection" looks at in the CRM once its key is accepted: what may be read, the time zone, the plans, and the server's
 * own switches (contracts/uisp-crm.md §7).
 */
import type { TestLimits } from '../http/form-limits.ts';
import { type Check, check, failedCheck } from '../http/test-result.ts';
import { variableName } from '../http/variables.ts';
import { textField } from '../red.ts';
import { toSyncError } from '../sync-error.ts';
import { isTimeZone } from '../village/calendar-date.ts';
import type { UispCrm } from './crm/crm.ts';
import { stillReachesTenants, ticketTrouble } from './tenant-switches.ts';
import type { UispServerSettings } from './uisp-server-settings.ts';

export async function crmChecks(crm: UispCrm, settings: UispServerSettings, limits: TestLimits): Promise<Check[]> {
  const { signal } = limits;
  const checks = await Promise.all([
    tryReading(
      'Clients, services and tickets',
      () => crm.glance(signal),
      () => [readable],
    ),
    tryReading(
      'The service plans',
      () => crm.servicePlans(signal),
      (plans) => [planCheck(plans.filter(({ archived }) => !archived).map(({ name }) => name))],
    ),
    tryOrganizations(crm, settings.organizationId, signal),
    tryReading(
      'The settings of UISP',
      () => crm.options(signal),
      ({ appTimezone, switches }) => [
        zoneCheck(appTimezone, ownZones(limits)),
        ...ticketTrouble(switches).map((text) => check('warning', text)),
        ...stillReachesTenants(switches, settings.uispInvoices).map(({ text, hint }) => check('warning', text, hint)),
      ],
    ),
  ]);
  return [...checks.flat(), onlyRead];
}

const readable = check('ok', 'Clients, services and tickets can be read.');
const onlyRead = check(
  'note',
  'Whether the keys may also write shows with the first write only: a key of type Read passes this test.',
);

async function tryReading<T>(
  what: string,
  read: () => Promise<T>,
  told: (found: T) => readonly Check[],
): Promise<readonly Check[]> {
  try {
    return told(await read());
  } catch (error) {
    return [failedCheck(toSyncError(error, 'none'), 'UISP', `${what} cannot be read: `)];
  }
}

function planCheck(plans: readonly string[]): Check {
  if (plans.length > 0) return check('ok', `Service plans: ${plans.join(', ')}.`);
  return check('warning', 'There is no Internet service plan yet.', '"Prepare all units" makes them.');
}

/** Nothing else of this package reads them, so that they cannot be read matters only when one is chosen. */
async function tryOrganizations(
  crm: UispCrm,
  chosen: number | undefined,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const read = () => crm.organizations(signal);
  const checks = await tryReading('The organizations', read, (found) => organizationChecks(found, chosen));
  return chosen === undefined ? checks.filter(({ state }) => state !== 'failed') : checks;
}

/** One organization needs no choosing; of several, UISP takes its default one for whatever does not say (contracts/uisp-crm.md §3). */
function organizationChecks(
  found: readonly { readonly id: number; readonly name: string }[],
  chosen: number | undefined,
): Check[] {
  const names = found.map(({ id, name }) => `${name} (${id})`).join(', ');
  if (chosen === undefined) {
    if (found.length < 2) return [];
    return [
      check('warning', `UISP has several organizations: ${names}.`, 'Clients are made in its default one. Choose one.'),
    ];
  }
  const organization = found.find(({ id }) => id === chosen);
  if (organization !== undefined) return [check('ok', `Organization "${organization.name}".`)];
  return [check('failed', `UISP has no organization ${chosen}.`, `It has ${names}.`)];
}

interface OwnZone {
  readonly what: string;
  readonly zone: string;
}

/** Where the property's own zone is set: in the fiber plans, else (nothing is deployed yet) in the variable that they come with. */
function ownZones({ environment, nodes }: TestLimits): OwnZone[] {
  const plans = nodes.filter(({ type }) => type === 'fiber-plans').map(({ timeZone }) => timeZone);
  return (plans.length > 0 ? plans : ['${PROPERTY_TIME_ZONE}']).flatMap((field) => {
    const variable = variableName(field);
    const zone = textField(variable === undefined ? field : environment[variable]);
    return zone === undefined ? [] : [{ what: variable ?? 'that of the fiber plans', zone }];
  });
}

function zoneCheck(zone: string | null, own: readonly OwnZone[]): Check {
  const other = own.find((one) => one.zone !== zone);
  if (zone === null) {
    return check(
      'warning',
      'UISP does not say its time zone.',
      'Set it in UISP (CRM, Settings, Localization). Without it no date can be written there.',
    );
  }
  if (!isTimeZone(zone)) {
    return check('warning', `UISP's time zone "${zone}" is not known here.`, 'Choose another one in UISP.');
  }
  if (other !== undefined) {
    return check(
      'warning',
      `UISP's time zone is ${zone}, but ${other.what} is ${other.zone}.`,
      'Services would begin and end on another day than leases when the two days differ. Set both alike.',
    );
  }
  return check('ok', `Time zone ${zone}.`);
}
