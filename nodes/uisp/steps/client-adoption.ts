/**
 * Which UISP client a household has that lived here before go-live (design §5, "Go-live date"): found, or said by a person, never guessed.
 */
import { answerFact, answerText, matchFact, parseAnswer } from '../../state/adoption/adoption-answers.ts';
import { adoptionItem, adoptionKeyOf, ambiguousCode, noMatchCode } from '../../state/adoption/adoption-items.ts';
import type { ClientChoice, Household } from '../../state/store-port.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import { userIdent } from '../../village/names.ts';
import { unitLabel } from '../../village/unit-label.ts';
import { clientTaken, findByIdent, isTaken } from './client-match.ts';
import type { StepContext } from './context.ts';
import { liveServiceOf, liveStatuses } from './live-service.ts';
import { sitesNamed } from './site-match.ts';

/**
 * By Custom ID; then what a person has chosen, if it still holds; then the client of the site's live service; then e-mail and unit both
 * equal. What is found is noted for the list of adoption.
 * @returns undefined when there is none, and a person has agreed that one be made
 * @throws SyncError ADOPT_NO_MATCH, ADOPT_AMBIGUOUS, CLIENT_TAKEN (trouble operator)
 */
export async function findForAdoption(context: StepContext, household: Household): Promise<number | undefined> {
  const found = (await findByIdent(context, household))?.id ?? (await chosenOrFitting(context, household));
  if (found !== undefined) await context.store.facts.set(matchFact(context.work.lease.uid), String(found));
  return found;
}

/** The household has its client: there is nothing left to ask. @throws SyncError STORE_… */
export async function adoptionSettled({ store, work }: StepContext): Promise<void> {
  for (const code of [noMatchCode, ambiguousCode] as const) {
    await store.attention.clear(adoptionKeyOf(code, work.lease.uid));
  }
}

async function chosenOrFitting(context: StepContext, household: Household): Promise<number | undefined> {
  const { store, work } = context;
  const bySite = await clientsOfSite(context);
  const candidates = bySite.length > 0 ? bySite : await clientsByEmailAndUnit(context);
  const answer = parseAnswer(await store.facts.get(answerFact(work.lease.uid)));
  if (answer !== undefined && 'client' in answer) {
    const isGone = answer.kind === 'candidate' && !candidates.includes(answer.client);
    const trouble = isGone ? 'does not fit this lease any more' : await troubleWith(context, household, answer.client);
    if (trouble === undefined) return answer.client;
    await askAnew(context);
    const before = `Client ${answer.client}, which was chosen, ${trouble}. `;
    throw candidates.length > 0
      ? await ambiguous(context, household, candidates, before)
      : await noMatch(context, before);
  }
  const [only, ...others] = candidates;
  if (only !== undefined && (others.length > 0 || answer?.kind === 'ask')) {
    throw await ambiguous(context, household, candidates);
  }
  if (only !== undefined) {
    if (await isTaken(context, household, only)) throw clientTaken(context, only);
    return only;
  }
  const key = adoptionKeyOf(noMatchCode, work.lease.uid);
  if (answer?.kind === 'new' || (await store.attention.isApproved(key))) return undefined;
  throw await noMatch(context);
}

/** What was said no longer counts, an approval neither: the question is a new one. */
async function askAnew(context: StepContext): Promise<void> {
  const { store, work } = context;
  await store.facts.set(answerFact(work.lease.uid), answerText({ kind: 'ask' }));
  await adoptionSettled(context);
}

/** Why a client that a person has named cannot be taken; undefined: it can. Read from UISP. */
async function troubleWith(context: StepContext, household: Household, clientId: number): Promise<string | undefined> {
  if (await isTaken(context, household, clientId)) return 'belongs to another household';
  try {
    const { isArchived } = await context.crm.client(clientId, context.signal);
    return isArchived ? 'is archived in UISP' : undefined;
  } catch (error) {
    if (isSyncError(error) && error.status === 404) return 'is not there in UISP';
    throw error;
  }
}

async function clientsOfSite(context: StepContext): Promise<number[]> {
  const clients = new Set<number>();
  for (const site of (await sitesNamed(context, context.work)).underParent) {
    const service = await liveServiceOf(context, site);
    if (service !== undefined) clients.add(service.clientId);
  }
  return [...clients];
}

async function clientsByEmailAndUnit({ directory, signal, work }: StepContext): Promise<number[]> {
  const emails = new Set(work.lease.tenants.flatMap(({ email }) => (email === null ? [] : [email.toLowerCase()])));
  const lists = await Promise.all([...emails].map((email) => directory.clientsByEmail(email, signal)));
  const inUnit = lists
    .flat()
    .filter((client) => client.street2 !== null && unitLabel(client.street2) === work.unit.label);
  return [...new Set(inUnit.map((client) => client.id))];
}

/** Raised at once with what a person may choose from: those that are no other household's. */
async function ambiguous(
  context: StepContext,
  household: Household,
  clients: readonly number[],
  before = '',
): Promise<SyncError> {
  const { store, work } = context;
  const choices: ClientChoice[] = [];
  for (const client of clients) {
    if (!(await isTaken(context, household, client))) choices.push(await choiceOf(context, client));
  }
  const fit = clients.length === 1 ? 'UISP client' : 'UISP clients';
  const all = clients.length === 1 ? 'fits' : 'all fit';
  const why = `Unit ${work.unit.label}: ${before}${fit} ${clients.join(', ')} ${all} this lease.`;
  const todo = `Choose one of them ("choose"); or give it the Custom ID "${identOf(context)}" in UISP.`;
  const lease = { leaseUid: work.lease.uid, unit: work.unit.label };
  await store.attention.raise(adoptionItem(ambiguousCode, lease, { why, todo }, choices));
  return new SyncError(why, { code: ambiguousCode, trouble: 'operator', hint: todo });
}

async function noMatch(context: StepContext, before = ''): Promise<SyncError> {
  const { store, work } = context;
  const why = `Unit ${work.unit.label}: ${before}${before === '' ? 'this lease' : 'This lease'} began before go-live, and no UISP client fits it.`;
  const todo = `In UISP, give the client of this unit the Custom ID "${identOf(context)}"; or "choose" it by its id; or "approve", and a new client is made.`;
  const lease = { leaseUid: work.lease.uid, unit: work.unit.label };
  await store.attention.raise(adoptionItem(noMatchCode, lease, { why, todo }));
  return new SyncError(why, { code: noMatchCode, trouble: 'operator', hint: todo });
}

function identOf({ work }: StepContext): string {
  return userIdent(work.lease.tenants[0]?.uid ?? 'tenant');
}

/** Enough to tell them apart, and nothing of a person: a service's name may be one, its plan's is not. */
async function choiceOf({ crm, directory, signal }: StepContext, clientId: number): Promise<ClientChoice> {
  const { street2 } = await crm.client(clientId, signal);
  const services = await crm.services({ clientId, statuses: liveStatuses }, signal);
  const plans = services.length === 0 ? [] : await directory.servicePlans({}, signal);
  const planOf = (id: number | null) => plans.find((plan) => plan.id === id)?.name;
  const parts = [
    `client ${clientId}`,
    ...unitOf(street2),
    ...services.map(({ id, servicePlanId }) => `service ${planOf(servicePlanId) ?? id}`),
    ...(services.length === 0 ? ['no live service'] : []),
  ];
  return { client: clientId, text: parts.join(', ') };
}

/** The second line of an address may hold anything; what looks like a unit is told. */
function unitOf(street2: string | null): string[] {
  const label = street2 === null ? '' : unitLabel(street2);
  return /^[a-z]{0,2}-?\d{1,5}-?[a-z]?$/i.test(label) ? [`unit ${label}`] : [];
}
