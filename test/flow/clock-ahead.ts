/**
 * Loaded into Node-RED before everything else (`--import`): its clock is ahead of the machine's by as many milliseconds as the file
 * CLOCK_AHEAD_FILE says, a number of eight bytes that the test may change at any time.
 */
import { openSync, readSync } from 'node:fs';

const file = openSync(process.env['CLOCK_AHEAD_FILE'] ?? '', 'r');
const ahead = new Float64Array(1);
const machine = Date;

function now(): number {
  readSync(file, ahead, 0, 8, 0);
  return machine.now() + (ahead[0] ?? 0);
}

const moved = new Proxy(machine, {
  construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
machine.prototype.constructor = moved;
globalThis.Date = moved;
