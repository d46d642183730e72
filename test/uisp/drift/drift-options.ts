import type { Mode } from '../../../nodes/state/store-port.ts';
import type { Lease } from '../../../nodes/village/lease.ts';
import type { FiberPlansFields } from '../../../nodes/village/rules-from-config.ts';
import type { SimulatorOptions } from '../../simulator/simulator.ts';
import type { DriftScene } from './drift-scene.ts';

export interface DriftOptions extends SimulatorOptions {
  readonly mode?: Mode;
  readonly uispInvoices?: 'never' | 'normal';
  /** Units that are let; all by default. */
  readonly let?: readonly string[];
  readonly leases?: (lease: Lease) => Lease;
  readonly fields?: FiberPlansFields;
  /** ONUs are found by name instead of by the table. */
  readonly isWithoutTable?: boolean;
  readonly goLive?: string;
  /** Done before the first tick. */
  readonly before?: (scene: DriftScene) => void;
  readonly objections?: readonly string[];
}
