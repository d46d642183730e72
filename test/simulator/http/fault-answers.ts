import type { Strike } from '../faults.ts';
import { badPage, isPaging, mapData } from './bad-pages.ts';
import type { Answer, Api } from './exchange.ts';

const HTML = 'text/html; charset=utf-8';
const ATTENTION_PAGE =
  '<!DOCTYPE html><html><head><title>UISP</title></head><body><h1>Just a moment</h1></body></html>';

/** The answer that stands in for the effect, or undefined when the effect is to happen. */
export function answerInsteadOfEffect(strike: Strike, api: Api, url: string): Answer | undefined {
  switch (strike.kind) {
    case '401':
      return api.error(401, 'Unauthorized');
    case '422':
      return api.error(422, 'Validation failed.');
    case '429':
      return withHeaders(api.error(429, 'Too Many Requests'), { 'retry-after': String(strike.retryAfter ?? 1) });
    case '500':
      return api.error(500, 'Error occurred.');
    case '503':
      return unavailable(strike, api);
    case '502-html':
      return badGateway();
    case '403-html':
      return { status: 403, text: '<html><body><h1>403 Forbidden</h1></body></html>', contentType: HTML };
    case 'html':
      return { status: 200, text: ATTENTION_PAGE, contentType: HTML };
    case 'redirect-301':
      return { status: 301, headers: { location: `https://localhost:443${url}` }, text: '', contentType: HTML };
    default:
      return undefined;
  }
}

/** What becomes of the answer after the effect; most faults leave it alone. */
export function spoil(strike: Strike, api: Api, answer: Answer): Answer {
  switch (strike.kind) {
    case '500-after':
      return api.error(500, 'Error occurred.');
    case '503-after':
      return unavailable(strike, api);
    case '502-html-after':
      return badGateway();
    case 'truncated-json': {
      const whole = bodyText(answer);
      return {
        ...withoutBody(answer),
        text: whole.slice(0, Math.max(1, Math.floor(whole.length / 2))),
        contentType: 'application/json',
      };
    }
    case 'empty-list':
      return { ...withoutBody(answer), json: emptied(parsed(answer)) };
    case 'bad-page-count':
      return { ...withoutBody(answer), json: miscounted(parsed(answer)) };
    case 'short-page':
    case 'page-missing':
    case 'duplicate-page':
    case 'unreadable-rows':
      return { ...withoutBody(answer), json: badPage(strike.kind, parsed(answer)) };
    default:
      return answer;
  }
}

function unavailable(strike: Strike, api: Api): Answer {
  const answer = api.error(503, 'Service Unavailable');
  return strike.retryAfter === undefined ? answer : withHeaders(answer, { 'retry-after': String(strike.retryAfter) });
}

function badGateway(): Answer {
  return {
    status: 502,
    text: '<html><body><h1>502 Bad Gateway</h1><p>UISP is starting</p></body></html>',
    contentType: HTML,
  };
}

function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function withoutBody(answer: Answer): Answer {
  return { status: answer.status, ...(answer.headers ? { headers: answer.headers } : {}) };
}

export function bodyText(answer: Answer): string {
  if (answer.text !== undefined) return answer.text.toString();
  return answer.json === undefined ? '' : JSON.stringify(answer.json);
}

function parsed(answer: Answer): unknown {
  return answer.json ?? JSON.parse(bodyText(answer) || 'null');
}

/** All lists in it empty, and an Innago paging object that agrees. */
function emptied(body: unknown): unknown {
  if (Array.isArray(body)) return [];
  return mapData(body, (key, value) => {
    if (Array.isArray(value)) return [];
    return isPaging(key, value) ? { ...value, pageCount: 1, totalRecords: 0 } : value;
  });
}

function miscounted(body: unknown): unknown {
  return mapData(body, (key, value) =>
    isPaging(key, value) ? { ...value, totalRecords: Number(value['totalRecords']) + 7 } : value,
  );
}
