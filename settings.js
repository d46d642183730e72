/**
 * Node-RED's settings for a real deployment (and for `npm start`). Plain CommonJS: in an ES module every setting here would be
 * ignored without a word.
 *
 * Everything that differs between machines comes from the environment or from a `.env` file in the folder that Node-RED is
 * started in; README lists the variables.
 */
const { existsSync } = require('node:fs');
const { join, resolve, sep } = require('node:path');
const { credentialSecret, prepareUserDirectory } = require('./flows/user-directory.js');

if (existsSync('.env')) process.loadEnvFile('.env');

/** What fields of other packages' nodes need, since they can't have a default of their own behind `${NAME}`. */
function setDefault(name, value) {
  if (process.env[name] === undefined || process.env[name] === '') process.env[name] = value;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
setDefault('INNAGO_API_URL', 'https://api-my.innago.com/openapi');
setDefault('POLL_CRON', '0 */5 * * * *');
setDefault('EMAIL_FROM', 'internet@erefiber.com');
setDefault('SMTP_HOST', 'localhost');
setDefault('SMTP_PORT', '587');
setDefault('SMTP_USER', '');
setDefault('SMTP_PASS', '');
// The e-mail node takes any text as "verify" and the empty one as "don't": a mail server on this machine has no public name.
process.env.SMTP_VERIFY_TLS ??= loopback.test(process.env.SMTP_HOST) ? '' : 'true';

// Installed from npm: the folder that the package was installed in. Never the package itself, for an upgrade replaces it.
const installedIn = /^(.+)[\\/]node_modules[\\/]@[^\\/]+[\\/][^\\/]+$/.exec(__dirname)?.[1];
const userDir = resolve(process.env.NODE_RED_USER_DIR || installedIn || join(__dirname, '.node-red'));
const flowFile = 'flows.json';
prepareUserDirectory(userDir, flowFile);

const user = process.env.NODE_RED_ADMIN_USER;
const passwordHash = process.env.NODE_RED_ADMIN_PASSWORD_HASH;
if (Boolean(user) !== Boolean(passwordHash)) {
  throw new Error(
    'Set both NODE_RED_ADMIN_USER and NODE_RED_ADMIN_PASSWORD_HASH (made by `npx node-red admin hash-pw`), or neither.',
  );
}
const isProtected = Boolean(user && passwordHash);
const isSandbox = process.env.VILLAGE_FIBER_SANDBOX === '1';
// From a checkout the package is loaded from here; installed into a user directory, Node-RED finds it by itself.
const isInstalled = __dirname.startsWith(join(userDir, 'node_modules') + sep);

module.exports = {
  userDir,
  flowFile,
  flowFilePretty: true,
  credentialSecret: credentialSecret(userDir),
  uiPort: Number(process.env.PORT || 1880),
  // Whoever reaches an editor without a password owns the building's internet: this machine only.
  uiHost: isProtected ? '0.0.0.0' : '127.0.0.1',
  ...(isProtected && {
    adminAuth: { type: 'credentials', users: [{ username: user, password: passwordHash, permissions: '*' }] },
  }),
  ...(isInstalled ? {} : { nodesDir: [__dirname] }),
  diagnostics: { enabled: true, ui: isProtected },
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
