/** The ways in which a step can be cut off at one of its writes. */
import type { Store } from '../../nodes/state/store.ts';
import type { Simulator } from '../simulator/simulator.ts';

/** A route of UISP, as the simulator names it. */
export interface Write {
  readonly method: string;
  readonly path: string;
}

interface Scene {
  readonly simulator: Pick<Simulator, 'faults'>;
  readonly store: Pick<Store, 'database'>;
}

/** By its name: prepares the crash at the next such write. */
export const crashes: Readonly<Record<string, (scene: Scene, write: Write) => void>> = {
  'before the request': ({ simulator }, write) => void simulator.faults.next(write, 'reset-before'),
  'after the effect, before the answer': ({ simulator }, write) => void simulator.faults.next(write, 'reset-after'),
  'no answer but a 502': ({ simulator }, write) => void simulator.faults.next(write, '502-html-after'),
  'after the answer, before the commit': ({ simulator, store }, write) => {
    const stop = simulator.faults.hook(async (request, moment) => {
      if (moment !== 'after-effect' || request.method !== write.method || request.path !== write.path) return;
      stop();
      await store.database.close();
    });
  },
};
