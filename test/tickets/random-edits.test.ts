/**
 * Random edits on both sides of tickets, with faults and kills (design §3): one UISP ticket for each Innago ticket, no more effects than
 * edits, quiet two ticks after the last edit. The seed is in the name of each test: the same seed is the same run.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultName } from '../simulator/faults.ts';
import type { RecordedRequest } from '../simulator/http/recording.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { seededRandom } from '../simulator/world/random.ts';
import { randomTicketEdit } from '../simulator/world/ticket-edits.ts';
import { markedUid } from '../simulator/world/ticket-marker.ts';
import { BothSides } from './both-sides.ts';

const faultKinds: readonly FaultName[] = [
  'reset-before',
  'reset-after',
  429,
  500,
  503,
  '502-html',
  '500-after',
  '502-html-after',
  'truncated-json',
];

interface Run {
  readonly seed: number;
  readonly edits: number;
  /** Probability of a fault for each request. */
  readonly faults: number;
  /** Probability of a kill for each tick. */
  readonly kills: number;
}

const runs: readonly Run[] = [
  { seed: 1, edits: 1000, faults: 0.05, kills: 0.1 },
  { seed: 2, edits: 300, faults: 0.01, kills: 0 },
  { seed: 3, edits: 300, faults: 0.2, kills: 0.2 },
  { seed: 4, edits: 300, faults: 0, kills: 0.5 },
];
/** So many edits come before both sides are left alone and looked at. */
const round = 25;

for (const run of runs) {
  test(`${run.edits} edits, seed ${run.seed}, ${run.faults * 100} % faults, ${run.kills * 100} % kills`, {
    timeout: 240_000,
  }, async (t) => {
    const sides = await BothSides.begin();
    try {
      await play(sides, run, (text) => t.diagnostic(text));
    } finally {
      await sides.end();
    }
    assert.deepEqual(sides.simulator.contractProblems(), []);
  });
}

async function play(sides: BothSides, { seed, edits, faults, kills }: Run, tell: (text: string) => void) {
  const { simulator } = sides;
  const random = seededRandom(seed);
  let done = 0;
  let killed = 0;
  const edit = () => {
    randomTicketEdit(simulator.world, random);
    done += 1;
  };
  for (let round_ = 1; done < edits; round_ += 1) {
    simulator.faults.rate(faults, faultKinds, seed * 1000 + round_);
    while (done < Math.min(edits, round_ * round)) {
      for (let count = 1 + random.below(3); count > 0; count -= 1) edit();
      // One edit comes while the tick reads and writes, and perhaps a kill.
      let requests = 1 + random.below(6);
      const isKilled = random.next() < kills;
      const moment = random.pick(['before-effect', 'after-effect', 'after-answer'] as const);
      const unhook = simulator.faults.hook((_request, when) => {
        if (when !== moment) return;
        requests -= 1;
        if (requests === 0 && isKilled) sides.kill();
        if (requests === 0) edit();
      });
      await sides.tick();
      unhook();
      if (isKilled) killed += 1;
    }
    simulator.faults.clear();
    for (let tick = 0; tick < 2; tick += 1) await sides.tick();
    await assertQuiet(sides, seed, done);
    assertInStep(sides, seed, done);
  }
  const effects = writesOf(simulator);
  assert.ok(effects <= done, `seed ${seed}: ${effects} effects of ${done} edits`);
  tell(
    `${done} edits, ${effects} effects, ${killed} kills, ${sides.failures.length} failures, ${simulator.requests.length} requests`,
  );
}

/** Tokens, and the hourly looks at the units and at UISP's open tickets to which nothing has happened for long, apart. */
async function assertQuiet(sides: BothSides, seed: number, done: number): Promise<void> {
  const before = writesOf(sides.simulator);
  const requests = sides.simulator.requests.length;
  await sides.tick();
  assert.equal(writesOf(sides.simulator), before, `seed ${seed}, after ${done} edits: it is not quiet`);
  const asked = sides.simulator.requests.slice(requests).map(({ method, path }) => `${method} ${path}`);
  const isHourly = asked.some((one) => one.includes('properties'));
  const tickets = asked.filter((one) => one === 'GET /ticketing/tickets');
  assert.ok(tickets.length === 1 || (tickets.length === 2 && isHourly), `seed ${seed}, after ${done} edits`);
  const { maintenances, settings } = sides.simulator.world;
  const open = [...maintenances.values()].filter(({ status }) => status !== 'Resolved').length;
  const pages = Array.from({ length: Math.max(1, Math.ceil(open / settings.pageSize)) }, () => 'GET /v2/maintenances');
  assert.deepEqual(
    asked.filter((one) => !/token|properties|ticketing/.test(one)).sort(),
    ['GET /v1/leases', ...pages],
    `seed ${seed}, after ${done} edits`,
  );
}

/** What was done to either server by us; a write that a fault kept away had no effect. */
function writesOf({ requests }: Simulator): number {
  return requests.filter((request) => request.isWrite && !request.path.includes('token') && hadEffect(request)).length;
}

function hadEffect({ fault, status }: RecordedRequest): boolean {
  if (fault === undefined) return status === 0 || status < 300;
  return fault.endsWith('-after') || fault === 'truncated-json';
}

function statusAfter({ statusChange }: Record<string, unknown>): unknown {
  return typeof statusChange === 'object' && statusChange !== null && 'status' in statusChange
    ? statusChange.status
    : undefined;
}

/** Random comments are numbered, so that no two are the same. */
function numberOf({ comment }: Record<string, unknown>): string {
  const body = typeof comment === 'object' && comment !== null && 'body' in comment ? String(comment.body) : '';
  return /\([0-9a-f]{6}\)$/.exec(body)?.[0] ?? body;
}

function assertInStep({ simulator, store }: BothSides, seed: number, done: number): void {
  const where = `seed ${seed}, after ${done} edits`;
  const { world } = simulator;
  const marked = Map.groupBy([...world.crm.tickets.values()], ({ subject }) => markedUid(subject ?? '') ?? '');
  const unsure = new Set(store.attention.all().map(({ code }) => code));
  for (const code of unsure) assert.equal(code, 'INNAGO_COMMENT_UNKNOWN', where);
  for (const ticket of world.maintenances.values()) {
    const halves = marked.get(ticket.maintenanceUid) ?? [];
    assert.ok(halves.length <= 1, `${where}: ${halves.length} UISP tickets of ${ticket.maintenanceUid}`);
    const [half] = halves;
    if (half === undefined) continue;
    assert.equal(half.status === 3, ticket.status === 'Resolved', `${where}: ${ticket.status} and ${half.status}`);
    const publicComments = half.activity.filter(
      ({ type, public: isPublic, userId }) => type === 'comment' && isPublic && userId !== null,
    );
    const pendings = half.activity.filter(({ detail }) => statusAfter(detail) === 2);
    assert.ok(ticket.comments.length <= publicComments.length + pendings.length, `${where}: a comment came twice`);
    const texts = ticket.comments.map(({ text }) => text);
    for (const { detail } of publicComments) {
      const told = texts.filter((text) => text.includes(numberOf(detail)));
      assert.ok(told.length === 1 || (told.length === 0 && unsure.size > 0), `${where}: told ${told.length} times`);
    }
  }
}
