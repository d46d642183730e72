import { type Answer, Refusal } from '../http/exchange.ts';

/** The CRM's own error body (uisp-crm.md §2). */
export function crmError(code: number, message: string): Answer {
  return { status: code, json: { code, message } };
}

/** 422; without fields `errors` is an empty list, as the server does it (uisp-crm.md §2). */
export function unprocessable(errors?: Record<string, string[]>, message = 'Validation failed.'): never {
  throw new Refusal({ status: 422, json: { code: 422, message, errors: errors ?? [] } });
}

export function badRequest(message = 'Bad request.'): never {
  throw new Refusal(crmError(400, message));
}

/** For an unknown id in the path. */
export function objectNotFound(): never {
  throw new Refusal(crmError(404, 'Object is not found.'));
}

/** For an unknown id in the body: also a 404 (uisp-crm.md §2). */
export function referenceNotFound(): never {
  throw new Refusal(crmError(404, 'Not Found'));
}

export function forbiddenNow(message: string): never {
  throw new Refusal(crmError(404, message));
}

export function ok(json: unknown): Answer {
  return { status: 200, json };
}

/** 201 with a Location and the whole entity. */
export function created(location: string, json: unknown): Answer {
  return { status: 201, json, headers: { location } };
}

/** Action endpoints answer 200 with nothing at all (uisp-crm.md §2). */
export function emptyBody(): Answer {
  return { status: 200 };
}
