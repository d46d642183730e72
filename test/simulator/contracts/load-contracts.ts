import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type ContractCheck, contractCheck, noContracts } from './contract-check.ts';
import { innagoOperations } from './innago-contract.ts';
import { swaggerOperations } from './swagger-contract.ts';
import { UNCERTAIN_OPERATIONS } from './uncertain.ts';

const DEFAULT_FOLDER = join(import.meta.dirname, '../../../../shared/contracts');

let loaded: { readonly folder: string; readonly check: Promise<ContractCheck> } | undefined;

/**
 * The contracts of a folder (`innago.openapi.yml`, `uisp-crm.swagger.json`, `uisp-nms.swagger.json`). Without a name the default
 * folder, skipped when it is not there; a named folder must be there. They are read once a process.
 */
export function loadContracts(folder: string | false | undefined): Promise<ContractCheck> {
  if (folder === false) return Promise.resolve(noContracts);
  if (folder === undefined && !existsSync(DEFAULT_FOLDER)) return Promise.resolve(noContracts);
  const wanted = folder ?? DEFAULT_FOLDER;
  if (loaded?.folder !== wanted) loaded = { folder: wanted, check: read(wanted) };
  return loaded.check;
}

async function read(folder: string): Promise<ContractCheck> {
  const [innago, crm, nms] = await Promise.all(
    ['innago.openapi.yml', 'uisp-crm.swagger.json', 'uisp-nms.swagger.json'].map((name) =>
      readFile(join(folder, name), 'utf8'),
    ),
  );
  return contractCheck([
    ...innagoOperations(parse(innago ?? '')),
    ...swaggerOperations('crm', JSON.parse(crm ?? '')),
    ...swaggerOperations('nms', JSON.parse(nms ?? '')),
    ...UNCERTAIN_OPERATIONS,
  ]);
}
