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

test('standing by, a deploy and what is wrong with something else are not told', () => {
  for (const code of ['STORE_IN_USE', 'STORE_CLOSED', 'NOT_CONFIGURED'])
    assert.deepEqual(mails(new StoreTrouble(), new SyncError('No.', { code, trouble: 'state' }), hour), [], code);
});
