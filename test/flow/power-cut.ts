/** The power goes out in the middle of writes. */
import type { Moment } from '../simulator/faults.ts';
import type { Simulator } from '../simulator/simulator.ts';

/**
 * Calls `kill` at the first of each of these writes.
 * @param chain `POST /clients`, by template
 * @param moment `before-effect`: the server never gets to do it
 * @returns the writes at which it was called, in order; it grows
 */
export function powerCuts(
  { faults }: Simulator,
  { chain, moment, kill }: { chain: readonly string[]; moment: Moment; kill: () => void },
): string[] {
  const deaths: string[] = [];
  for (const write of moment === 'before-effect' ? chain : []) {
    const [method = '', path = ''] = write.split(' ');
    faults.next({ method, path }, 'reset-before');
  }
  faults.hook((request, at) => {
    const write = `${request.method} ${request.path}`;
    if (at !== moment || !chain.includes(write) || deaths.includes(write)) return;
    deaths.push(write);
    kill();
  });
  return deaths;
}
