/** More than this is not believed: a wrong header must not stop the work for days. */
const longestMs = 3_600_000;

/**
 * @param header the value of `Retry-After`: seconds, or an HTTP date
 * @param now epoch milliseconds
 * @returns milliseconds to wait, 0 to one hour; undefined when there is no usable value
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (Number.isNaN(wait)) return undefined;
  return Math.min(longestMs, Math.max(0, Math.round(wait)));
}
