/**
 * The pages of the dashboard are written in files that an engineer can read, and shipped inside flows/dashboard.json, where the dashboard
 * looks for them and the operator may change them in the editor. This puts the files into the flow.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

interface PageNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}

/**
 * @param flow text of flows/dashboard.json
 * @param folder of the files: `<name of the ui-template>.vue`, or `.css` for the look of all pages, and parts/
 * @returns the text with the files in it
 * @throws Error naming a file that is missing, or one that no ui-template bears the name of
 */
export function withPages(flow: string, folder: string): string {
  const files = new Map(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name.slice(0, -extname(name).length), name]),
  );
  const nodes: readonly PageNode[] = JSON.parse(flow);
  let text = flow;
  for (const { id, type, name = '' } of nodes) {
    if (type !== 'ui-template') continue;
    const file = files.get(name);
    if (file === undefined) throw new Error(`There is no file for the ui-template "${name}" in ${folder}.`);
    files.delete(name);
    // In the text, so that all else stays as it is formatted.
    const place = new RegExp(`("id": "${id}"[^]*?"format": )"(?:[^"\\\\]|\\\\.)*"`);
    text = text.replace(place, (_all, before: string) => before + JSON.stringify(sourceOf(file, folder)));
  }
  if (files.size > 0) throw new Error(`No ui-template has the name of ${[...files.values()].join(', ')}.`);
  return text;
}

/** A page stands on its own wherever it is put: with its parts, and with what all pages share. */
function sourceOf(file: string, folder: string): string {
  const text = readFileSync(join(folder, file), 'utf8');
  if (extname(file) !== '.vue') return text;
  const page = text.replace(/^( *)<!-- include (\S+) -->$/gm, (_line, indent: string, part: string) =>
    readFileSync(join(folder, part), 'utf8')
      .trimEnd()
      .replace(/^(?=.)/gm, indent),
  );
  const shared = ['words.js', 'page.js'].map((name) => readFileSync(join(folder, 'parts', name), 'utf8'));
  return `${page}\n<script>\n${shared.join('\n')}</script>\n`;
}
