import type { Answer, Api, ApiRequest, Route } from '../http/exchange.ts';
import type { World } from '../world/world.ts';
import { bareError, wrappedError } from './envelopes.ts';
import { invoiceRoutes } from './invoices.ts';
import { leaseRoutes } from './leases.ts';
import { maintenanceRoutes } from './maintenances.ts';
import { propertyRoutes } from './properties.ts';
import type { InnagoTokens } from './token.ts';

/** Innago's Open API under `/openapi` (innago.md). */
export function innagoApi(world: World, tokens: InnagoTokens): Api {
  const health: Route = {
    method: 'GET',
    template: '/v1/health',
    handle: () => ({ status: 200, text: 'Healthy', contentType: 'text/plain' }),
  };
  return {
    server: 'innago',
    base: '/openapi',
    routes: [
      health,
      ...propertyRoutes(world),
      ...leaseRoutes(world),
      ...invoiceRoutes(world),
      ...maintenanceRoutes(world),
    ],
    refuse: (request) => credentialsRefusal(request, tokens),
    error: (status, message) =>
      status === 401 ? bareError(401, 'Unauthorized Access') : wrappedError(status, message),
    wrongMethodStatus: 405,
  };
}

/** Both headers are needed; the scheme's case matters; health asks for neither (innago.md §1). */
function credentialsRefusal(request: ApiRequest, tokens: InnagoTokens): Answer | undefined {
  if (request.path === '/v1/health') return undefined;
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  const keyFits = request.headers['x-api-key'] === tokens.credentials.apiKey;
  if (keyFits && scheme === 'Bearer' && tokens.accepts(token)) return undefined;
  return bareError(401, 'Unauthorized Access');
}
