/**
 * Which ONU serves a unit (design §4, "The unit ↔ ONU match"): the operator's table, else the ONU on the unit's site, else the one that
 * already bears the unit's name. Never by position, never by guess: whatever is not plain is a question to a person.
 */

import type { OnuTableRow } from '../property-rules.ts';
import {
  bearsName,
  matchesRow,
  type OnuFacts,
  type OnuMatchInput,
  type Place,
  placeOf,
  sameSerial,
  tableUnitOf,
  unitSiteName,
  wordsFor,
} from './onu-facts.ts';

export type OnuDecision =
  | {
      readonly kind: 'use';
      readonly onuId: string;
      /** A disconnected ONU on the unit's site that gives way: unassigned, and its alias set. */
      readonly replace?: { readonly onuId: string; readonly alias: string };
    }
  | {
      readonly kind: 'attention';
      readonly code: 'ONU_MISSING' | 'ONU_ON_OTHER_UNIT' | 'ONU_TWICE' | 'ONU_CONFLICT' | 'ONU_NAME_TAKEN';
      /** What is wrong, in words; no personal data. */
      readonly why: string;
      /** What the operator can do; the workflow goes on by itself then. */
      readonly todo: string;
    };

/** Decides on one unit from what UISP lists now; no I/O, so that "prepare all units" and the lease workflow decide alike. */
export function matchOnu(input: OnuMatchInput): OnuDecision {
  if (input.tableRow !== undefined) return matchByTable(input, input.tableRow);
  return matchBySite(input) ?? matchByName(input);
}

function matchByTable(input: OnuMatchInput, row: OnuTableRow): OnuDecision {
  const found = matchesRow(row, input.onus);
  const [onu] = found;
  if (onu === undefined) {
    return attention(
      'ONU_MISSING',
      `The ONU table gives unit ${input.unitLabel} ${wordsFor(row)}, which UISP does not list.`,
      ['Plug the ONU in and wait until its OLT shows it, or correct the table.'],
    );
  }
  if (found.length > 1) {
    return attention(
      'ONU_TWICE',
      `Unit ${input.unitLabel}'s row of the ONU table (${wordsFor(row)}) fits ${listed(found)}.`,
      ['Correct serial and MAC in the table so that they fit one ONU.'],
    );
  }
  if (row.serial !== null && onu.serial !== null && !sameSerial(row, onu)) {
    return attention(
      'ONU_CONFLICT',
      `Unit ${input.unitLabel}'s row of the ONU table (${wordsFor(row)}) has the MAC of ${wordsFor(onu)}.`,
      ['Correct the serial or the MAC in the table; one of them is enough.'],
    );
  }
  const place = placeOf(onu, input);
  if (place === 'other-unit' || place === 'elsewhere') return onOtherSite(input, onu, place);
  return takeOnto(input, onu);
}

/** The table's ONU takes the unit's site; what is there already must be none, or one that is disconnected. */
function takeOnto(input: OnuMatchInput, onu: OnuFacts): OnuDecision {
  const others = onUnitSite(input).filter(({ id }) => id !== onu.id);
  const [old] = others;
  if (old === undefined) return use(input, onu);
  if (others.length > 1) return severalOnSite(input);
  if (old.status === 'disconnected') return use(input, onu, old);
  const state =
    old.status === 'active' ? 'is active' : `is not known to be disconnected (${old.status ?? 'no status'})`;
  return attention(
    'ONU_CONFLICT',
    `The ONU table gives unit ${input.unitLabel} ${wordsFor(onu)}, but ${wordsFor(old)} is on its site and ${state}.`,
    ['Correct the table, or unplug the old ONU; a disconnected one is replaced by itself.'],
  );
}

function matchBySite(input: OnuMatchInput): OnuDecision | undefined {
  const found = onUnitSite(input);
  const [onu] = found;
  if (onu === undefined) return undefined;
  if (found.length > 1) return severalOnSite(input);
  const rightful = tableUnitOf(onu, input);
  if (rightful === undefined) return use(input, onu);
  return attention(
    'ONU_CONFLICT',
    `${capital(wordsFor(onu))} is on unit ${input.unitLabel}'s site, but the ONU table gives it to unit ${rightful}.`,
    [`Correct the table, or move the ONU off the site in UISP and give unit ${input.unitLabel} a row of its own.`],
  );
}

function matchByName(input: OnuMatchInput): OnuDecision {
  const named = input.onus.filter((onu) => bearsName(onu, input.onuName) && tableUnitOf(onu, input) === undefined);
  const free = named.filter((onu) => ['free', 'stray'].includes(placeOf(onu, input)));
  const [onu] = free;
  if (onu !== undefined && free.length === 1) return use(input, onu);
  if (free.length > 1) {
    return attention('ONU_TWICE', `Several ONUs are called ${input.onuName}: ${listed(free)}.`, [
      `Say in the ONU table which one unit ${input.unitLabel} has, or rename the others.`,
    ]);
  }
  const taken = named.find((other) => placeOf(other, input) === 'other-unit');
  if (taken !== undefined) return onOtherSite(input, taken, 'other-unit');
  return attention(
    'ONU_MISSING',
    `Unit ${input.unitLabel} has no row in the ONU table, no ONU on its site, and no free ONU is called ${input.onuName}.`,
    ['Add the unit with the serial or MAC of its ONU to the ONU table, or assign the ONU to the site in UISP.'],
  );
}

function use(input: OnuMatchInput, onu: OnuFacts, old?: OnuFacts): OnuDecision {
  const bearer = input.onus.find(
    (other) =>
      other.id !== onu.id &&
      other.id !== old?.id &&
      bearsName(other, input.onuName) &&
      placeOf(other, input) !== 'free',
  );
  if (bearer !== undefined) {
    return attention(
      'ONU_NAME_TAKEN',
      `${capital(wordsFor(bearer))} on another site already bears the name ${input.onuName}.`,
      [
        'Rename it in UISP, or take it off its site; with more than one property, put {property} into the ONU name pattern.',
      ],
    );
  }
  if (old === undefined) return { kind: 'use', onuId: onu.id };
  return { kind: 'use', onuId: onu.id, replace: { onuId: old.id, alias: oldAlias(input.onuName, old) } };
}

/** UISP takes aliases up to this length (contracts/uisp-nms.md §3.3). */
const longestAlias = 30;

/** `ONU-101-old-<last 4 of serial>` */
function oldAlias(onuName: string, old: OnuFacts): string {
  const ending = `-old-${(old.serial ?? old.mac ?? old.id).slice(-4)}`;
  return `${onuName.slice(0, longestAlias - ending.length)}${ending}`;
}

function onUnitSite({ onus, siteId }: OnuMatchInput): OnuFacts[] {
  return siteId === null ? [] : onus.filter((onu) => onu.siteId === siteId);
}

function severalOnSite(input: OnuMatchInput): OnuDecision {
  return attention('ONU_TWICE', `Several ONUs are on unit ${input.unitLabel}'s site: ${listed(onUnitSite(input))}.`, [
    'Take those that do not belong there off the site in UISP.',
  ]);
}

function onOtherSite(input: OnuMatchInput, onu: OnuFacts, place: Place): OnuDecision {
  const name = place === 'other-unit' ? unitSiteName(onu, input) : undefined;
  const site = name === undefined ? 'another site' : `the site "${name}"`;
  return attention(
    'ONU_ON_OTHER_UNIT',
    `Unit ${input.unitLabel}'s ONU, ${wordsFor(onu)}, is on ${site}; it is not taken from there.`,
    ['Move it in UISP if it belongs to this unit, or correct the ONU table.'],
  );
}

function attention(
  code: Extract<OnuDecision, { kind: 'attention' }>['code'],
  why: string,
  todo: readonly string[],
): OnuDecision {
  return { kind: 'attention', code, why, todo: todo.join(' ') };
}

function listed(onus: readonly OnuFacts[]): string {
  return onus.map(wordsFor).join(' and ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
