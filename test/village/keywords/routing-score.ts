/** How well labelled tickets are routed: precision and recall of each label, and the table behind them. */
import type { LabelledTicket } from './labelled-tickets.ts';
import type { Outcome } from './maintenance-flow.ts';

const outcomes: readonly Outcome[] = ['internet', 'upgrade', 'other'];
const labels: readonly LabelledTicket['label'][] = ['internet', 'upgrade', 'both', 'other'];

/** A share of tickets, such as 58 of 60. */
interface Share {
  readonly right: number;
  readonly of: number;
}

interface LabelScore {
  /** Of the tickets that went there, those that belong there; one labelled `both` belongs to internet and to upgrade. */
  readonly precision: Share;
  /** Of the tickets with this label, those that went there. */
  readonly recall: Share;
}

export interface RoutingScore {
  readonly counts: (label: LabelledTicket['label'], outcome: Outcome) => number;
  readonly of: (outcome: Outcome) => LabelScore;
  /** Lines for a report. They count tickets and quote none, so that the unseen set stays unread. */
  readonly report: readonly string[];
}

/** @param routed tickets with where they went */
export function scoreOf(routed: readonly (readonly [LabelledTicket['label'], Outcome])[]): RoutingScore {
  const counts = (label: LabelledTicket['label'], outcome: Outcome): number =>
    routed.filter(([its, went]) => its === label && went === outcome).length;
  const of = (outcome: Outcome): LabelScore => {
    const went = routed.filter(([, end]) => end === outcome);
    const belongs = went.filter(([label]) => label === outcome || (label === 'both' && outcome !== 'other'));
    const labelled = routed.filter(([label]) => label === outcome);
    return {
      precision: { right: belongs.length, of: went.length },
      recall: { right: counts(outcome, outcome), of: labelled.length },
    };
  };
  return { counts, of, report: [...outcomes.map((outcome) => lineOf(outcome, of(outcome))), ...table(counts)] };
}

/** @returns 0 to 1; of none, everything is right */
export function ratio({ right, of }: Share): number {
  return of === 0 ? 1 : right / of;
}

function lineOf(outcome: Outcome, { precision, recall }: LabelScore): string {
  return `${outcome.padEnd(9)} precision ${shown(precision)}   recall ${shown(recall)}`;
}

function shown(share: Share): string {
  return `${(100 * ratio(share)).toFixed(1)} % (${share.right} of ${share.of})`;
}

function table(counts: RoutingScore['counts']): string[] {
  const row = (name: string, cells: readonly (string | number)[]) =>
    `${name.padEnd(18)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  return [
    row('labelled \\ went to', outcomes),
    ...labels.map((label) =>
      row(
        label,
        outcomes.map((outcome) => counts(label, outcome)),
      ),
    ),
  ];
}
