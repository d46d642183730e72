/** The lives that are lived: in CI, over HTTP, and for long. */
import type { LifeRun } from './one-life.ts';

/** As all tests that draw from a seed; with it set, only that one life is lived. */
export const chosenSeed = process.env['PROPERTY_SEED'] === undefined ? undefined : Number(process.env['PROPERTY_SEED']);

/** 36 months of 12 units in process. */
export const small: LifeRun = {
  seed: 2026,
  from: '2026-11-20',
  to: '2029-11-20',
  units: 12,
  isInProcess: true,
  pageSize: 6,
  inhabited: 2,
  newcomers: 0.4,
  mishaps: 0.8,
  crowds: 0.05,
  unlucky: 0.12,
  lasting: 0.03,
  plans: 0.04,
};

/** The same with fewer people and mishaps: what goes wrong in one of them is told by a short history. */
export const sparse: LifeRun = { ...small, seed: 10_000, inhabited: 1, newcomers: 0.08, mishaps: 0.3 };

/** 36 months of 118 units over HTTP, on a database file. */
export const large: LifeRun = {
  ...small,
  seed: 118,
  units: 118,
  isInProcess: false,
  pageSize: 20,
  inhabited: 6,
  newcomers: 1.2,
  mishaps: 0.4,
  crowds: 0.2,
};
