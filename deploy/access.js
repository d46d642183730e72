/**
 * Where Node-RED listens and who may enter, read from the environment. What would leave the editor open is refused in words, before anything
 * is started.
 */
const { isIP } = require('node:net');

/** Of bcrypt, as `npx node-red admin hash-pw` prints it: nothing else is ever equal to a password. */
const bcrypt = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/** How long a login of the editor lasts, in seconds: a working day. */
const sessionSeconds = 12 * 3600;

/** Text of a variable; undefined when it is unset or empty. */
function text(env, name) {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** Is this address of this machine alone? A name other than localhost is not. */
function isLoopback(address) {
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** @throws when it is no hash: as a password it would never fit, and a password in clear has no business here */
function checkedHash(env, name) {
  const hash = text(env, name);
  if (hash !== undefined && !bcrypt.test(hash)) {
    throw new Error(
      `${name} is no bcrypt hash. Make one with \`npx node-red admin hash-pw\`, and in .env put it between single quotes.`,
    );
  }
  return hash;
}

/** @returns name and hash, or undefined when neither is set. @throws when one is missing, or the hash is none */
function userFrom(env, nameVariable, hashVariable) {
  const username = text(env, nameVariable);
  const passwordHash = checkedHash(env, hashVariable);
  if ((username === undefined) !== (passwordHash === undefined)) {
    throw new Error(
      `Set both ${nameVariable} and ${hashVariable} (made by \`npx node-red admin hash-pw\`), or neither.`,
    );
  }
  // A colon ends the name in HTTP Basic.
  if (username?.includes(':')) throw new Error(`${nameVariable} must not contain a colon.`);
  return username === undefined ? undefined : { username, passwordHash };
}

/** @returns Express's "trust proxy"; false: none is trusted. @throws for what would trust everybody */
function proxyFrom(env) {
  const value = text(env, 'TRUST_PROXY');
  if (value === undefined || /^(0|false|no|off)$/i.test(value)) return false;
  if (/^[1-9]$/.test(value)) return Number(value);
  const parts = value.split(',').map((part) => part.trim());
  const isNamed = (part) => ['loopback', 'linklocal', 'uniquelocal'].includes(part) || isIP(part.split('/')[0]) > 0;
  if (parts.every(isNamed)) return parts.join(', ');
  throw new Error(
    'TRUST_PROXY is the number of proxies before Node-RED (1), or their addresses (10.8.10.5, or loopback).',
  );
}

/** @throws when it is no port */
function portFrom(env) {
  const port = Number(text(env, 'PORT') ?? 1880);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error('PORT must be a number from 1 to 65535.');
}

/**
 * @param env variables: PORT, NODE_RED_HOST, TRUST_PROXY, NODE_RED_ADMIN_USER, NODE_RED_ADMIN_PASSWORD_HASH, NODE_RED_DASHBOARD_OPERATOR,
 *   …_OPERATOR_HASH, …_VIEWER, …_VIEWER_HASH
 * @returns host, port, trustProxy, admin {username, passwordHash} or undefined, dashboardUsers [{username, passwordHash, role}]
 * @throws Error in words for the operator
 */
function accessFrom(env) {
  const trustProxy = proxyFrom(env);
  const admin = userFrom(env, 'NODE_RED_ADMIN_USER', 'NODE_RED_ADMIN_PASSWORD_HASH');
  // Whoever reaches an editor without a password owns the building's internet. A proxy that is trusted lives here, unless an address is named.
  const host = text(env, 'NODE_RED_HOST') ?? (admin !== undefined && trustProxy === false ? '0.0.0.0' : '127.0.0.1');
  const operator = userFrom(env, 'NODE_RED_DASHBOARD_OPERATOR', 'NODE_RED_DASHBOARD_OPERATOR_HASH');
  const viewer = userFrom(env, 'NODE_RED_DASHBOARD_VIEWER', 'NODE_RED_DASHBOARD_VIEWER_HASH');
  const dashboardUsers = [
    ...(operator === undefined ? [] : [{ ...operator, role: 'operator' }]),
    ...(viewer === undefined ? [] : [{ ...viewer, role: 'viewer' }]),
  ];
  if (new Set(dashboardUsers.map(({ username }) => username)).size < dashboardUsers.length) {
    throw new Error('NODE_RED_DASHBOARD_OPERATOR and NODE_RED_DASHBOARD_VIEWER must be two different names.');
  }
  if (!isLoopback(host) && admin === undefined) {
    throw new Error(
      `NODE_RED_HOST is ${host}: the editor would be open to the whole network. Set NODE_RED_ADMIN_USER and NODE_RED_ADMIN_PASSWORD_HASH.`,
    );
  }
  return { host, port: portFrom(env), trustProxy, admin, dashboardUsers };
}

module.exports = { accessFrom, isLoopback, sessionSeconds };
