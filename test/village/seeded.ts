/**
 * fast-check with a seed of its own, so that a run is the same run on every machine. `PROPERTY_SEED=<number>` tries another one; a failing
 * test prints the seed and the path to its counterexample.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 2026) });

export default fc;
