/**
 * Node-RED's settings for a real deployment (and for `npm start`). Plain CommonJS: in an ES module every setting here would be
 * ignored without a word.
 *
 * Everything that differs between machines comes from the environment or from a `.env` file in the folder that Node-RED is
 * started in; README lists the variables.
 */
const { existsSync } = require('node:fs');
const { join, resolve, sep } = require('node:path');
const { accessFrom, isLoopback, sessionSeconds } = require('./deploy/access.js');
const { dashboardLogin } = require('./deploy/dashboard-login.js');
const { httpsFrom, refreshHours } = require('./deploy/https.js');
const { startupCheck } = require('./deploy/startup-check.js');
const { namedPaths, onlyPaths, refuseStrangers, securityHeaders } = require('./deploy/web-guard.js');
const { credentialSecret, prepareUserDirectory } = require('./flows/user-directory.js');

const envFile = existsSync('.env') ? resolve('.env') : undefined;
if (envFile !== undefined) process.loadEnvFile(envFile);

/** What fields of other packages' nodes need, since they can't have a default of their own behind `${NAME}`. */
function setDefault(name, value) {
  if (process.env[name] === undefined || process.env[name] === '') process.env[name] = value;
}

setDefault('INNAGO_API_URL', 'https://api-my.innago.com/openapi');
setDefault('POLL_CRON', '0 */5 * * * *');
setDefault('EMAIL_FROM', 'internet@erefiber.com');
setDefault('SMTP_HOST', 'localhost');
setDefault('SMTP_PORT', '587');
setDefault('SMTP_USER', '');
setDefault('SMTP_PASS', '');
// The e-mail node takes any text as "verify" and the empty one as "don't": a mail server on this machine has no public name.
process.env.SMTP_VERIFY_TLS ??= isLoopback(process.env.SMTP_HOST) ? '' : 'true';

// Installed from npm: the folder that the package was installed in. Never the package itself, for an upgrade replaces it.
const installedIn = /^(.+)[\\/]node_modules[\\/]@[^\\/]+[\\/][^\\/]+$/.exec(__dirname)?.[1];
const userDir = resolve(process.env.NODE_RED_USER_DIR || installedIn || join(__dirname, '.node-red'));
const flowFile = 'flows.json';

// What would leave the editor open to others is refused here, before anything is made or started.
const https = httpsFrom(process.env);
const access = accessFrom(process.env);
const { admin, dashboardUsers } = access;
const trustsProxy = access.trustProxy !== false;

// Node-RED writes its files anew at each save: flows with what was typed into them, keys, the database are for this user alone.
process.umask(0o077);
prepareUserDirectory(userDir, flowFile);
const secret = credentialSecret(userDir);
const surroundings = { env: process.env, userDir, envFile, uid: process.getuid?.(), now: Date.now() };
for (const { level, text } of startupCheck({ access, https }, surroundings)) {
  console.log(`[village-fiber] ${level === 'warn' ? 'WARNING: ' : ''}${text}`);
}

const strangers = refuseStrangers({ trustsProxy, isOpen: admin === undefined });
const dashboard = dashboardLogin({ users: dashboardUsers, hasLogin: admin !== undefined, trustsProxy });
const isSandbox = process.env.VILLAGE_FIBER_SANDBOX === '1';
// From a checkout the package is loaded from here; installed into a user directory, Node-RED finds it by itself.
const isInstalled = __dirname.startsWith(join(userDir, 'node_modules') + sep);

module.exports = {
  userDir,
  flowFile,
  flowFilePretty: true,
  credentialSecret: secret,
  uiPort: access.port,
  // This machine only, until there is a password, or NODE_RED_HOST names an address.
  uiHost: access.host,
  httpServerOptions: { 'trust proxy': access.trustProxy },
  ...(https && { https: https.read, httpsRefreshInterval: refreshHours }),
  ...(admin && {
    adminAuth: {
      type: 'credentials',
      users: [{ username: admin.username, password: admin.passwordHash, permissions: '*' }],
      sessionExpiryTime: sessionSeconds,
    },
  }),
  httpAdminMiddleware: [securityHeaders, strangers],
  httpNodeMiddleware: [securityHeaders, strangers],
  httpNodeAuth: [securityHeaders, strangers, onlyPaths(namedPaths(process.env))],
  dashboard,
  ...(dashboardUsers.length > 0 && { villageFiberDashboard: { users: dashboardUsers } }),
  ...(isInstalled ? {} : { nodesDir: [__dirname] }),
  diagnostics: { enabled: true, ui: admin !== undefined },
  runtimeState: { enabled: false, ui: false },
  logging: { console: { level: 'info', metrics: false, audit: false } },
  exportGlobalContextKeys: false,
  externalModules: {},
  // Nothing about this installation is sent to anybody, and the editor does not ask.
  telemetry: { enabled: false, updateNotification: false },
  functionExternalModules: false,
  debugMaxLength: 1000,
  editorTheme: {
    page: { title: isSandbox ? 'SANDBOX - Village Fiber' : 'Village Fiber' },
    header: { title: isSandbox ? 'SANDBOX - Village Fiber' : 'Village Fiber' },
    tours: false,
    projects: { enabled: false },
    multiplayer: { enabled: false },
  },
};
