/**
 * Who may see FlowFuse's dashboard: both its pages and its socket ask for name and password. The name goes where the plugin village-fiber-roles
 * reads it: `socket.data.villageFiberUser`.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { basicLogin } = require('./basic-login.js');
const { isAnotherName, isForeign, refuse, securityHeaders } = require('./web-guard.js');

/** Node-RED's own bcrypt, wherever Node-RED is installed. @throws Error in words */
function findBcrypt() {
  for (const start of [require.main?.filename, process.argv[1], __filename, join(process.cwd(), 'x')]) {
    for (const via of ['node-red/package.json', undefined]) {
      try {
        const from = via === undefined ? start : createRequire(start).resolve(via);
        return createRequire(from)('bcryptjs');
      } catch {
        // Not from there.
      }
    }
  }
  throw new Error('The users of the dashboard need bcryptjs, which comes with Node-RED and was not found.');
}

/** A socket's handshake has no response that could say so. */
function refusedSocket(text) {
  return Object.assign(new Error(text), { data: { code: 'DASHBOARD_LOGIN' } });
}

/**
 * @param users [{username, passwordHash, role}]; none: with a login of the editor nobody sees the dashboard, without one everybody who reaches it
 * @param hasLogin the editor asks for a password
 * @param trustsProxy see web-guard.js
 * @returns settings of FlowFuse's dashboard: {middleware, ioMiddleware}
 */
function dashboardLogin({ users, hasLogin, trustsProxy }, { bcrypt, clock } = {}) {
  const login = users.length === 0 ? undefined : basicLogin(users, bcrypt ?? findBcrypt(), clock);
  const isOpen = login === undefined && !hasLogin;

  const page = (request, response, next) => {
    if (isOpen) return next();
    if (login === undefined) {
      return refuse(
        response,
        'The dashboard has no users yet: set NODE_RED_DASHBOARD_OPERATOR and NODE_RED_DASHBOARD_OPERATOR_HASH.',
      );
    }
    login(request.headers.authorization, request.ip ?? '').then(({ user, refused, seconds }) => {
      if (user !== undefined) return next();
      if (refused === 'too many') response.setHeader('Retry-After', String(seconds));
      else response.setHeader('WWW-Authenticate', 'Basic realm="Village Fiber dashboard", charset="UTF-8"');
      response.statusCode = refused === 'too many' ? 429 : 401;
      response.setHeader('Cache-Control', 'no-store');
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.end(
        refused === 'too many' ? 'Too many wrong passwords. Try again later.\n' : 'Name and password, please.\n',
      );
    }, next);
  };

  const socket = (connection, next) => {
    const { headers, address } = connection.handshake;
    if (isForeign(headers, trustsProxy)) return next(refusedSocket('Asked by a page of another site.'));
    // No middleware of Express sees what goes to a socket.
    if (isOpen && !trustsProxy && isAnotherName(headers)) return next(refusedSocket('It answers to localhost only.'));
    if (isOpen) return next();
    if (login === undefined) return next(refusedSocket('The dashboard has no users yet.'));
    login(headers.authorization, address ?? '').then(({ user }) => {
      if (user === undefined) return next(refusedSocket('Name and password are needed.'));
      connection.data.villageFiberUser = user.username;
      next();
    }, next);
  };

  return { middleware: [securityHeaders, page], ioMiddleware: socket };
}

module.exports = { dashboardLogin };
