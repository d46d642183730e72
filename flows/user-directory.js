/**
 * What a Node-RED user directory needs before Node-RED starts in it: the shipped flow, once, and a credential secret of its own.
 * The operator's edits live there from then on; a newer shipped flow is offered in words, never forced.
 */
const { randomBytes, createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const shippedFlow = join(__dirname, 'village-fiber.json');
const dashboardFlow = join(__dirname, 'dashboard.json');

/** Which secrets the shipped flow's nodes take from which variables; Node-RED replaces `${NAME}` when it starts them. */
const placeholders = {
  'innago-account': {
    apiKey: '${INNAGO_API_KEY}',
    clientId: '${INNAGO_CLIENT_ID}',
    clientSecret: '${INNAGO_CLIENT_SECRET}',
    bearerToken: '${INNAGO_BEARER_TOKEN}',
  },
  'uisp-server': { crmKey: '${UISP_CRM_API_KEY}', nmsKey: '${UISP_NMS_API_KEY}' },
  'e-mail': { userid: '${SMTP_USER}', password: '${SMTP_PASS}' },
};

function hashOf(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Whether Node-RED will find the package that draws the dashboard: in the user directory, beside Node-RED in a checkout, or beside this
 * package (and Node-RED) in the folder that both are installed in. Node-RED starts no flow at all while a node type is missing, so no
 * folder further up is looked at.
 */
function hasDashboard(userDir) {
  const installed = join(__dirname, '../../..');
  const places = [join(userDir, 'node_modules'), join(__dirname, '../node_modules'), installed];
  return places.some((place) => existsSync(join(place, '@flowfuse/node-red-dashboard/package.json')));
}

/** Both flows in one: what they share once, and the modules of both. */
function joined(flow, dashboard) {
  const known = new Set(flow.map(({ id }) => id));
  const modules = Object.assign({}, ...[...flow, ...dashboard].map((node) => node.modules));
  const nodes = [...flow, ...dashboard.filter(({ id, type }) => type !== 'global-config' && !known.has(id))];
  return nodes.map((node) => (node.type === 'global-config' ? { ...node, modules } : node));
}

/**
 * Copies the shipped flow (with the dashboard's, when what draws it is installed) and its credential placeholders into a directory that
 * has no flow yet; says so, once, when a newer flow has been shipped since.
 * @param {string} userDir made when it is missing, readable by its owner only
 * @param {string} flowFile name of the flow file in it
 */
function prepareUserDirectory(userDir, flowFile) {
  mkdirSync(userDir, { recursive: true, mode: 0o700 });
  const shipped = readFileSync(shippedFlow, 'utf8');
  const dashboard = readFileSync(dashboardFlow, 'utf8');
  const stamp = hashOf(shipped + dashboard);
  const flowPath = join(userDir, flowFile);
  const stampPath = join(userDir, '.village-fiber-flow');
  if (!existsSync(flowPath)) {
    const credentials = {};
    for (const node of JSON.parse(shipped)) {
      if (node.type in placeholders) credentials[node.id] = placeholders[node.type];
    }
    writeFileSync(join(userDir, flowFile.replace(/\.json$/, '_cred.json')), JSON.stringify(credentials), {
      mode: 0o600,
    });
    writeFileSync(stampPath, stamp);
    const flow = hasDashboard(userDir)
      ? `${JSON.stringify(joined(JSON.parse(shipped), JSON.parse(dashboard)), null, 2)}\n`
      : shipped;
    writeFileSync(flowPath, flow, { mode: 0o600 });
    console.log(`The shipped flow was copied to ${flowPath}: it is yours to edit.`);
    console.log(
      'Node-RED will warn "Encrypted credentials not found" until the first deploy: that file holds no secret yet.',
    );
    return;
  }
  const copied = existsSync(stampPath) ? readFileSync(stampPath, 'utf8') : '';
  if (copied !== stamp) {
    console.log('A newer Village Fiber flow is shipped with this version. Yours is untouched.');
    console.log('To look at the new one: editor menu, Import, Examples, this package, village-fiber and dashboard.');
    writeFileSync(stampPath, stamp);
  }
}

/**
 * The secret that encrypts the credentials file: from NODE_RED_CREDENTIAL_SECRET, else made at the first start and kept in the
 * user directory. Without a lasting one Node-RED would start the flows with empty credentials.
 * @param {string} userDir
 * @returns {string}
 */
function credentialSecret(userDir) {
  const given = process.env.NODE_RED_CREDENTIAL_SECRET;
  if (given !== undefined) {
    if (given.trim() === '') throw new Error('NODE_RED_CREDENTIAL_SECRET is empty: unset it, or give it a value.');
    return given;
  }
  const path = join(userDir, '.credential-secret');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  const kept = readFileSync(path, 'utf8').trim();
  if (kept === '')
    throw new Error(`${path} is empty: put the old secret back, or remove the file and enter the keys again.`);
  return kept;
}

module.exports = { credentialSecret, prepareUserDirectory };
