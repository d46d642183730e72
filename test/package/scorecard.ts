/** The flow library's scorecard, as far as it can be told without asking the library: its rules by their numbers, one sentence each. */
import { isOlder } from './advisories.ts';
import type { Manifest } from './editor-definitions.ts';

/** The lowest version that a range such as `>=22.9` admits; undefined when it is not of that form, which has no upper bound. */
function lowest(range: string): string | undefined {
  return /^>=(\d+(?:\.\d+){0,2})$/.exec(range)?.[1];
}

function admits(range: string, version: string): boolean {
  const from = lowest(range);
  return from !== undefined && !isOlder(version, from);
}

/** Versions that the rules are about. */
export interface Lines {
  /** Of Node-RED: what the library's tags point at. */
  readonly nodeRed: readonly string[];
  /** The oldest Node.js that the newest Node-RED takes. */
  readonly node: string;
}

/** What package.json does not keep of P01 to P08 and D01. @param modules names of other modules of the catalogue */
export function packageComplaints(manifest: Manifest, lines: Lines, modules: readonly string[]): string[] {
  const own = manifest.name.replace(/^@[^/]+\//, '');
  const redRange = manifest['node-red'].version;
  const broken: readonly (readonly [boolean, string])[] = [
    [!manifest.license, 'P01 no licence'],
    [!manifest.repository && !manifest.bugs, 'P03 neither repository nor bugs'],
    [!/^@[a-z0-9-]+\/node-red-[a-z0-9-]+$/.test(manifest.name), 'P04 the name has no scope'],
    [!manifest.keywords.includes('node-red'), 'P05 the keyword node-red is missing'],
    ...lines.nodeRed.map((version) => [!admits(redRange, version), `P06 Node-RED ${version} is shut out`] as const),
    [!admits(manifest.engines.node, lines.node), `P07 Node.js ${lines.node} is shut out`],
    ...modules
      .filter((name) => own.includes(name))
      .map((name) => [true, `P08 the name holds that of ${name}`] as const),
    [Object.keys(manifest.dependencies).length > 6, 'D01 more than six dependencies'],
    ...Object.entries(manifest.dependencies)
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(([name]) => [true, `D01 ${name} is not pinned`] as const),
  ];
  return broken.flatMap(([isBroken, words]) => (isBroken ? [words] : []));
}

/** N01: types of ours that another module registers, too. */
export function takenTypes(types: readonly string[], others: readonly string[]): string[] {
  return types.filter((type, place) => others.includes(type) || types.indexOf(type) !== place);
}

/** N02: nodes, not configuration nodes, that no example uses. */
export function withoutExample(types: readonly string[], used: ReadonlySet<string>): string[] {
  return types.filter((type) => !used.has(type));
}

/** D02: packages that change Node.js itself for everybody in the process. */
export function knownBad(packages: readonly { readonly name: string; readonly version: string }[]): string[] {
  return packages
    .filter(({ name, version }) => name === 'agent-base' && isOlder(version, '6.0.0'))
    .map(({ name, version }) => `D02 ${name} ${version} patches https.request`);
}
