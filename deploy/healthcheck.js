/** Does the editor's server answer on this machine? Exit code 0 or 1, for a container's health check. */
const http = require('node:http');
const https = require('node:https');

const { HTTPS_CERT_FILE, PORT } = process.env;
// It asks this very machine: whom the certificate is made out to does not matter.
const ask = HTTPS_CERT_FILE?.trim() ? https : http;
const options = { host: '127.0.0.1', port: PORT || 1880, path: '/settings', rejectUnauthorized: false, timeout: 4000 };

ask
  .get(options, ({ statusCode }) => process.exit(statusCode === 200 || statusCode === 401 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
