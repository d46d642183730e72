/**
 * The seal under a role: a browser can put any `_client` into what it sends, and not every widget has it taken out again. The key is made
 * by the process, is shared by the bundles of this package in it, and leaves it never.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A role, and the connection that it was given to. */
interface Sealed {
  readonly socketId: string;
  readonly name: string;
  readonly user: string;
}

const place = Symbol.for('village-fiber.role-key');

function key(): Buffer {
  const known: unknown = Reflect.get(globalThis, place);
  if (Buffer.isBuffer(known)) return known;
  const made = randomBytes(32);
  Object.defineProperty(globalThis, place, { value: made });
  return made;
}

/** For this role, user and connection alone. */
export function sealOf({ socketId, name, user }: Sealed): string {
  return createHmac('sha256', key())
    .update(JSON.stringify([socketId, name, user]))
    .digest('hex');
}

/** Is it what {@link sealOf} gives? */
export function isSealed(sealed: Sealed, seal: string): boolean {
  const [expected, given] = [Buffer.from(sealOf(sealed)), Buffer.from(seal)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
