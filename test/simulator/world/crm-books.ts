import { type Crm, emptyCrm } from './crm-records.ts';
import { OnuPlant } from './onu-plant.ts';
import type { Random } from './random.ts';
import { isLive } from './service-status.ts';
import type { CrmClient, CrmService, ServicePlan } from './things.ts';

/** What `addClient` takes: somebody who was in the CRM before us. */
export interface NewClient {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly userIdent?: string | null;
  readonly email?: string;
  readonly street2?: string;
  readonly isArchived?: boolean;
}

/** What `addService` takes; the plan by name (its monthly period) or a period's id. */
export interface NewService {
  readonly clientId: number;
  readonly plan?: string | number;
  readonly siteId?: string | null;
  readonly activeFrom?: string;
  readonly activeTo?: string | null;
  readonly name?: string;
  readonly price?: number | null;
}

/** The CRM's books, with verbs for what was there before the product came. The world extends it. */
export abstract class CrmBooks extends OnuPlant {
  readonly crm: Crm;

  constructor(random: Random, now: () => number, zone: string) {
    super(random, now);
    this.crm = emptyCrm(zone);
  }

  abstract get today(): string;

  /** A plan with one enabled monthly period, as an operator would enter it. */
  addPlan(plan: { name: string; mbps: number; price: number }): ServicePlan {
    const added: ServicePlan = {
      id: this.crm.nextId('plan'),
      name: plan.name,
      servicePlanType: 'Internet',
      downloadSpeed: plan.mbps,
      uploadSpeed: plan.mbps,
      archived: false,
      periods: [1, 3, 6, 12, 24].map((period) => ({
        id: this.crm.nextId('period'),
        period,
        price: period === 1 ? plan.price : null,
        enabled: period === 1,
      })),
      fields: {},
    };
    this.crm.plans.set(added.id, added);
    this.touch();
    return added;
  }

  addClient(client: NewClient = {}): CrmClient {
    const id = this.crm.nextId('client');
    const added: CrmClient = {
      id,
      userIdent: client.userIdent ?? null,
      firstName: client.firstName ?? 'Pat',
      lastName: client.lastName ?? 'Before',
      contacts: [],
      attributes: [],
      isArchived: client.isArchived ?? false,
      registeredOn: this.today,
      fields: client.street2 === undefined ? {} : { street2: client.street2 },
    };
    if (client.email !== undefined) {
      const name = `${added.firstName} ${added.lastName}`;
      added.contacts.push({
        id: this.crm.nextId('contact'),
        email: client.email,
        phone: null,
        name,
        isBilling: false,
        isContact: true,
        types: [],
      });
    }
    this.crm.clients.set(id, added);
    this.touch();
    return added;
  }

  addService(service: NewService): CrmService {
    const activeFrom = service.activeFrom ?? this.today;
    const { period, planName } = this.monthlyPeriod(service.plan ?? 'Village Fiber 500');
    const added: CrmService = {
      id: this.crm.nextId('service'),
      clientId: service.clientId,
      servicePlanPeriodId: period,
      name: service.name ?? planName,
      price: service.price ?? null,
      activeFrom,
      activeTo: service.activeTo ?? null,
      invoicingStart: activeFrom,
      sendEmailsAutomatically: null,
      unmsClientSiteId: service.siteId ?? null,
      isQuoted: false,
      suspensionReasonId: null,
      deferredServiceId: null,
      replacesServiceId: null,
      isObsolete: false,
      shownBefore: null,
      siteHiddenForReads: 0,
      attributes: [],
      fields: {},
    };
    this.crm.services.set(added.id, added);
    this.touch();
    return added;
  }

  /** The live services bound to a site: the invariant wants at most one. */
  liveServicesOf(siteId: string): CrmService[] {
    return [...this.crm.services.values()].filter((one) => one.unmsClientSiteId === siteId && isLive(this.today, one));
  }

  /** The name of a service's plan. */
  planOf(service: CrmService): ServicePlan | undefined {
    return [...this.crm.plans.values()].find((plan) =>
      plan.periods.some(({ id }) => id === service.servicePlanPeriodId),
    );
  }

  private monthlyPeriod(plan: string | number): { period: number; planName: string } {
    for (const one of this.crm.plans.values()) {
      for (const { id, period } of one.periods) {
        if (id === plan || (one.name === plan && period === 1)) return { period: id, planName: one.name };
      }
    }
    throw new Error(`UISP has no plan ${plan}`);
  }
}
