/** The nodes sync-database and sync-state on a real store, and a lease's message on its way between them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Message } from '../../nodes/red.ts';
import type { DatabaseNode } from '../../nodes/state/database-node.ts';
import type { Store } from '../../nodes/state/store.ts';
import syncDatabase from '../../nodes/state/sync-database.ts';
import syncState from '../../nodes/state/sync-state.ts';
import type { LeaseWork } from '../../nodes/state/work.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import { type TestNode, TestRed } from '../red-runtime.ts';
import { type Clock, lease, rules, scan, tenant } from './stage.ts';

const now: Clock = Object.assign(() => Date.now(), { forward: () => undefined });

export interface Flow {
  readonly red: TestRed;
  readonly store: Store;
  readonly node: (action: string, more?: object) => TestNode;
  readonly due: (leases: readonly Lease[], waiting?: unknown) => Promise<LeaseWork[]>;
  /** A lease's message behind `begin`. */
  readonly begun: (of: Lease, more?: Message) => Promise<Message>;
}

export async function flow(t: TestContext, { mode = 'live', goLive = '2026-01-01' } = {}): Promise<Flow> {
  const userDir = await mkdtemp(join(tmpdir(), 'village-fiber-'));
  const red = new TestRed([syncDatabase, syncState], { userDir });
  const started: TestNode[] = [];
  const start = (...[id, type, config]: Parameters<TestRed['start']>) => {
    const node = red.start(id, type, config);
    started.unshift(node);
    return node;
  };
  t.after(async () => {
    for (const node of started) await node.close();
    await rm(userDir, { recursive: true, force: true });
  });
  start('db', 'sync-database', { mode, goLive, property: 'property-1', uispHost: 'uisp.example.com' });
  red.nodes.set('plans', { rules: () => rules });
  const database = red.offered<DatabaseNode>('db', 'openStore');
  const store = await database.openStore();
  let number = 0;
  const node = (action: string, more: object = {}) =>
    start(`node-${number++}`, 'sync-state', {
      database: 'db',
      plans: 'plans',
      from: 'ERE <internet@example.com>',
      action,
      ...more,
    });
  const due = async (leases: readonly Lease[]) =>
    (await store.leases.absorb({ ...scan(now, leases), seenUids: new Set(leases.map(({ uid }) => uid)) })).due;
  const beginner = node('begin');
  const begun = async (of: Lease, more: Message = {}) => {
    const work = (await due([of])).find(({ key }) => key === `lease:${of.uid}`);
    const before = beginner.out().length;
    assert.equal(await beginner.receive({ payload: work, _msgid: 'm', ...more }), undefined);
    const message = beginner.out()[before];
    assert.ok(message);
    return message;
  };
  return { red, store, node, due, begun };
}

export const ada = tenant('ada');
export const grace = tenant('grace', { firstName: 'Grace' });
export const home = lease('a', '101', { start: '2026-11-01', tenants: [ada, grace] });

/** The payload of the first message that came out. */
export function payloadOf<T>(node: TestNode): T {
  const [message] = node.out();
  assert.ok(message);
  return message['payload'] as T;
}

/** What the template nodes do. */
export function written(message: Message): Message {
  return { ...message, payload: 'Hi there,\n\nwelcome!', topic: 'Your Village Fiber Internet is Ready - Unit 101' };
}
