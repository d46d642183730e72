/**
 * How the NMS is asked and what its answers must look like (contracts/uisp-nms.md §2).
 */
import * as v from 'valibot';
import type { HttpAnswer, HttpPort, HttpRequest } from '../../http/http-port.ts';
import { fillPath, type Route } from '../../http/routes.ts';
import { SyncError } from '../../sync-error.ts';
import { nmsWords, refused } from '../refused.ts';
import { resultSchema } from './nms-schemas.ts';

export interface NmsCall {
  readonly route: Route;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: HttpRequest['query'];
  readonly body?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
}

/** 501 is the device's answer, not the server's trouble: this model or firmware lacks the operation. */
const refusals = [400, 404, 409, 422, 501];

export class NmsRequests {
  readonly #http: HttpPort;
  readonly #beginWrite: () => () => void;

  /** @param beginWrite called when a write begins; what it returns is called when that write has ended, well or not */
  constructor(http: HttpPort, beginWrite: () => () => void = () => () => undefined) {
    this.#http = http;
    this.#beginWrite = beginWrite;
  }

  /** One object, read. @throws SyncError UISP_NMS_404 …, UISP_NMS_UNEXPECTED when the answer has another shape */
  async read<T>(call: NmsCall, schema: v.GenericSchema<unknown, T | undefined>): Promise<T> {
    return parse(call, await this.#send(call), schema, 'none');
  }

  /**
   * A bare array in one answer. Rows that the schema makes undefined are left out, and so are damaged ones, unless all are:
   * then it is another API than the published one.
   */
  async readList<T>(call: NmsCall, schema: v.GenericSchema<unknown, T | undefined>): Promise<T[]> {
    const rows = parse(call, await this.#send(call), v.array(v.unknown()), 'none');
    const parsed = rows.map((row) => v.safeParse(schema, row));
    const [first] = parsed;
    if (first !== undefined && !first.success && parsed.every((row) => !row.success)) {
      throw unexpected(call, v.getDotPath(first.issues[0]), 'none');
    }
    return parsed.map((row) => (row.success ? row.output : undefined)).filter((row) => row !== undefined);
  }

  /** A write that answers with what it made or changed. */
  async write<T>(call: NmsCall, schema: v.GenericSchema<unknown, T | undefined>): Promise<T> {
    return parse(call, await this.#write(call), schema, 'unknown');
  }

  /**
   * A write that answers with a Status. A 2xx does not mean success: `result` must be true.
   * @throws SyncError UISP_NMS_REFUSED (trouble data, effect none)
   */
  async act(call: NmsCall): Promise<void> {
    const { result, message } = parse(call, await this.#write(call), resultSchema, 'unknown');
    if (result === true) return;
    throw refused(
      `UISP NMS did not do ${call.route.method} ${call.route.path}`,
      message ?? '',
      [call.body, call.params],
      {
        code: 'UISP_NMS_REFUSED',
        status: 200,
        where: `${call.route.method} ${call.route.path}`,
      },
    );
  }

  /** A write whose answer is not looked at: it is read back later. */
  async push(call: NmsCall): Promise<void> {
    await this.#write(call);
  }

  async #write(call: NmsCall): Promise<HttpAnswer> {
    const ended = this.#beginWrite();
    try {
      return await this.#send(call);
    } finally {
      ended();
    }
  }

  async #send({ route, params, query, body, signal }: NmsCall): Promise<HttpAnswer> {
    const answer = await this.#http.request({
      method: route.method,
      path: fillPath(route.path, params),
      accept: refusals,
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!refusals.includes(answer.status)) return answer;
    throw refused(`UISP NMS refused ${route.method} ${route.path}`, nmsWords(answer.body), [body, params, query], {
      code: `UISP_NMS_${answer.status}`,
      status: answer.status,
      where: `${route.method} ${route.path}`,
      hint: hints[answer.status],
    });
  }
}

const hints: Readonly<Record<number, string>> = {
  404: 'It is no longer in UISP, or the OLT it hangs on is not connected.',
  501: 'This ONU model or firmware cannot do that. The route can be set in the UISP server node, field "Routes"; or use the alias.',
};

function parse<T>(
  call: NmsCall,
  answer: HttpAnswer,
  schema: v.GenericSchema<unknown, T | undefined>,
  effect: 'none' | 'unknown',
): T {
  const parsed = v.safeParse(schema, answer.body);
  if (parsed.success && parsed.output !== undefined) return parsed.output;
  throw unexpected(call, parsed.success ? null : v.getDotPath(parsed.issues[0]), effect);
}

function unexpected({ route }: NmsCall, place: string | null, effect: 'none' | 'unknown'): SyncError {
  const problem = place === null ? 'something else than the published answer' : `an unexpected "${place}"`;
  return new SyncError(`UISP NMS answered ${route.method} ${route.path} with ${problem}.`, {
    code: 'UISP_NMS_UNEXPECTED',
    trouble: 'server',
    effect,
    where: `${route.method} ${route.path}`,
    hint: 'Another version of UISP may answer differently; the path can be set in the UISP server node, field "Routes".',
  });
}
