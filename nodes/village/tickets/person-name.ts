/** People's names, made comparable where no uid tells who somebody is. */
import type { Tenant } from '../lease.ts';

const accents = /[\u0300-\u036f]/g;
const apostrophes = /['’‘`´ʼ]/g;

/** @returns lower case, without accents and apostrophes; anything but letters and digits is one space: `Zoë O’Brien-Lee` is `zoe obrien lee` */
function comparable(name: string): string {
  const letters = name.replace(apostrophes, '').normalize('NFKD').replace(accents, '').toLowerCase();
  return letters.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim();
}

/** What a tenant is called, comparable; empty without any name. */
export function tenantName({ firstName, lastName }: Pick<Tenant, 'firstName' | 'lastName'>): string {
  return comparable(`${firstName} ${lastName}`);
}

/** How a name that is given whole may be meant, comparable: `Lee, Ann` also as `Ann Lee`. None when there is no name. */
export function personNames(name: string): string[] {
  const comma = name.indexOf(',');
  const turned = comma < 0 ? '' : comparable(`${name.slice(comma + 1)} ${name.slice(0, comma)}`);
  return [comparable(name), turned].filter((form) => form !== '');
}
