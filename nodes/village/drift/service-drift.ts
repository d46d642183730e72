import type { ExpectedStay, ShownService, UispShown } from './drift-facts.ts';
import type { Found } from './drift-found.ts';

/** The household's service: does it run, on the unit's site, on its plan, without invoicing? */
export function serviceDrift(stay: ExpectedStay, shown: UispShown, isSiteGone: boolean): Found[] {
  const { serviceId, nextServiceId, unit } = stay;
  if (serviceId === null) return [];
  const own = shown.services.get(serviceId);
  const next = nextServiceId === null ? undefined : shown.services.get(nextServiceId);
  // UISP changes over to the new service by itself, and the next step takes it over.
  if (own?.isLive !== true && next?.isLive === true) return [];
  const where = `service ${serviceId}`;
  const id = String(serviceId);
  if (own?.isLive !== true) return [ended(stay, own)];
  const drifts: Found[] = [];
  if (own.activeTo !== null && nextServiceId === null) {
    drifts.push({
      kind: 'service-ended',
      where,
      before: 'no end',
      after: `ends on ${own.activeTo}`,
      why: `Unit ${unit}: service ${serviceId} was given an end in UISP, ${own.activeTo}, though its lease goes on.`,
      todo: `In UISP, take the end of service ${serviceId} away; once it has ended, a new one can be made.`,
      id,
      isRepairable: false,
    });
  }
  const place = isSiteGone ? undefined : placeDrift(stay, own, shown);
  if (place !== undefined) drifts.push(place);
  const invoicing = invoicingDrift(stay, own);
  if (invoicing !== undefined) drifts.push(invoicing);
  const plan = planDrift(stay, own);
  if (plan !== undefined) drifts.push(plan);
  return drifts;
}

function ended({ serviceId, unit, isFuture }: ExpectedStay, own: ShownService | undefined): Found {
  const after =
    own === undefined ? 'gone' : own.activeTo === null ? 'no longer running' : `ended, last day ${own.activeTo}`;
  const what = own === undefined ? `UISP lists service ${serviceId} no more` : `service ${serviceId} was ended in UISP`;
  const again = isFuture
    ? `Make a service for unit ${unit} by hand: the lease has not begun, and its service was taken away.`
    : `Approve, and a new service begins today; or end the lease in Innago.`;
  return {
    kind: 'service-ended',
    where: `service ${serviceId}`,
    before: 'running',
    after,
    why: `Unit ${unit}: ${what}, though its lease goes on.`,
    todo: again,
    id: String(serviceId),
    isRepairable: !isFuture,
  };
}

function placeDrift(stay: ExpectedStay, own: ShownService, { sites }: UispShown): Found | undefined {
  const { siteId, siteName, unit } = stay;
  if (siteId === null || own.siteId === siteId) return undefined;
  const common = { where: `service ${own.id}`, before: `bound to "${siteName}"`, id: String(own.id) };
  if (own.siteId !== null) {
    return {
      ...common,
      kind: 'service-moved',
      after: 'bound to another site',
      why: `Unit ${unit}: service ${own.id} was bound to another site in UISP.`,
      todo: `In UISP, unbind service ${own.id} from there; then it can be bound to "${siteName}".`,
    };
  }
  // The network's side knows of the binding before the service shows it.
  if (sites.get(siteId)?.serviceId === own.id) return undefined;
  return {
    ...common,
    kind: 'service-unbound',
    after: 'bound to no site',
    why: `Unit ${unit}: service ${own.id} was taken off its site in UISP.`,
    todo: `Approve to bind it to "${siteName}" again, or do so in UISP.`,
  };
}

function invoicingDrift({ invoicingStart, unit }: ExpectedStay, own: ShownService): Found | undefined {
  if (invoicingStart === null) return undefined;
  const wrong = [
    ...(own.invoicingStart === invoicingStart ? [] : [`invoicing starts ${own.invoicingStart ?? 'at once'}`]),
    ...(own.sendsMail ? ['invoices are mailed automatically'] : []),
  ];
  if (wrong.length === 0) return undefined;
  return {
    kind: 'service-would-invoice',
    where: `service ${own.id}`,
    before: `invoicing starts ${invoicingStart}, no mails`,
    after: wrong.join(', '),
    why: `Unit ${unit}: service ${own.id} would invoice the tenant, who pays with the rent: ${wrong.join(', ')}.`,
    // The first day of invoicing cannot be changed over the API (contracts/uisp-crm.md §4, ServiceUpdate).
    todo: `In UISP, set service ${own.id}: invoicing starts ${invoicingStart}, no automatic mails.`,
    id: String(own.id),
  };
}

function planDrift({ plans, keepsTerms, unit }: ExpectedStay, own: ShownService): Found | undefined {
  const [plan] = plans;
  if (plan === undefined || own.planName === null) return undefined;
  const isOther = !plans.includes(own.planName);
  const terms = keepsTerms ? null : own.ownTerms;
  if (!isOther && terms === null) return undefined;
  const after = [own.planName, ...(terms === null ? [] : [terms])].join(', ');
  return {
    kind: 'plan-changed',
    where: `service ${own.id}`,
    before: plan,
    after,
    why: `Unit ${unit}: service ${own.id} should be on ${plan}, and was changed in UISP to ${after}.`,
    todo: `Approve to put it back on ${plan}; or have the tenant ask for the plan, so that it is billed.`,
    id: String(own.id),
  };
}
