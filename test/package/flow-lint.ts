/** Rules for every flow that is shipped, as one sentence for each node that breaks one. They look at the drawing, not at what nodes do. */
import type { FlowNode } from './editor-definitions.ts';

/** @returns what is wrong, one sentence each; empty when nothing is */
export type Rule = (nodes: readonly FlowNode[]) => string[];

/** Types that begin a message by themselves. */
const beginners = ['inject', 'cronplus', 'catch', 'status', 'complete', 'http in', 'ui-template'];
/** Types that nothing is ever wired to or from. */
const unwired = ['comment', 'group'];
/** Bookkeeping whose message has nowhere to go: what it does is in the store. */
const ending = ['done', 'failed', 'command', 'mail-accepted', 'mail-failed'];
/** Types that hold a message back, so that a circle with one of them is no runaway. */
const delaying = ['delay', 'trigger'];

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function titleOf(node: FlowNode): string {
  return `${node.type} "${node.name || node['dname'] || node['label'] || node.id}"`;
}

function isDrawn(node: FlowNode): boolean {
  return node.x !== undefined && !unwired.includes(node.type);
}

/** Bookkeeping, a call of another service, or a page's stylesheet (a template of the dashboard that is in no group of a page). */
function mayEnd(node: FlowNode): boolean {
  if (node.type === 'sync-state') return ending.includes(String(node['action']));
  return node.type === 'http request' || (node.type === 'ui-template' && node['templateScope'] !== 'local');
}

/** Where a message that leaves this node goes on, by wires and by links. */
function nextOf(node: FlowNode): string[] {
  const links = ['link out', 'link call'].includes(node.type) ? strings(node['links']) : [];
  return [...(node.wires ?? []).flat(), ...links];
}

export const noDeadEnds: Rule = (nodes) =>
  nodes
    .filter((node) => isDrawn(node) && (node.wires?.length ?? 0) > 0 && node.wires?.flat().length === 0)
    .filter((node) => !mayEnd(node))
    .map((node) => `${titleOf(node)} has outputs, but none of them is wired`);

function beginsMessages(node: FlowNode): boolean {
  return beginners.includes(node.type) || (node.type === 'sync-state' && node['action'] === 'attention');
}

export const everyNodeIsReached: Rule = (nodes) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const reached = new Set<string>();
  const follow = (id: string): void => {
    const node = byId.get(id);
    if (node === undefined || reached.has(id)) return;
    reached.add(id);
    for (const next of nextOf(node)) follow(next);
  };
  for (const { id } of nodes.filter(beginsMessages)) follow(id);
  return nodes
    .filter((node) => isDrawn(node) && !reached.has(node.id))
    .map((node) => `nothing leads to ${titleOf(node)}`);
};

/** A dashboard's template sends only what its page sends, unless it is told to pass messages through. */
function holdsBack(node: FlowNode): boolean {
  return delaying.includes(node.type) || (node.type === 'ui-template' && node['passthru'] !== true);
}

export const noRunaways: Rule = (nodes) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const comesBack = (start: FlowNode): boolean => {
    const seen = new Set<string>();
    const open = nextOf(start);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === start.id) return true;
      const node = byId.get(id);
      if (node === undefined || seen.has(id) || holdsBack(node)) continue;
      seen.add(id);
      open.push(...nextOf(node));
    }
    return false;
  };
  return nodes
    .filter((node) => !holdsBack(node) && comesBack(node))
    .map((node) => `${titleOf(node)} gets its own message back without a delay`);
};

export const linksHaveBothEnds: Rule = (nodes) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.filter(({ type }) => type === 'link call').flatMap((node) => strings(node['links'])));
  return nodes.flatMap((node) => {
    const ends = strings(node['links']);
    const other = { 'link in': 'link out', 'link out': 'link in', 'link call': 'link in' }[node.type];
    if (other === undefined) return [];
    const wrong = ends.filter((id) => {
      const end = byId.get(id);
      return end?.type !== other || (node.type !== 'link call' && !strings(end['links']).includes(node.id));
    });
    if (wrong.length > 0) return [`${titleOf(node)} leads to ${wrong.join(', ')}, which does not lead back`];
    const isReturn = node.type === 'link out' && node['mode'] === 'return';
    if (ends.length > 0 || isReturn || called.has(node.id)) return [];
    return [`${titleOf(node)} has no other end`];
  });
};

/** What waits for an operator to enable it is named beside it, in the words of a comment or of the group. */
export const nothingIsSwitchedOff: Rule = (nodes) => {
  const isExplained = (node: FlowNode) =>
    nodes.some(
      ({ id, g, info = '' }) =>
        node.g !== undefined && (g === node.g || id === node.g) && info.includes(`**${node.name}** is disabled`),
    );
  return nodes
    .filter((node) => node['disabled'] === true || (node['d'] === true && !isExplained(node)))
    .map((node) => `${titleOf(node)} is switched off, and nothing beside it says why`);
};

export const nothingIsLeftOver: Rule = (nodes) => {
  const text = JSON.stringify(nodes);
  const uses = (id: string) => text.split(`"${id}"`).length - 2;
  const isConfiguration = (node: FlowNode) =>
    node.x === undefined && !['tab', 'global-config', 'ui-base', 'subflow'].includes(node.type);
  const idle = nodes.filter((node) => isConfiguration(node) && uses(node.id) === 0);
  const empty = nodes.filter((node) => node.type === 'tab' && !nodes.some(({ z }) => z === node.id));
  const hollow = nodes.filter((node) => node.type === 'group' && !nodes.some(({ g }) => g === node.id));
  return [...idle, ...empty, ...hollow].map((node) => `nothing uses ${titleOf(node)}`);
};

/** So that a group is seen at a glance, and a tab is scrolled in one direction. */
export const sizesAreKept: Rule = (nodes) => {
  const most = { group: 25, tab: 180 };
  const grown = nodes.filter(({ id, type }) => {
    if (type !== 'group' && type !== 'tab') return false;
    return nodes.filter((node) => isDrawn(node) && (type === 'group' ? node.g : node.z) === id).length > most[type];
  });
  const wide = nodes.filter((node) => Number(node.x) > 1800 || Number(node.x) < 0 || Number(node.y) < 0);
  return [
    ...grown.map((node) => `${titleOf(node)} holds too many nodes`),
    ...wide.map((node) => `${titleOf(node)} is drawn far out`),
  ];
};

/** What goes through a flow holds names of tenants; a log is read by others, too. Errors of ours name nobody. */
export const nothingGoesIntoTheLog: Rule = (nodes) =>
  nodes
    .filter((node) => node.type === 'debug' && node['console'] === true && node['complete'] !== 'error')
    .map((node) => `${titleOf(node)} writes messages into the log`);

export const codeIsNamedAndShort: Rule = (nodes) =>
  nodes
    .filter((node) => node.type === 'function')
    .filter((node) => !node.name || String(node['func']).trim() === '' || String(node['func']).split('\n').length > 30)
    .map((node) => `${titleOf(node)}: a function has a name, code, and at most 30 lines`);

/** A node of about the editor's size; links are small. */
function halfWidth({ type }: FlowNode): number {
  return type.startsWith('link ') && type !== 'link call' ? 15 : 50;
}

export const nothingOverlaps: Rule = (nodes) => {
  const drawn = nodes.filter((node) => node.x !== undefined && node.type !== 'group');
  return drawn.flatMap((node, place) =>
    drawn
      .slice(place + 1)
      .filter((other) => other.z === node.z && Math.abs(Number(node.y) - Number(other.y)) < 30)
      .filter((other) => Math.abs(Number(node.x) - Number(other.x)) < halfWidth(node) + halfWidth(other))
      .map((other) => `${titleOf(node)} lies on ${titleOf(other)}`),
  );
};
