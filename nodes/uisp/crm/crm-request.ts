/**
 * How the CRM is asked and what its answers must look like (contracts/uisp-crm.md §2). Every method of {@link UispCrm} goes
 * through one of the functions here.
 */
import * as v from 'valibot';
import type { HttpAnswer, HttpPort } from '../../http/http-port.ts';
import { parseJsonBody } from '../../http/json-body.ts';
import type { Route } from '../../http/routes.ts';
import { SyncError } from '../../sync-error.ts';
import { crmWords } from '../refused.ts';
import { type BeginWrite, type UispApi, type UispCall, UispRequests } from '../uisp-requests.ts';

const crmApi: UispApi = {
  name: 'UISP CRM',
  prefix: 'UISP_CRM',
  refusals: [400, 404, 409, 422],
  words: crmWords,
  hint: hintFor,
};
const pageSize = 100;

/** The CRM's ways of answering, each with what it must look like. */
export class CrmRequests {
  readonly #requests: UispRequests;

  constructor(http: HttpPort, beginWrite?: BeginWrite) {
    this.#requests = new UispRequests(crmApi, http, beginWrite);
  }

  /** The answer as it came, not parsed: for a caller that compares it first. @throws SyncError as {@link read} */
  async bytes(call: UispCall): Promise<Buffer> {
    const { body } = await this.#requests.read({ ...call, expect: 'bytes' });
    return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  }

  /** What {@link bytes} gave, parsed. @throws SyncError as {@link read} */
  parsed<T>(call: UispCall, bytes: Buffer, schema: v.GenericSchema<unknown, T>): T {
    const { method, path } = call.route;
    const body = parseJsonBody(bytes, { prefix: crmApi.prefix, name: crmApi.name, method, path }, 200);
    return parse(call, { status: 200, body, headers: {} }, schema, 'none');
  }

  /** One object or list, read. @throws SyncError UISP_CRM_404 …, UISP_CRM_UNEXPECTED when the answer has another shape */
  async read<T>(call: UispCall, schema: v.GenericSchema<unknown, T>): Promise<T> {
    const answer = await this.#requests.read(call);
    return parse(call, answer, schema, 'none');
  }

  /** A list that the API gives in one answer. */
  readList<T>(call: UispCall, schema: v.GenericSchema<unknown, T>): Promise<T[]> {
    return this.read(call, v.array(schema));
  }

  /**
   * A whole collection, page by page with an explicit limit: the API gives no total, so a short page is the last one.
   * @throws SyncError UISP_CRM_UNEXPECTED when an id comes twice: the list moved while it was read, or the server ignores `offset`
   */
  async readAll<T extends { readonly id: number | string }>(
    call: UispCall,
    schema: v.GenericSchema<unknown, T>,
  ): Promise<T[]> {
    const found = new Map<number | string, T>();
    for (let offset = 0; ; offset += pageSize) {
      const query = { ...call.query, limit: pageSize, offset };
      const page = await this.read({ ...call, query }, v.array(schema));
      for (const row of page) {
        if (found.has(row.id)) throw unexpected(call, `lists id ${row.id} twice`, 'none', readAgain);
        found.set(row.id, row);
      }
      if (page.length !== pageSize) return [...found.values()];
    }
  }

  /** A POST that makes something: 201 and the thing itself. Anything else is UISP_CRM_UNEXPECTED, effect unknown. */
  async create<T>(call: UispCall, schema: v.GenericSchema<unknown, T>): Promise<T> {
    const answer = await this.#requests.write(call);
    if (answer.status !== 201 || Array.isArray(answer.body)) {
      throw unexpected(
        call,
        `answered ${answer.status} with ${shape(answer.body)}, not 201 with the new entry`,
        'unknown',
      );
    }
    return parse(call, answer, schema, 'unknown');
  }

  /** A PATCH that answers with the entity. */
  async change<T>(call: UispCall, schema: v.GenericSchema<unknown, T>): Promise<T> {
    const answer = await this.#requests.write(call);
    return parse(call, answer, schema, 'unknown');
  }

  /** An action whose answer is empty or not looked at. @returns the body, if there was one */
  async act(call: UispCall): Promise<unknown> {
    const answer = await this.#requests.write(call);
    return answer.body;
  }
}

/** A 404 on a POST means the *body* (contracts/uisp-crm.md §2). */
function hintFor(route: Route, status: number): string | undefined {
  if (status !== 404) return undefined;
  return route.method === 'GET'
    ? 'It was removed from UISP, or it is archived.'
    : 'Something that the request names does not exist in UISP any more (or the client is archived): client, service plan or site.';
}

const readAgain = 'Somebody changed UISP while it was read; the next scan reads it again.';
const redirectHint =
  'A POST that was redirected becomes a GET: is the host https, with the right port, and no proxy that redirects in between?';

function unexpected(call: UispCall, what: string, effect: 'none' | 'unknown', hint = redirectHint): SyncError {
  const where = `${call.route.method} ${call.route.path}`;
  return new SyncError(`UISP CRM ${where} ${what}.`, {
    code: 'UISP_CRM_UNEXPECTED',
    trouble: 'server',
    effect,
    where,
    hint,
  });
}

function parse<T>(
  call: UispCall,
  answer: HttpAnswer,
  schema: v.GenericSchema<unknown, T>,
  effect: 'none' | 'unknown',
): T {
  const parsed = v.safeParse(schema, answer.body);
  if (parsed.success) return parsed.output;
  const place = v.getDotPath(parsed.issues[0]);
  const problem = place === null ? shape(answer.body) : `"${place}" as ${shape(parsed.issues[0].input)}`;
  throw unexpected(call, `answered with ${problem}, which this package does not understand`, effect, contractHint);
}

const contractHint =
  'Another version of UISP may answer differently; the path can be set in the UISP server node, field "Routes".';

/** The kind of a value, never the value itself. */
function shape(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
