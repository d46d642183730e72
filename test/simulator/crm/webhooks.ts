import type { CrmEvent, CrmOffice } from './crm-office.ts';

const PATIENCE_MS = 10_000;

/** Posts each change to the endpoints in `world.crm.webhookEndpoints`: unsigned, once, ten seconds (uisp-crm.md §8). */
export class WebhookSender {
  private readonly endpoints: readonly string[];
  private readonly stopped = new AbortController();

  constructor(office: CrmOffice) {
    this.endpoints = office.world.crm.webhookEndpoints;
    office.onEvent = (event) => this.send(event);
  }

  stop(): void {
    this.stopped.abort();
  }

  private send(event: CrmEvent): void {
    const { uuid, changeType, entity, entityId } = event;
    const eventName = `${entity}.${changeType === 'insert' ? 'add' : changeType}`;
    const body = JSON.stringify({
      uuid,
      changeType,
      entity,
      entityId: String(entityId),
      eventName,
      extraData: { entity: null, entityBeforeEdit: null },
    });
    for (const endpoint of this.endpoints) {
      const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(PATIENCE_MS)]);
      fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal }).catch(
        () => undefined,
      );
    }
  }
}
