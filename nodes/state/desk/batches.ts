/** Leases and tickets are counted apart: each sort has its own progress, and its own line in the log when all of it is through. */
import { Batch, type End } from './batch.ts';
import { sortOf, unitOfWork, type Work, type WorkSort } from './desk-work.ts';

export class Batches {
  #leases = new Batch('');
  #tickets = new Batch('tickets ');

  of(sort: WorkSort): Batch {
    return sort === 'ticket' ? this.#tickets : this.#leases;
  }

  took(work: Work): void {
    this.of(sortOf(work)).took(work.key, unitOfWork(work));
  }

  ended(work: Work, end: End): void {
    this.of(sortOf(work)).ended(work.key, end);
  }

  /** All of a sort is through: the next one begins to count anew. */
  close(sort: WorkSort): void {
    if (sort === 'ticket') this.#tickets = new Batch('tickets ');
    else this.#leases = new Batch('');
  }
}
