/** Put in by the build; absent when the sources run as they are. */
declare const __VERSION__: string | undefined;

/** Stable, because Innago's firewall may know its callers by it (contracts/innago.md §1). */
export const userAgent = `node-red-innago-uisp/${typeof __VERSION__ === 'string' ? __VERSION__ : 'source'}`;
