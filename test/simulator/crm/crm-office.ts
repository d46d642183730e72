import type { Answer } from '../http/exchange.ts';
import type { CrmClient, CrmService, PlanPeriod, ServicePlan } from '../world/things.ts';
import type { World } from '../world/world.ts';
import { forbiddenNow } from './answers.ts';
import { ServerDates } from './server-dates.ts';

/** What happened to a thing of the CRM, for webhooks (uisp-crm.md §8). */
export interface CrmEvent {
  readonly uuid: string;
  readonly changeType: string;
  readonly entity: string;
  readonly entityId: number;
}

/** The CRM's shared desk: its records, its dates, and who wants to hear of changes. */
export class CrmOffice {
  readonly world: World;
  readonly dates: ServerDates;
  /** Clients to whom an invitation went; our product sends none. */
  readonly invitationsSent: number[] = [];
  readonly events: CrmEvent[] = [];
  /** Services that wait to replace another on their first day, and how often they were read since that day came. */
  readonly deferredServices = new Map<number, number>();
  /** Set by the webhook sender. */
  onEvent: (event: CrmEvent) => void = () => undefined;
  private servicesOfClients: { at: number; lists: Map<number, CrmService[]> } = { at: -1, lists: new Map() };

  constructor(world: World) {
    this.world = world;
    this.dates = new ServerDates(world.settings.zone);
  }

  /** Notes a change and passes the answer on. */
  changed(answer: Answer, entity: string, entityId: number, changeType: string): Answer {
    this.world.touch();
    const event: CrmEvent = { uuid: this.world.random.uuid(), changeType, entity, entityId };
    this.events.push(event);
    if (this.events.length > 10_000) this.events.splice(0, 5_000);
    this.onEvent(event);
    return answer;
  }

  deleted(kind: 'clients' | 'services' | 'tickets' | 'plans', id: number): void {
    this.world.crm[kind].delete(id);
    this.world.deletions.push(`DELETE crm ${kind} ${id}`);
    this.world.touch();
  }

  /** An archived client and all of its things refuse every edit with a 404 (uisp-crm.md §2). */
  living(client: CrmClient): CrmClient {
    if (client.isArchived)
      forbiddenNow('Client is archived. All actions are prohibited. You can only restore the client.');
    return client;
  }

  /** The plan that owns a period. */
  planOfPeriod(periodId: number): { plan: ServicePlan; period: PlanPeriod } | undefined {
    for (const plan of this.world.crm.plans.values()) {
      const period = plan.periods.find((one) => one.id === periodId);
      if (period) return { plan, period };
    }
    return undefined;
  }

  servicesOf(clientId: number): CrmService[] {
    const { crm, revision } = this.world;
    const at = revision + crm.services.size / 1e9;
    if (this.servicesOfClients.at !== at) {
      this.servicesOfClients = { at, lists: Map.groupBy(crm.services.values(), (service) => service.clientId) };
    }
    return this.servicesOfClients.lists.get(clientId) ?? [];
  }
}
