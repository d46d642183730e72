/** What the operator has settled about plan changes, in the config node `fiber-plans`. */

/** Words and phrases by what they mean, as the operator typed them (design §4: words come from settings, not from code). */
export interface PlanWords {
  /** Asks for a plan: "upgrade", "switch", "change", "move me". */
  readonly ask: readonly string[];
  /** The default plan without its name: "basic plan", "included plan", "cancel my upgrade". */
  readonly included: readonly string[];
  /** The fastest plan without its name. */
  readonly fastest: readonly string[];
  /** Between ask and plan, or around them, without changing what is asked: "please", "my internet to the", "thanks". */
  readonly filler: readonly string[];
  readonly negation: readonly string[];
  readonly question: readonly string[];
  readonly condition: readonly string[];
  /** Not for the writer's own unit, or not the writer's own wish: "neighbor", "roommate says". */
  readonly others: readonly string[];
  /** What does not work: "down", "keeps dropping". */
  readonly fault: readonly string[];
}

/** How fast an ONU of a model can be; models are compared without case, blanks and hyphens. */
export interface OnuModel {
  readonly model: string;
  readonly fastestMbps: number;
}

export interface PlanChangeRules {
  readonly words: PlanWords;
  /** Models that are not in it are not limited. */
  readonly onuModels: readonly OnuModel[];
  /** A line that is due at once because of a change waits so many hours, but never past its due date. */
  readonly undoHours: number;
  /** Changes to a dearer plan per household and calendar month before a person must say yes. Others are free. */
  readonly upgradesPerMonth: number;
  /** When a change to a cheaper plan takes effect. */
  readonly downgradeTakesEffect: 'now' | 'end of paid month';
}
