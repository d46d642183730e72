import type { Random } from './random.ts';
import type { Tenant } from './things.ts';

const FIRST_NAMES =
  'Ann Ben Carla David Elena Frank Grace Hector Irene James Karen Luis Maria Nathan Olga Paul Quinn Rosa Sam Tina Umar Vera Walt Xenia Yusuf Zoe'.split(
    ' ',
  );
const LAST_NAMES =
  'Adams Baker Castillo Dunn Edwards Fischer Garcia Hughes Ivanov Jackson Keller Lopez Miller Nguyen Olsen Parker Quintero Rossi Smith Turner Underwood Vargas Walker Xu Young Zimmerman'.split(
    ' ',
  );

/** A tenant; what `given` names wins, the rest is drawn. A null stays null. */
export function makeTenant(
  random: Random,
  given: Partial<Omit<Tenant, 'tenantUid'>> & { tenantUid?: string } = {},
): Tenant {
  const tenantUid = given.tenantUid ?? random.uuid();
  const firstName = given.firstName === undefined ? random.pick(FIRST_NAMES) : given.firstName;
  const lastName = given.lastName === undefined ? random.pick(LAST_NAMES) : given.lastName;
  const mailName = `${firstName ?? 'tenant'}.${lastName ?? 'x'}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
  const email = given.email === undefined ? `${mailName}.${tenantUid.slice(0, 4)}@example.com` : given.email;
  const phone = given.phone === undefined ? `+1 555 ${String(random.below(10_000_000)).padStart(7, '0')}` : given.phone;
  return { tenantUid, firstName, lastName, email, phone };
}
