/** What needs a person, as a table: each with its code, nothing written beyond it, and gone by itself once the cause is. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError, type SyncError } from '../../../nodes/sync-error.ts';
import type { World } from '../../simulator/world/world.ts';
import type { LeaseFacts } from './lease-work.ts';
import { chain, codeOf, type Scene, type SceneOptions, type StepName, scene } from './scene.ts';

interface Case {
  readonly code: string;
  readonly trouble?: SyncError['trouble'];
  /** What all units share and is at fault; absent: the unit or the lease itself. */
  readonly about?: string;
  readonly options?: SceneOptions;
  readonly lease?: Partial<LeaseFacts>;
  /** Makes the cause. */
  readonly given: (world: World, scene: Scene) => void | Promise<void>;
  /** Takes the cause away; the chain then goes through. */
  readonly mended?: (world: World, scene: Scene) => void | Promise<void>;
}

/** The parent site's id. */
export const village = (world: World): string => world.parentSite.id;

/** @param at the step that notices it; those before it go through */
export function needsPerson(at: StepName, cases: Readonly<Record<string, Case>>): void {
  // Side by side: most of the time they wait for a quiet moment of UISP.
  suite(`what needs a person: ${at}`, { concurrency: 4 }, () => {
    for (const [what, { code, trouble = 'operator', about, options, lease, given, mended }] of Object.entries(cases)) {
      test(`${what}: ${code}`, async (t) => {
        const s = await scene(t, { ...options, variants: { ...options?.variants } });
        const { world } = s.simulator;
        await given(world, s);
        if (at !== 'onu') world.addOnu({ unit: '101', inTable: 'serial' });
        const work = await s.lease({ unit: '101', ...lease });
        const error = await s.provision(work).then(
          () => assert.fail('it went through'),
          (thrown: unknown) => thrown,
        );
        assert.ok(isSyncError(error), String(error));
        assert.equal(error.code, code, error.message);
        assert.equal(error.trouble, trouble);
        assert.equal(error.about, about);
        assert.ok(error.hint !== undefined || trouble === 'data', 'says what to do');
        assert.doesNotMatch(error.message + (error.hint ?? ''), /Ann|Leeson|example\.com/);
        s.mark();
        assert.equal(await codeOf(s.provision(work)), code, 'again, for the same reason');
        assert.ok(
          s.writes().every((write) => ['onu', 'client'].includes(at) && /authorize|system|POST \/clients$/.test(write)),
          `nothing is done anew: ${s.writes()}`,
        );
        const row = await s.household(work);
        const done = [row.clientId, row.siteId, row.serviceId, row.onuId].filter((id) => id !== null).length;
        assert.equal(done, chain.indexOf(at), `steps done before ${at}`);
        if (mended === undefined) return;
        await mended(world, s);
        await s.restart();
        const results = await s.provision(work);
        assert.ok(['done', 'found'].includes(results.onu.outcome));
        const [service, ...others] = [...world.crm.services.values()].filter(
          ({ clientId }) => clientId === (row.clientId ?? clientId),
        );
        assert.equal(others.length, 0);
        assert.equal(service?.unmsClientSiteId, (await s.household(work)).siteId);
      });
    }
  });
}
