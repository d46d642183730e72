/** What is open: said in words at each start, so that nobody has to read settings to know it. */
const { existsSync, readdirSync, statSync } = require('node:fs');
const { isAbsolute, join } = require('node:path');
const { isLoopback } = require('./access.js');
const { namedPaths } = require('./web-guard.js');

const day = 86_400_000;

/** May others than the owner read or write it? Undefined where it is missing, or permissions mean nothing. */
function openTo(path, platform) {
  if (platform === 'win32') return undefined;
  try {
    const mode = statSync(path).mode & 0o777;
    return (mode & 0o077) === 0 ? undefined : mode.toString(8).padStart(3, '0');
  } catch {
    return undefined;
  }
}

/** The database, what belongs to it, and copies of it. */
function databaseFiles(file, userDir) {
  const beside = ['', '-wal', '-shm'].map((ending) => `${file}${ending}`);
  const folder = join(userDir, 'backups');
  const copies = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return [...beside, ...copies];
}

/** @param ceiling SYNC_MODE. What is done with it is in the node sync-database. */
function modeWords(ceiling) {
  if (!ceiling) return 'SYNC_MODE is not set, so the field Mode of the store decides.';
  if (ceiling === 'live') return 'at most live (SYNC_MODE). UISP, Innago and tenants may be written to.';
  return 'dry-run, nothing is written and nothing is mailed (SYNC_MODE is not "live").';
}

/**
 * @param access what accessFrom (access.js) gave
 * @param https what httpsFrom (https.js) gave
 * @param surroundings {env, userDir, envFile, uid, platform, now}
 * @returns [{level: 'info' | 'warn', text}], no secret and no personal data among them
 */
function startupCheck({ access, https }, { env, userDir, envFile, uid, platform = process.platform, now }) {
  const lines = [];
  const info = (text) => lines.push({ level: 'info', text });
  const warn = (text) => lines.push({ level: 'warn', text });
  const { host, port, trustProxy, admin, dashboardUsers } = access;

  const isHere = isLoopback(host);
  const reach = isHere ? 'this machine only' : 'whoever reaches this machine over the network';
  info(`Editor: ${https ? 'https' : 'http'}://${host}:${port}/, for ${reach}.`);
  if (trustProxy !== false) info(`A proxy before it is trusted (TRUST_PROXY=${trustProxy}).`);
  if (admin) info('Editor login: name and password.');
  else if (trustProxy !== false) warn('Editor login: none. Whoever comes through the proxy may change everything.');
  else
    (env.VILLAGE_FIBER_SANDBOX === '1' ? info : warn)(
      'Editor login: none. Whoever has an account on this machine may change everything.',
    );
  if (https) {
    const left = Math.floor((https.expires - now) / day);
    if (left < 0) warn('https: the certificate has expired.');
    else if (left < 14) warn(`https: the certificate expires in ${left} days.`);
    else info(`https: the certificate is valid for ${left} days; a renewed one is taken up within the hour.`);
  } else if (!isHere && trustProxy !== false) {
    warn('https: none of its own; only the proxy keeps the password from being read on the way.');
  } else if (!isHere) {
    warn(
      'https: none, so the password travels readable. Set HTTPS_CERT_FILE and HTTPS_KEY_FILE, or let a proxy with https come before it (TRUST_PROXY).',
    );
  }

  const roles = dashboardUsers.map(({ role }) => role).join(' and ');
  if (dashboardUsers.length > 0) info(`Dashboard login: ${roles}.`);
  else if (admin) info('Dashboard login: no users are set, so it shows nothing to anybody.');
  else info('Dashboard login: none, as of the editor.');

  const pages = namedPaths(env);
  if (pages.length > 0)
    warn(`Pages of flows: ${pages.join(', ')} (NODE_RED_HTTP_PATHS), to everybody without a login.`);

  const isSandbox = env.VILLAGE_FIBER_SANDBOX === '1';
  const named = env.SYNC_DATABASE?.trim() || (isSandbox ? 'village-fiber-sandbox.sqlite' : 'village-fiber.sqlite');
  const database = isAbsolute(named) ? named : join(userDir, named);
  info(`Database: ${database}${existsSync(database) ? '' : ' (not made yet)'}, unless the flow names another.`);
  info(isSandbox ? 'Mode: SANDBOX, nothing real is read or written.' : `Mode: ${modeWords(env.SYNC_MODE?.trim())}`);
  const secretFile = join(userDir, '.credential-secret');
  const isGiven = env.NODE_RED_CREDENTIAL_SECRET !== undefined;
  info(
    `Keys typed into nodes: encrypted with the secret ${isGiven ? 'of NODE_RED_CREDENTIAL_SECRET' : `in ${secretFile}`}.`,
  );

  const others = [userDir, envFile, secretFile, https?.keyFile, join(userDir, 'flows_cred.json')];
  for (const path of [...others, ...databaseFiles(database, userDir)]) {
    const mode = path === undefined ? undefined : openTo(path, platform);
    if (mode !== undefined)
      warn(`Permissions: ${path} is open to other users of this machine (${mode}); chmod go= it.`);
  }
  if (uid === 0) warn('User: root. Give Node-RED a user of its own (docs/deployment.md).');
  return lines;
}

module.exports = { startupCheck };
