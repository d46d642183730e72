/** What is known of advisories for the packages that come with ours, for where the registry is not asked: oldest sound version of each. */

/**
 * Packages of which an advisory is known, with the first version that has none, for each major version that is in use. Looked up in
 * November 2026; a newer advisory is found by `npm audit` only. The test says when an installed package is older.
 */
export const soundFrom: Readonly<Record<string, readonly string[]>> = {
  'agent-base': ['6.0.0'],
  axios: ['1.18.0'],
  debug: ['4.3.1'],
  'follow-redirects': ['1.16.0'],
  'form-data': ['4.0.6'],
  'iconv-lite': ['0.4.18'],
  knex: ['2.4.0'],
  'linkify-it': ['5.0.2'],
  lodash: ['4.18.1'],
  luxon: ['3.2.1'],
  mailparser: ['3.9.14'],
  minimist: ['1.2.6'],
  nodemailer: ['9.1.1'],
  semver: ['5.7.2', '7.5.2'],
  'smtp-server': ['3.18.3'],
  sqlite3: ['5.1.5'],
  tar: ['7.5.21'],
  'tar-fs': ['2.1.4'],
  undici: ['6.28.0'],
};

/**
 * Older than sound, and still shipped: bundled inside another package, so that nothing here can replace it. Each only in this
 * version; the day another one is bundled, its line has to go.
 */
export const accepted: Readonly<Record<string, { readonly version: string; readonly why: string }>> = {
  nodemailer: {
    version: '9.0.3',
    why:
      'inside node-red-node-email 5.2.5, the newest there is. GHSA-2x7j-588g-ccc2, GHSA-8m3c-c648-2xjj, GHSA-cc9r-2j5m-2m83 and ' +
      'GHSA-wmmp-3585-3rmp need a crafted list of addresses, attachments or lists of allowed domains: every address of ours is ' +
      'checked and short, and mails have no attachment and no such list.',
  },
};

/** `1.10.0` after `1.9.2`; what stands after a hyphen is not looked at. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => (text.split('-')[0] ?? '').split('.').map(Number));
  for (const place of [0, 1, 2]) {
    const [left, right] = [a?.[place] ?? 0, b?.[place] ?? 0];
    if (left !== right) return left < right;
  }
  return false;
}

export interface Installed {
  readonly name: string;
  readonly version: string;
}

/** Which of these packages are older than the first sound version of their major, in words. */
export function unsound(packages: readonly Installed[]): string[] {
  return packages.flatMap(({ name, version }) => {
    const sound = soundFrom[name] ?? [];
    const ofMajor = sound.find((one) => one.split('.')[0] === version.split('.')[0]) ?? sound[0];
    if (ofMajor === undefined || !isOlder(version, ofMajor) || accepted[name]?.version === version) return [];
    return [`${name} ${version} has a known advisory: ${ofMajor} is the first without`];
  });
}
