/** When a mail to the operator is due, and what it tells. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type DigestTerms,
  type LastMails,
  type OpenMatter,
  planDigest,
  type SettledMatter,
} from '../../../nodes/state/told/digest-plan.ts';
import { isUrgent } from '../../../nodes/state/told/urgent.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-20T07:00:00Z');
const daily: DigestTerms = { hours: 20, onlyUrgent: false, signOfLife: false };
const often: DigestTerms = { ...daily, onlyUrgent: true };

function matter(id: number, code = 'ONU_MISSING', isTold = false): OpenMatter {
  return { id, key: `${code}/${id}`, code, where: `unit ${id}`, why: 'Why.', todo: 'Do.', since: now - id, isTold };
}

const gone: SettledMatter = { id: 9, code: 'ONU_MISSING', where: 'unit 9' };

function planned(
  open: readonly OpenMatter[],
  terms: DigestTerms,
  { settled = [], ...last }: Partial<LastMails> & { settled?: readonly SettledMatter[] } = {},
) {
  const digest = planDigest({ open, settled, last: { digestAt: 0, urgentAt: 0, ...last }, now }, terms);
  return (
    digest && [digest.kind, digest.fresh.map(({ id }) => id), digest.others.map(({ id }) => id), digest.settled.length]
  );
}

test('what is new and what is settled goes out together, and nothing new is nothing sent', () => {
  const open = [matter(1), matter(2, 'ONU_MISSING', true)];
  assert.deepEqual(planned(open, daily, { settled: [gone] }), ['digest', [1], [2], 1]);
  assert.deepEqual(planned([], daily, { settled: [gone] }), ['digest', [], [], 1]);
  assert.equal(planned([matter(2, 'ONU_MISSING', true)], daily), undefined);
  assert.equal(planned([], daily), undefined);
});

test('not before the minimum interval is over, and not with a trigger that is for urgent matters', () => {
  assert.equal(planned([matter(1)], daily, { digestAt: now - 20 * hour + 1 }), undefined);
  assert.ok(planned([matter(1)], daily, { digestAt: now - 20 * hour }));
  assert.equal(planned([matter(1)], often), undefined);
  assert.ok(planned([matter(1)], { ...daily, hours: 0 }, { digestAt: now }));
});

test('urgent matters go at once, alone, and once an hour at most', () => {
  const open = [matter(1), matter(2, 'REMOVALS_HELD'), matter(3, 'PAUSED', true)];
  assert.deepEqual(planned(open, often, { digestAt: now - hour }), ['urgent', [2], [1, 3], 0]);
  assert.equal(planned(open, often, { urgentAt: now - hour + 1 }), undefined);
  assert.ok(planned(open, often, { urgentAt: now - hour }));
  assert.equal(planned([matter(3, 'PAUSED', true)], often), undefined, 'told already');
  assert.deepEqual(
    planned(open, daily, { urgentAt: now - 1 }),
    ['digest', [1, 2], [3], 0],
    'the digest holds them, too',
  );
});

test('a time to come, from before the clock was put back, keeps nothing waiting', () => {
  const last = { digestAt: now + hour, urgentAt: now + hour };
  assert.ok(planned([matter(1)], daily, last));
  assert.ok(planned([matter(2, 'PAUSED')], often, last));
  assert.deepEqual(planned([], { ...daily, signOfLife: true }, last)?.[0], 'sign-of-life');
});

test('a sign of life each week, if it is wanted', () => {
  const alive = { ...daily, signOfLife: true };
  assert.deepEqual(planned([], alive), ['sign-of-life', [], [], 0]);
  assert.equal(planned([], alive, { digestAt: now - 7 * 24 * hour + 1 }), undefined);
  assert.deepEqual(planned([matter(1, 'X', true)], alive, { digestAt: now - 7 * 24 * hour }), [
    'sign-of-life',
    [],
    [1],
    0,
  ]);
  assert.equal(planned([], alive, { digestAt: now - 8 * 24 * hour, urgentAt: now - hour }), undefined);
  assert.equal(planned([], { ...alive, onlyUrgent: true }), undefined);
});

test('what is urgent', () => {
  const urgent = [
    'REMOVALS_HELD',
    'CREATIONS_HELD',
    'PAUSED',
    'NO_COMPLETE_SCAN',
    'SERVER_AWAY',
    'INNAGO_401',
    'UISP_CRM_403',
    'STORE_FULL',
  ];
  for (const code of urgent) assert.ok(isUrgent({ code }), code);
  for (const code of ['ONU_MISSING', 'MAIL_UNKNOWN', 'EMAIL_MISSING', 'UISP_CRM_422', 'RESTORE_STORE_1'])
    assert.ok(!isUrgent({ code }), code);
});
