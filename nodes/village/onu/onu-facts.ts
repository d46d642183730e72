/**
 * What the match of unit and ONU looks at: an ONU's identity, and where it is seen from one unit.
 */

import type { OnuTableRow } from '../property-rules.ts';
import { normalizeMac } from './mac-address.ts';

/** An ONU as UISP lists it; `NmsOnu` (nodes/uisp/ports.ts) fits. */
export interface OnuFacts {
  readonly id: string;
  readonly name: string | null;
  readonly serial: string | null;
  readonly mac: string | null;
  readonly siteId: string | null;
  readonly siteName: string | null;
  /** Parent of the site it is on. */
  readonly siteParentId: string | null;
  /** `active`, `disconnected`, … */
  readonly status: string | null;
}

export interface OnuMatchInput {
  readonly unitLabel: string;
  /** The unit's row, when the table has one. */
  readonly tableRow: OnuTableRow | undefined;
  /** The whole table: an ONU that it gives to another unit is not ours, whatever its site or name. */
  readonly tableRows: readonly OnuTableRow[];
  readonly onus: readonly OnuFacts[];
  /** The unit's subscriber site; null while there is none. */
  readonly siteId: string | null;
  /** "Victorian Village". New ONUs may stand on it as on no site (contracts/uisp-nms.md §3.4). */
  readonly parentSiteId: string;
  /** `ONU-101` */
  readonly onuName: string;
  /**
   * `Unit {unit}`: tells another unit's site from a stray one under our parent, from which an ONU may be taken. Left out: every other
   * site counts as another unit's.
   */
  readonly siteNamePattern?: string;
}

/**
 * - `unit`: on the unit's own site
 * - `free`: on no site, or on the parent site itself
 * - `stray`: on a site under our parent that is no unit's
 * - `other-unit`: on another unit's site under our parent
 * - `elsewhere`: on a site that is not under our parent
 */
export type Place = 'unit' | 'free' | 'stray' | 'other-unit' | 'elsewhere';

export function placeOf(onu: OnuFacts, input: OnuMatchInput): Place {
  if (onu.siteId === null || onu.siteId === input.parentSiteId) return 'free';
  if (onu.siteId === input.siteId) return 'unit';
  if (onu.siteParentId !== input.parentSiteId) return 'elsewhere';
  return isUnitSite(onu.siteName, input.siteNamePattern) ? 'other-unit' : 'stray';
}

function isUnitSite(siteName: string | null, pattern: string | undefined): boolean {
  if (siteName === null || pattern === undefined) return true;
  const literals = pattern.split(/\{(?:unit|property)\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.+')}$`, 'iu').test(siteName.trim());
}

/**
 * The other unit's site as it is called, for a message; undefined unless the pattern has words of its own (`Unit …`), because a stray
 * site bears a person's name.
 */
export function unitSiteName({ siteName }: OnuFacts, { siteNamePattern }: OnuMatchInput): string | undefined {
  const ownWords = siteNamePattern?.replace(/\{(?:unit|property)\}/g, '') ?? '';
  return siteName !== null && /\p{L}/u.test(ownWords) && isUnitSite(siteName, siteNamePattern) ? siteName : undefined;
}

/** Names in UISP may differ in case and blanks at their ends and still be one to a reader. */
export function bearsName(onu: OnuFacts, name: string): boolean {
  return onu.name?.trim().toLowerCase() === name.toLowerCase();
}

/** The ONUs that a row of the table fits by serial or by MAC; more than one when they belong to different ONUs. */
export function matchesRow(row: OnuTableRow, onus: readonly OnuFacts[]): OnuFacts[] {
  return onus.filter((onu) => sameSerial(row, onu) || sameMac(row, onu));
}

export function sameSerial(row: OnuTableRow, onu: OnuFacts): boolean {
  return row.serial !== null && onu.serial?.replace(/\s/g, '').toUpperCase() === row.serial;
}

function sameMac(row: OnuTableRow, onu: OnuFacts): boolean {
  return row.mac !== null && onu.mac !== null && normalizeMac(onu.mac) === row.mac;
}

/** The other unit to which the table gives this ONU, if any. */
export function tableUnitOf(onu: OnuFacts, { tableRows, unitLabel }: OnuMatchInput): string | undefined {
  return tableRows.find((row) => row.unitLabel !== unitLabel && matchesRow(row, [onu]).length > 0)?.unitLabel;
}

/** `the ONU with serial UBNT0A1B2C3D`; works for a row of the table too. */
export function wordsFor(onu: {
  readonly serial: string | null;
  readonly mac: string | null;
  readonly id?: string;
}): string {
  if (onu.serial !== null) return `the ONU with serial ${onu.serial}`;
  if (onu.mac !== null) return `the ONU with MAC ${onu.mac}`;
  return `the ONU ${onu.id ?? 'without serial and MAC'}`;
}
