/** https by certificate files, read again when they are renewed. */
const { readFileSync } = require('node:fs');
const { createSecureContext } = require('node:tls');
const { X509Certificate } = require('node:crypto');

/** How often Node-RED looks at the files, in hours. */
const refreshHours = 1;

/**
 * @param env HTTPS_CERT_FILE (PEM, with the chain) and HTTPS_KEY_FILE (PEM)
 * @returns undefined without them; else `read`, which gives Node-RED both as they are now, and `expires`, the certificate's last moment (epoch ms)
 * @throws Error in words when a file is missing, cannot be read, or certificate and key are no pair
 */
function httpsFrom(env) {
  const [certFile, keyFile] = [env.HTTPS_CERT_FILE?.trim(), env.HTTPS_KEY_FILE?.trim()];
  if (!certFile && !keyFile) return undefined;
  if (!certFile || !keyFile) throw new Error('Set both HTTPS_CERT_FILE and HTTPS_KEY_FILE, or neither.');
  // A certificate that is just being replaced fits no key for a moment: Node-RED logs the error and keeps the old pair.
  const read = () => {
    const pair = { cert: fileOf('HTTPS_CERT_FILE', certFile), key: fileOf('HTTPS_KEY_FILE', keyFile) };
    try {
      createSecureContext(pair);
    } catch {
      throw new Error(
        `HTTPS_CERT_FILE (${certFile}) and HTTPS_KEY_FILE (${keyFile}) are no pair of certificate and key in PEM.`,
      );
    }
    return pair;
  };
  return { read, keyFile, expires: Date.parse(new X509Certificate(read().cert).validTo) };
}

function fileOf(name, path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`${name}: ${path} cannot be read (${error.code}).`);
  }
}

module.exports = { httpsFrom, refreshHours };
