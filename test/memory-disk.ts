/** For years of database files: thousands of commits that need not outlive the machine. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where nothing is written to a disk, if there is such a place. */
export const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
