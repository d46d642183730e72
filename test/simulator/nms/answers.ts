import { type Answer, Refusal } from '../http/exchange.ts';

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** The NMS's own error body (uisp-nms.md §2). */
export function nmsError(statusCode: number, message: string): Answer {
  return { status: statusCode, json: { statusCode, error: PHRASES[statusCode] ?? 'Error', message } };
}

export function refuse(statusCode: number, message: string): never {
  throw new Refusal(nmsError(statusCode, message));
}

/** 400 of the schema check, with what was wrong where. */
export function invalid(source: 'payload' | 'query' | 'params', key: string, message: string): never {
  throw new Refusal({
    status: 400,
    json: { statusCode: 400, error: 'Bad Request', message, validation: { source, keys: [key] } },
  });
}

export function ok(json: unknown): Answer {
  return { status: 200, json };
}

/** Success of an action (uisp-nms.md §2). */
export function statusAnswer(message: string, result = true): Answer {
  return ok({ result, message });
}
