import type { Attribute } from '../world/things.ts';
import { referenceNotFound, unprocessable } from './answers.ts';
import { checkedBody, numberOf, stringOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';

/** Sets, changes (by `customAttributeId`) or with null and "" removes attributes; an unknown definition is a 404 (uisp-crm.md §3). */
export function mergeAttributes(
  office: CrmOffice,
  type: 'client' | 'service',
  held: Attribute[],
  sent: readonly Record<string, unknown>[],
): void {
  for (const one of sent) {
    const body = checkedBody(one, { customAttributeId: 'integer', value: 'string' }, ['customAttributeId']);
    const id = numberOf(body, 'customAttributeId');
    const definition =
      office.world.crm.customAttributes.find((known) => known.id === id && known.attributeType === type) ??
      referenceNotFound();
    const value = stringOf(body, 'value') ?? '';
    const at = held.findIndex((known) => known.customAttributeId === definition.id);
    if (definition.type === 'integer' && value !== '' && !/^-?\d+$/.test(value))
      unprocessable({ attributes: ['This value is not valid.'] });
    const existing = held[at];
    if (value === '') {
      if (existing) held.splice(at, 1);
    } else if (existing) existing.value = value;
    else held.push({ id: office.world.crm.nextId('attribute'), customAttributeId: definition.id, value });
  }
}

export function attributeViews(
  office: CrmOffice,
  held: readonly Attribute[],
  owner: Record<string, number>,
): Record<string, unknown>[] {
  return held.map((one) => {
    const definition = office.world.crm.customAttributes.find((known) => known.id === one.customAttributeId);
    return {
      ...one,
      ...owner,
      name: definition?.name,
      key: definition?.key,
      clientZoneVisible: definition?.clientZoneVisible,
    };
  });
}
