/** A server whose address was corrected: nothing is left of the former one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, minute, stage } from './stage.ts';

test('who talks to another address of a server is done with the former one, over a restart too', async (t) => {
  const { open, clock } = await stage(t);
  const first = await open();
  const { breakers } = first;
  for (let n = 0; n < 5; n += 1) {
    breakers.open('INNAGO api.typo.example', clock() + minute, 'Innago cannot be found.');
    breakers.open('UISP_CRM 10.8.10.10', clock() + minute, 'UISP CRM did not answer.');
    breakers.open('mail server', clock() + minute, 'The mail server did not answer.');
    clock.forward(5 * minute);
  }
  await breakers.settled();
  assert.deepEqual(codes(first), ['SERVER_AWAY', 'SERVER_AWAY', 'SERVER_AWAY']);
  await first.close();
  const second = await open();
  assert.equal(second.breakers.openUntil('INNAGO api.innago.example'), 0);
  for (const other of ['UISP_NMS 10.8.10.10', 'mail server', 'mail', 'UISP_CRM 10.8.10.10'])
    second.breakers.openUntil(other);
  await second.breakers.settled();
  const left = ['UISP_CRM 10.8.10.10', 'mail server'];
  assert.deepEqual(
    second.breakers
      .all()
      .map(({ server }) => server)
      .sort(),
    left,
  );
  assert.deepEqual(
    second.attention
      .all()
      .map(({ where }) => where)
      .sort(),
    left,
  );
  await second.close();
  const third = await open();
  assert.deepEqual(
    third.breakers
      .all()
      .map(({ server }) => server)
      .sort(),
    left,
  );
});
