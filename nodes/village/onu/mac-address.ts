/**
 * MAC addresses come in several spellings (contracts/uisp-nms.md §3.2: both `aa:bb:…` and twelve digits).
 */

/** `F0-9F-C2-00:00:01`, `f09f.c200.0001`, … as 12 lower-case hex digits; null when it is no MAC address. */
export function normalizeMac(text: string): string | null {
  const digits = text.replace(/[\s:.-]/g, '').toLowerCase();
  return /^[0-9a-f]{12}$/.test(digits) ? digits : null;
}
