/** Addresses to which mail can be sent at all. */
import type { Tenant } from './lease.ts';
import { hasControlCharacter } from './plain-text.ts';

/** Why a tenant cannot be written to. */
export interface AddressProblem {
  readonly code: 'EMAIL_MISSING' | 'EMAIL_INVALID';
  /** In words; the address itself is not repeated. */
  readonly why: string;
}

/** One @, a dot in the domain, none of the characters that would make it several addresses or another header. */
const plausibleAddress = /^[^\s@,;:<>()[\]\\"]+@[^\s@,;:<>()[\]\\"]+\.[^\s@,;:<>()[\]\\".]+$/u;
const longestAddress = 254;

/** @returns undefined when there is none */
export function addressProblem({ uid, email }: Pick<Tenant, 'uid' | 'email'>): AddressProblem | undefined {
  if (email === null || email.trim() === '') {
    return { code: 'EMAIL_MISSING', why: `Tenant ${uid} has no e-mail address.` };
  }
  const address = email.trim();
  if (!hasControlCharacter(email) && address.length <= longestAddress && plausibleAddress.test(address))
    return undefined;
  return { code: 'EMAIL_INVALID', why: `What tenant ${uid} has as e-mail address is not one.` };
}

/** The tenant's address, trimmed; undefined when there is none that can be one. */
export function usableAddress(tenant: Pick<Tenant, 'uid' | 'email'>): string | undefined {
  return addressProblem(tenant) === undefined ? tenant.email?.trim() : undefined;
}
