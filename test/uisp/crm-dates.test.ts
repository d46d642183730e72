import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crmDate } from '../../nodes/uisp/crm/crm-dates.ts';

test('a date is the local midnight of the server, with the offset of that day', () => {
  assert.equal(crmDate('2026-12-01', 'America/Chicago'), '2026-12-01T00:00:00-0600');
  assert.equal(crmDate('2026-07-01', 'America/Chicago'), '2026-07-01T00:00:00-0500');
  assert.equal(crmDate('2026-03-08', 'America/Chicago'), '2026-03-08T00:00:00-0600');
  assert.equal(crmDate('2026-03-09', 'America/Chicago'), '2026-03-09T00:00:00-0500');
  assert.equal(crmDate('2026-11-01', 'America/Chicago'), '2026-11-01T00:00:00-0500');
  assert.equal(crmDate('2026-11-02', 'America/Chicago'), '2026-11-02T00:00:00-0600');
  assert.equal(crmDate('2026-12-01', 'Asia/Kathmandu'), '2026-12-01T00:00:00+0545');
  assert.equal(crmDate('2026-12-01', 'UTC'), '2026-12-01T00:00:00+0000');
});

test('where the clocks skip midnight, the day begins at one', () => {
  assert.equal(crmDate('2026-03-08', 'America/Havana'), '2026-03-08T01:00:00-0400');
});

test('what is no date, and what is no zone, is an error', () => {
  assert.throws(() => crmDate('2026-02-30', 'UTC'), { code: 'UISP_CRM_DATE', trouble: 'data' });
  assert.throws(() => crmDate('2026-12-01T00:00:00', 'UTC'), { code: 'UISP_CRM_DATE', trouble: 'data' });
  assert.throws(() => crmDate('2026-12-01', 'Mars/Olympus'), { code: 'UISP_CRM_DATE', trouble: 'operator' });
});
