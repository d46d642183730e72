/**
 * Names and passwords over HTTP Basic, against bcrypt hashes. A password that was right is remembered for this process as a keyed digest, so that not each
 * picture of a page costs a bcrypt; wrong ones are counted by address.
 */
const { createHmac, randomBytes } = require('node:crypto');
const { isIPv6 } = require('node:net');

const window = 10 * 60_000;
const mostFailures = 10;
const mostAddresses = 10_000;
/** `Basic …` → [name, password]; undefined when it is none. */
function credentials(header) {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : [decoded.slice(0, colon), decoded.slice(colon + 1)];
}

/** Whoever has an address of IPv6 has 2^64 of them: they count as one. */
function placeOf(address) {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [before, after] = address.replace(/%.*$/, '').split('::');
  const [head, tail] = [before, after ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = Array(8 - head.length - tail.length).fill('0');
  const groups = [...head, ...missing, ...tail].map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/**
 * @param users [{username, passwordHash}], at least one
 * @param bcrypt `compare(password, hash)` gives a promise
 * @param clock epoch ms
 * @returns async (authorization header, address) → {user} | {refused: 'nobody' | 'wrong' | 'too many', seconds?}
 */
function basicLogin(users, bcrypt, clock = Date.now) {
  const key = randomBytes(32);
  const digest = (name, password) => createHmac('sha256', key).update(`${name}\0${password}`).digest('base64');
  const known = new Map();
  const underWay = new Map();
  const attempts = new Map();

  const recent = (address) => (attempts.get(address) ?? []).filter((at) => at > clock() - window);

  const check = async (name, password, address) => {
    const now = clock();
    const failed = recent(address);
    if (failed.length >= mostFailures) {
      return { refused: 'too many', seconds: Math.ceil((failed[0] + window - now) / 1000) };
    }
    // Counted before the comparison, so that many at once are no way around it.
    attempts.delete(address);
    attempts.set(address, [...failed, now]);
    if (attempts.size > mostAddresses) attempts.delete(attempts.keys().next().value);
    const user = users.find(({ username }) => username === name);
    // An unknown name takes as long as a known one.
    const isRight = await bcrypt.compare(password, (user ?? users[0]).passwordHash);
    if (!isRight || user === undefined) return { refused: 'wrong' };
    attempts.set(
      address,
      recent(address).filter((at) => at !== now),
    );
    known.set(digest(name, password), user);
    return { user };
  };

  return async (header, address) => {
    const given = credentials(header);
    if (given === undefined) return { refused: 'nobody' };
    const [name, password] = given;
    const id = digest(name, password);
    const user = known.get(id);
    if (user !== undefined) return { user };
    // A page asks for twenty things at once, with the same password.
    const same = underWay.get(id) ?? check(name, password, placeOf(address)).finally(() => underWay.delete(id));
    underWay.set(id, same);
    return same;
  };
}

module.exports = { basicLogin };
