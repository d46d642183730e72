/**
 * What every answer of the web server carries, and who is not answered at all: pages of other sites that speak through the browser of
 * somebody who is logged in here, or through one on this very machine.
 */
const { isLoopback } = require('./access.js');

/**
 * The editor runs scripts that nodes bring inside their dialogs, and the dashboard compiles its templates in the browser, so both need inline and
 * eval; nothing may come from, or go to, anywhere else but the catalogue of the palette manager.
 */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' https://catalogue.nodered.org",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** Half a year. The name's other servers and subdomains are not spoken for. */
const transportSecurity = 'max-age=15552000';

/** Express middleware. */
function securityHeaders(request, response, next) {
  response.setHeader('Content-Security-Policy', contentPolicy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'SAMEORIGIN');
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  if (request.secure) response.setHeader('Strict-Transport-Security', transportSecurity);
  // Plans and lists name tenants.
  if (request.path.startsWith('/village-fiber/')) response.setHeader('Cache-Control', 'no-store');
  next();
}

/** `[::1]:1880` → `::1` */
function hostName(host) {
  return URL.parse(`http://${host}`)?.hostname.replace(/^\[|\]$/g, '');
}

/**
 * Was this asked by a page of another site? Browsers say so themselves.
 * @param headers of a request, or of a socket's handshake
 * @param trustsProxy then the host that the browser asked for may be in X-Forwarded-Host
 */
function isForeign(headers, trustsProxy) {
  const { origin, host } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] === 'cross-site';
  const asked = [host, ...(trustsProxy ? [headers['x-forwarded-host']] : [])];
  return !asked.includes(URL.parse(origin)?.host);
}

/**
 * Is the server called by another name than this machine's own? Where nobody has to log in, a page of another site could else lead a name of its
 * own to this machine, and be no other site any more.
 */
function isAnotherName({ host }) {
  return !isLoopback(hostName(host ?? '') ?? '');
}

/**
 * Express middleware.
 * @param trustsProxy see {@link isForeign}
 * @param isOpen nobody has to log in: then the one thing that keeps other sites out is the name by which the server is called, for a name of theirs may
 *   lead to this machine
 */
function refuseStrangers({ trustsProxy, isOpen }) {
  return (request, response, next) => {
    const isChange = !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    if (isOpen && !trustsProxy && isAnotherName(request.headers))
      refuse(response, `This editor has no login and answers to localhost only.`);
    else if (isChange && isForeign(request.headers, trustsProxy)) refuse(response, 'Asked by a page of another site.');
    else next();
  };
}

function refuse(response, why) {
  response.statusCode = 403;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${why}\n`);
}

/**
 * Which paths of flows are to be served, beside `/dashboard`.
 * @param env NODE_RED_HTTP_PATHS: `/webhook, /status`; what does not begin with a slash, or is nothing else, is left out
 */
function namedPaths(env) {
  const paths = (env.NODE_RED_HTTP_PATHS ?? '').split(',').map((path) => path.trim());
  return paths.filter((path) => path.startsWith('/') && path !== '/');
}

/**
 * Express middleware before everything that flows serve: a flow's own web page is open to everybody, so none is served unless it is named.
 * @param named paths beside `/dashboard`, which has a login of its own
 */
function onlyPaths(named) {
  const paths = ['/dashboard', ...named];
  return (request, response, next) => {
    if (paths.some((path) => request.path === path || request.path.startsWith(`${path}/`))) return next();
    response.statusCode = 404;
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.end('Nothing is served here. To serve a flow’s own pages, name their paths in NODE_RED_HTTP_PATHS.\n');
  };
}

module.exports = { isAnotherName, isForeign, namedPaths, onlyPaths, refuse, refuseStrangers, securityHeaders };
