/**
 * How the NMS is asked and what its answers must look like (contracts/uisp-nms.md §2).
 */
import * as v from 'valibot';
import type { HttpAnswer, HttpPort } from '../../http/http-port.ts';
import { SyncError } from '../../sync-error.ts';
import { nmsWords, refused } from '../refused.ts';
import { type BeginWrite, type UispApi, type UispCall, UispRequests } from '../uisp-requests.ts';
import { resultSchema } from './nms-schemas.ts';

const hints: Readonly<Record<number, string>> = {
  404: 'It is no longer in UISP, or the OLT it hangs on is not connected.',
  501: 'This ONU model or firmware cannot do that. The route can be set in the UISP server node, field "Routes"; or use the alias.',
};

const nmsApi: UispApi = {
  name: 'UISP NMS',
  prefix: 'UISP_NMS',
  // 501 is the device's answer, not the server's trouble: this model or firmware lacks the operation.
  refusals: [400, 404, 409, 422, 501],
  words: nmsWords,
  hint: (_route, status) => hints[status],
};

/** The NMS's ways of answering, each with what it must look like. */
export class NmsRequests {
  readonly #requests: UispRequests;

  constructor(http: HttpPort, beginWrite?: BeginWrite) {
    this.#requests = new UispRequests(nmsApi, http, beginWrite);
  }

  /** One object, read. @throws SyncError UISP_NMS_404 …, UISP_NMS_UNEXPECTED when the answer has another shape */
  async read<T>(call: UispCall, schema: v.GenericSchema<unknown, T | undefined>): Promise<T> {
    return parse(call, await this.#requests.read(call), schema, 'none');
  }

  /**
   * A bare array in one answer. Rows that the schema makes undefined are left out, and so are damaged ones, unless all are:
   * then it is another API than the published one.
   */
  async readList<T>(call: UispCall, schema: v.GenericSchema<unknown, T | undefined>): Promise<T[]> {
    const rows = parse(call, await this.#requests.read(call), v.array(v.unknown()), 'none');
    const parsed = rows.map((row) => v.safeParse(schema, row));
    const [first] = parsed;
    if (first !== undefined && !first.success && parsed.every((row) => !row.success)) {
      throw unexpected(call, v.getDotPath(first.issues[0]), 'none');
    }
    return parsed.map((row) => (row.success ? row.output : undefined)).filter((row) => row !== undefined);
  }

  /** A write that answers with what it made or changed. */
  async write<T>(call: UispCall, schema: v.GenericSchema<unknown, T | undefined>): Promise<T> {
    return parse(call, await this.#requests.write(call), schema, 'unknown');
  }

  /**
   * A write that answers with a Status. A 2xx does not mean success: `result` must be true.
   * @throws SyncError UISP_NMS_REFUSED (trouble data, effect none)
   */
  async act(call: UispCall): Promise<void> {
    const { result, message } = parse(call, await this.#requests.write(call), resultSchema, 'unknown');
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
  async push(call: UispCall): Promise<void> {
    await this.#requests.write(call);
  }
}

function parse<T>(
  call: UispCall,
  answer: HttpAnswer,
  schema: v.GenericSchema<unknown, T | undefined>,
  effect: 'none' | 'unknown',
): T {
  const parsed = v.safeParse(schema, answer.body);
  if (parsed.success && parsed.output !== undefined) return parsed.output;
  throw unexpected(call, parsed.success ? null : v.getDotPath(parsed.issues[0]), effect);
}

function unexpected({ route }: UispCall, place: string | null, effect: 'none' | 'unknown'): SyncError {
  const problem = place === null ? 'something else than the published answer' : `an unexpected "${place}"`;
  return new SyncError(`UISP NMS answered ${route.method} ${route.path} with ${problem}.`, {
    code: 'UISP_NMS_UNEXPECTED',
    trouble: 'server',
    effect,
    where: `${route.method} ${route.path}`,
    hint: 'Another version of UISP may answer differently; the path can be set in the UISP server node, field "Routes".',
  });
}
