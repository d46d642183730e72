/** The lease's people change (design §4, "Lease changed"): who joins is welcomed, whoever was welcomed never is again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lease } from '../../nodes/village/lease.ts';
import { ada, flow, grace, home, written } from './flow.ts';
import { tenant } from './stage.ts';

test('name, e-mail and phone edited, who came first has left: no mail; who joins gets one, months later, too', async (t) => {
  const { node, begun } = await flow(t);
  const [welcome, mail, accepted, end] = [node('welcome'), node('mail'), node('mail-accepted'), node('done')];
  /** Carries the lease through, with a mail server that takes all. @returns the addresses that are written to */
  const carried = async (lease: Lease): Promise<unknown[]> => {
    const [mails, others, taken, over] = [
      welcome.out(0).length,
      welcome.out(1).length,
      mail.out(0).length,
      accepted.out().length,
    ];
    await welcome.receive(await begun(lease));
    for (const message of welcome.out(0).slice(mails)) await mail.receive(written(message));
    for (const message of mail.out(0).slice(taken)) await accepted.receive(message);
    for (const message of [...welcome.out(1).slice(others), ...accepted.out().slice(over)]) await end.receive(message);
    return welcome
      .out(0)
      .slice(mails)
      .map((message) => message['to']);
  };
  // It began long before the mails that follow: whoever joins is not late for that.
  const long = { ...home, start: '2026-02-01' };
  assert.deepEqual(await carried(long), ['ada@example.com', 'grace@example.com']);
  const moved = tenant('grace', { firstName: 'Grace', lastName: 'Hopper', email: 'hopper@example.com', phone: '1' });
  assert.deepEqual(await carried({ ...long, tenants: [ada, moved] }), []);
  assert.deepEqual(await carried({ ...long, tenants: [moved] }), []);
  assert.deepEqual(await carried({ ...long, tenants: [moved, tenant('joan')] }), ['joan@example.com']);
  assert.deepEqual(await carried({ ...long, tenants: [grace, tenant('joan'), ada] }), [], 'back again');
});
