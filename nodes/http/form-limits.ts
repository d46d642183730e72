/** Within what a button of an account's dialog must be through. */
import type { NodeConfig } from '../red.ts';
import type { Values } from './environment.ts';
import type { FieldValues } from './tested-form.ts';

/** For what the button does. */
export interface TestLimits {
  readonly signal: AbortSignal;
  /** For one request. */
  readonly timeoutMs: number;
  readonly environment: Values;
  /** Of all flows, as they are deployed, `${NAME}` as it is written. */
  readonly nodes: readonly NodeConfig[];
}

/** What a form is read with beside itself. */
export interface TestStage {
  /** Fields and secrets of the node as it was deployed, if it was. */
  readonly deployed?: FieldValues | undefined;
  /** Default: the process's. */
  readonly environment?: Values;
  /** See {@link TestLimits}. Default: none. */
  readonly nodes?: readonly NodeConfig[];
  /** Default: 9,500. */
  readonly withinMs?: number;
}

const oneRequestMs = 8_000;
/** The dialog says "within 10 seconds". */
const allTogetherMs = 9_500;

export function limitsOf({ environment = process.env, nodes = [], withinMs = allTogetherMs }: TestStage): TestLimits {
  return { signal: AbortSignal.timeout(withinMs), timeoutMs: oneRequestMs, environment, nodes };
}
