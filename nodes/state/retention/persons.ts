/** Where the store holds persons' names, addresses and telephone numbers, and what is left when they are taken out. */
import type { Lease } from '../../village/lease.ts';
import type { EffectFacts, Json } from '../effect.ts';

/** Do `before` and `after` of such an effect hold names or addresses of persons? A new kind of effect has to say. */
const holdsPersons: Readonly<Record<EffectFacts['kind'], boolean>> = {
  'uisp-client': true,
  'uisp-contact': true,
  'uisp-site': false,
  'uisp-service': false,
  'uisp-service-end': false,
  'uisp-service-unbind': false,
  'uisp-plan': false,
  'uisp-plan-change': false,
  'onu-assign': false,
  'onu-unassign': false,
  'onu-name': false,
  'onu-alias': false,
  // Tenants by uid, and what is said only as a number of characters.
  'innago-invoice': false,
  'uisp-ticket': false,
  'uisp-ticket-status': false,
  'uisp-comment': false,
  'innago-ticket-status': false,
  'innago-comment': false,
  mail: false,
};

/** Kinds of effects, as the tables `effects`, `audit` and `planned` name them. */
export const kindsWithPersons: readonly string[] = Object.entries(holdsPersons).flatMap(([kind, holds]) =>
  holds ? [kind] : [],
);

/** Members of `before` and `after` that tell of no person: the property's address, the unit, ids. */
const kept: ReadonlySet<string> = new Set(['street1', 'street2', 'city', 'zipCode', 'state', 'service']);

/**
 * `before` or `after` of an effect that {@link kindsWithPersons} names. Every text goes but the few that surely tell of no person; numbers
 * (ids) stay, and so does a Custom ID that we have given.
 */
export function withoutPersons(value: Json): Json {
  if (typeof value === 'string') return /^innago:\S+$/.test(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(withoutPersons);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, kept.has(name) ? member : withoutPersons(member)]),
  );
}

/** Its tenants are known by their uids alone: by them a lease that continues it is told, and who paid. */
export function withoutTenants(lease: Lease): Lease {
  const nobody = { firstName: '', lastName: '', email: null, phone: null };
  return { ...lease, tenants: lease.tenants.map(({ uid }) => ({ uid, ...nobody })) };
}

function isList(value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] {
  return Array.isArray(value);
}
