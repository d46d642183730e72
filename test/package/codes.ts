/** Error codes: those that the sources can raise, and those that a page of docs explains. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { driftCode, driftKinds } from '../../nodes/village/drift/drift-kinds.ts';
import { root } from './editor-definitions.ts';

/** Words in capitals that look like codes, and are none that an operator meets. */
const noCodes: Readonly<Record<string, string>> = {
  EMAIL_MISSING: 'becomes NO_ADDRESS or ADDRESS_INVALID',
  EMAIL_INVALID: 'as EMAIL_MISSING',
  PROPERTY_UNREADABLE: 'a row of a list that a person chooses from; it is left out',
  INVOICE_UNREADABLE: 'a row of a list that is only searched',
  DRY_RUN: 'thrown by a write that a dry-run never begins',
  SEND_AGAIN: 'what the ledger notes for an answer of a person',
  VILLAGE_FIBER_SANDBOX: 'a variable that npm start sets',
  UISP_CRM: 'a beginning of codes',
  UISP_NMS: 'a beginning of codes',
  EISDIR: 'of Node.js',
  CERT_HAS_EXPIRED: 'of Node.js',
  CERT_NOT_YET_VALID: 'of Node.js',
  ERR_TLS_CERT_ALTNAME_INVALID: 'of Node.js',
  ERR_SSL_WRONG_VERSION_NUMBER: 'of Node.js',
  HOSTNAME_MISMATCH: 'of Node.js',
  ERR_BAD_RESPONSE: 'of axios',
};

const servers = /^(INNAGO|UISP_CRM|UISP_NMS|UISP)_/;

const serverNames = ['…', 'INNAGO', 'UISP', 'UISP_CRM', 'UISP_NMS'];

/** The variables of README's table look like codes, too. */
function variables(): string[] {
  const [, table = ''] = /\n## Settings\n(.*?)\n## /s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  return [...table.matchAll(/[A-Z]+(?:_[A-Z0-9]+)+/g)].map(([name]) => name);
}

function sourceTexts(): string[] {
  return readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, 'nodes', path), 'utf8'));
}

/**
 * @returns codes as the sources write them. One behind a server's prefix that is put there at run time begins with `…_`; where that cannot
 *   be seen (`NOT_JSON`), it is given without.
 */
export function raisedCodes(texts: readonly string[] = sourceTexts()): ReadonlySet<string> {
  const found = new Set<string>(driftKinds.map(driftCode));
  for (const text of texts) {
    for (const [, code = ''] of text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)) found.add(code);
    for (const [, code = ''] of text.matchAll(/\bcode: '([A-Z]+)'/g)) found.add(code);
    for (const [, kind] of text.matchAll(/\$\{[\w.]*prefix\}_([A-Z_]+)/g)) found.add(`…_${kind}`);
    const kinds = text.matchAll(/(?:requestError\(\w+,|\.error\([^']+,|, code =) '([A-Z]+)'/g);
    for (const [, kind] of kinds) found.add(`…_${kind}`);
  }
  for (const name of [...variables(), ...Object.keys(noCodes)]) found.delete(name);
  return found;
}

/** @param columns of a table, the codes in the first one: `… NOT JSON` is `…_NOT_JSON` */
export function explainedCodes(page: string): ReadonlySet<string> {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split('|')[1] ?? '');
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => asRaised(code ?? ''))));
}

/** As the sources write a code that people read with blanks. */
export function asRaised(code: string): string {
  return code.replaceAll(' ', '_');
}

/** The ways in which a page may name a code: as it is, and with `…` or a name for the server. */
export function waysToName(code: string): readonly string[] {
  if (code.startsWith('…_')) return serverNames.map((server) => code.replace('…', server));
  return [code, `…_${code}`, code.replace(servers, '…_')];
}

/** Is a code, as a page names it, one that can be raised? A status of HTTP behind a server's name always is. */
export function canBeRaised(named: string, raised: ReadonlySet<string>): boolean {
  if (/^(…|INNAGO|UISP_CRM|UISP_NMS)_[45](\d\d|xx)$/.test(named)) return true;
  const kind = named.replace(servers, '…_');
  return [...raised].some((code) => code === named || waysToName(code).includes(kind));
}
