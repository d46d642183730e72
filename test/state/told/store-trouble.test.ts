/** A store that cannot be opened is told of without it, and not too often. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreTrouble } from '../../../nodes/state/told/store-trouble.ts';
import { SyncError } from '../../../nodes/sync-error.ts';
import { hour, minute } from '../stage.ts';

const day = 24 * hour;
const hint = 'Put a backup in its place.';
const damaged = new SyncError('The file <x> is damaged.', { code: 'STORE_DAMAGED', trouble: 'operator', hint });
const begun = Date.parse('2026-11-20T12:00:00Z');

/** Minutes after the begin at which a mail comes, asked every minute. */
function mails(trouble: StoreTrouble, error: SyncError, until: number): number[] {
  const minutes = Array.from({ length: until / minute }, (_, index) => index);
  return minutes.filter((n) => trouble.mail(error, undefined, begun + n * minute) !== undefined);
}

test('after five minutes, an hour later in case the mail was lost, then once a day; it begins anew after it was over', () => {
  const trouble = new StoreTrouble();
  const times = [5, 65, 65 + 24 * 60, 65 + 48 * 60];
  assert.deepEqual(mails(trouble, damaged, 2.5 * day), times);
  trouble.isOver();
  assert.deepEqual(mails(trouble, damaged, 10 * minute), [5]);
});

test('it says what is wrong and what to do, as text', () => {
  const trouble = new StoreTrouble();
  trouble.mail(damaged, undefined, begun);
  const mail = trouble.mail(damaged, 'https://red.example.com/', begun + 5 * minute);
  assert.deepEqual(mail?.note, { digest: 'store', at: begun + 5 * minute, open: [], settled: [], unstored: [] });
  assert.match(mail?.text.subject ?? '', /Village Fiber.*STORE DAMAGED/);
  assert.match(
    mail?.text.text ?? '',
    /The file <x> is damaged\.[\s\S]*Put a backup in its place\.[\s\S]*Nothing is read or written/,
  );
  assert.match(mail?.text.html ?? '', /The file &lt;x&gt; is damaged/);
});

test('whatever keeps it from being opened is told; standing by and a deploy are not', () => {
  const error = (code: string) => new SyncError('No.', { code, trouble: 'state' });
  for (const code of ['DATABASE_SETTINGS', 'BACKUP_NO_SPACE', 'NOT_CONFIGURED', 'UNEXPECTED'])
    assert.deepEqual(mails(new StoreTrouble(), error(code), hour), [5], code);
  for (const code of ['STORE_IN_USE', 'STORE_CLOSED'])
    assert.deepEqual(mails(new StoreTrouble(), error(code), hour), [], code);
});

test('what the heartbeat says goes out at once, and again an hour later with the rest', () => {
  const trouble = new StoreTrouble();
  const item = {
    key: 'NO_COMPLETE_SCAN/leases',
    code: 'NO_COMPLETE_SCAN',
    where: 'all units',
    why: 'No scan.',
    todo: 'Look.',
  };
  const unstored = { ...item, id: null, since: begun, isTold: false };
  const told = (error: SyncError, at: number, said?: typeof unstored) =>
    trouble.mail(error, undefined, begun + at * minute, said)?.text;
  assert.match(told(damaged, 1, unstored)?.text ?? '', /STORE DAMAGED[\s\S]*NO COMPLETE SCAN: No scan\. Look\./);
  assert.equal(told(damaged, 60), undefined);
  assert.match(told(damaged, 61)?.text ?? '', /STORE DAMAGED[\s\S]*NO COMPLETE SCAN/);
  const inUse = new SyncError('Another process has it.', { code: 'STORE_IN_USE', trouble: 'state' });
  assert.equal(told(inUse, 62, unstored), undefined);
  const closed = new SyncError('It is closed.', { code: 'STORE_CLOSED', trouble: 'state' });
  assert.match(told(closed, 63, unstored)?.subject ?? '', /urgent, NO COMPLETE SCAN \(all units\)/);
  trouble.isOver();
  const later = new StoreTrouble();
  const ever = Array.from({ length: 80 }, (_, at) =>
    later.mail(damaged, undefined, begun + at * minute, at === 10 ? unstored : undefined),
  );
  assert.deepEqual(
    ever.flatMap((mail, at) => (mail === undefined ? [] : [at])),
    [5, 10, 70],
  );
  assert.doesNotMatch([100, 105].map((at) => told(damaged, at)?.text).join(), /NO COMPLETE SCAN/);
});

test('a clock that is put back does not silence it', () => {
  const trouble = new StoreTrouble();
  assert.deepEqual(mails(trouble, damaged, 2 * hour), [5, 65]);
  const back = (minutes: number) => trouble.mail(damaged, undefined, begun - 30 * day + minutes * minute) !== undefined;
  assert.deepEqual([back(0), back(5), back(6), back(24 * 60 + 5)], [false, true, false, true]);
});
