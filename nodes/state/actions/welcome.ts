/** Action `welcome`: one message per address that is to be welcomed now; else the lease goes on. */
import { configNode, textField } from '../../red.ts';
import type { FiberPlansNode } from '../../village/property-rules.ts';
import { checkSender } from '../mail/outgoing-mail.ts';
import { planWelcome, welcomeCodes } from '../mail/welcome-plan.ts';
import { statusOf } from '../status.ts';
import { parseLeaseMessage, waitingOf } from '../work.ts';
import { type Action, usualSender } from './action.ts';

/**
 * In: a lease’s message. Out: first output one message per address, second the lease’s when nobody is to be welcomed.
 * @throws SyncError BAD_MESSAGE, NOT_CONFIGURED, MAIL_HEADER, STORE_…
 */
export const welcome: Action =
  ({ red, config, openStore }) =>
  async (message) => {
    const { work, claim } = parseLeaseMessage(message);
    // Its tenants and what keeps them from being welcomed are as they were.
    if (work.reason === 'billing') return { send: [null, message], status: statusOf.idle('billing only') };
    const store = await openStore();
    const rules = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans').rules();
    const from = checkSender(textField(config['from']) ?? usualSender);
    const { mails, items } = await planWelcome(store, work, { waiting: waitingOf(message), rules, from });
    for (const item of items) await store.attention.raise(item);
    const codes = items.map((item) => item.code);
    for (const code of welcomeCodes)
      if (!codes.includes(code)) await store.attention.clear(`${code}/lease:${work.lease.uid}`);
    if (mails.length === 0) return { send: [null, message], status: statusOf.done('nobody to welcome') };
    store.mails.expect(
      claim,
      mails.map(({ mail }) => mail.key),
    );
    return {
      // Clones: what a node of the flow does to one tenant's message must not reach the other's.
      send: [mails.map((mail) => red.util.cloneMessage({ ...message, ...mail })), null],
      status: statusOf.done(`${mails.length} to welcome`),
    };
  };
