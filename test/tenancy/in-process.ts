/** Requests without sockets: what the product would put on the wire goes straight to the simulator's door. */
import { type SendOnce, type WireAnswer, WireFailure } from '../../nodes/http/one-request.ts';
import { bodyText } from '../simulator/http/fault-answers.ts';
import type { Simulator } from '../simulator/simulator.ts';

/** @param clock a request takes a millisecond, so that no two happen at one instant */
export function sendInProcess(simulator: Simulator, clock: { now: number }): SendOnce {
  return async (wire, progress, signal): Promise<WireAnswer> => {
    if (signal.aborted) throw new WireFailure('ERR_CANCELED');
    clock.now += 1;
    progress.reached = true;
    const origin = wire.url.slice(0, wire.url.indexOf('/', 8));
    const headers = Object.fromEntries(
      Object.entries(wire.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const letter = { method: wire.method, url: wire.url.slice(origin.length), headers, body: wire.body ?? '' };
    const delivered = await simulator.deliver(origin, letter);
    if (signal.aborted) throw new WireFailure('ERR_CANCELED');
    if (delivered === 'cut') throw new WireFailure('ECONNRESET');
    if (delivered === 'silence') throw new WireFailure('TIMEOUT');
    const { answer, sent } = delivered;
    sent();
    const plain = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    return { status: answer.status, headers: Object.fromEntries(plain), bytes: Buffer.from(bodyText(answer)) };
  };
}
