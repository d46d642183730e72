/** Killed at each write: once, whatever happens in between. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { driftCode } from '../../../nodes/village/drift/drift-kinds.ts';
import { crashes } from '../crashes.ts';
import { assertRight, cases, drifted, kindsOf, named } from './repair-cases.ts';

suite('killed at each write: repaired once, and no outcome is left unknown', { concurrency: 4 }, () => {
  for (const [kind, one] of kindsOf(cases)) {
    for (const write of one.writes) {
      for (const [when, crash] of Object.entries(crashes)) {
        test(`${kind}: ${write.method} ${write.path}, ${when}`, async (t) => {
          const s = await drifted(t, one);
          crash(s, write);
          const first = await s.audit(kind).catch((error: unknown) => error);
          const error = isSyncError(first) ? first : Object(first).error;
          assert.ok(isSyncError(error) && error.code !== 'UNEXPECTED', String(error));
          await s.restart();
          await s.settle();
          await s.nextAudit(kind);
          const sent = s.writes().filter((name) => name === named([write])[0]).length;
          // An alias cannot be read back as we read ONUs, and setting it twice does no harm.
          const isTwice = when === 'before the request' || write.path === '/devices/{id}/system/unms';
          assert.equal(sent, isTwice ? 2 : 1, write.path);
          const raised = (await s.store.attention.history()).map(({ code }) => code);
          assert.ok(
            raised.every((code) => code === driftCode(kind)),
            `nobody was asked of anything else: ${raised}`,
          );
          await assertRight(s, kind, one);
        });
      }
    }
  }
});
