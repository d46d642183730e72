/** Unit 101 and the places where an ONU may be, for the tests of the ONU match. */
import type { OnuFacts, OnuMatchInput } from '../../nodes/village/onu/onu-facts.ts';
import { matchOnu, type OnuDecision } from '../../nodes/village/onu/onu-match.ts';
import { parseOnuTable } from '../../nodes/village/onu/onu-table.ts';

export const onUnit = { siteId: 'site-101', siteName: 'Unit 101', siteParentId: 'parent' };
export const onNeighbour = { siteId: 'site-102', siteName: 'Unit 102', siteParentId: 'parent' };
export const onStray = { siteId: 'site-x', siteName: 'Jane Roe', siteParentId: 'parent' };
export const onParent = { siteId: 'parent', siteName: 'Victorian Village', siteParentId: null };
export const onOtherProperty = { siteId: 'site-o', siteName: 'Unit 101', siteParentId: 'other' };
export const named = { name: 'ONU-101' };
export const gone = { status: 'disconnected' };

/** Unit 101 with these ONUs and this table (CSV). */
export function decide(onus: OnuFacts[], csv = '', given: Partial<OnuMatchInput> = {}): OnuDecision {
  const { rows } = parseOnuTable(csv);
  return matchOnu({
    unitLabel: '101',
    tableRow: rows.find(({ unitLabel }) => unitLabel === '101'),
    tableRows: rows,
    onus,
    siteId: 'site-101',
    parentSiteId: 'parent',
    onuName: 'ONU-101',
    siteNamePattern: 'Unit {unit}',
    ...given,
  });
}
