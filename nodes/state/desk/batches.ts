/** Leases and tickets are counted apart: each sort has its own progress, and its own line in the log when all of it is through. */
import { Batch, type End } from './batch.ts';
import { placeOfWork, sortOf, type Work, type WorkSort } from './desk-work.ts';

export class Batches {
  readonly #batches: Record<WorkSort, Batch> = { lease: newBatch('lease'), ticket: newBatch('ticket') };

  of(sort: WorkSort): Batch {
    return this.#batches[sort];
  }

  took(work: Work): void {
    this.of(sortOf(work)).took(work.key, placeOfWork(work));
  }

  ended(work: Work, end: End): void {
    this.of(sortOf(work)).ended(work.key, end);
  }

  /** All of a sort is through: the next one begins to count anew. */
  close(sort: WorkSort): void {
    this.#batches[sort] = newBatch(sort);
  }
}

function newBatch(sort: WorkSort): Batch {
  return new Batch(sort === 'ticket' ? 'ticket' : '');
}
