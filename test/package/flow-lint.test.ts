/** Every shipped flow and example keeps the rules of flow-lint.ts; and each rule is seen to break. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type FlowNode, readFlow, root } from './editor-definitions.ts';
import * as lint from './flow-lint.ts';

const flows = ['flows', 'flows/examples'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => `${folder}/${name}`),
);

const rules: Readonly<Record<string, lint.Rule>> = {
  'no output in the middle ends in nothing': lint.noDeadEnds,
  'every node is reached': lint.everyNodeIsReached,
  'no circle without a delay': lint.noRunaways,
  'links have both ends': lint.linksHaveBothEnds,
  'nothing is switched off without a word': lint.nothingIsSwitchedOff,
  'nothing is left over': lint.nothingIsLeftOver,
  'groups and tabs keep their sizes': lint.sizesAreKept,
  'no message goes into the log': lint.nothingGoesIntoTheLog,
  'functions have a name and are short': lint.codeIsNamedAndShort,
  'no node lies on another': lint.nothingOverlaps,
};

for (const path of flows) {
  const nodes = readFlow(path);
  for (const [words, rule] of Object.entries(rules))
    test(`${path}: ${words}`, () => {
      assert.deepEqual(rule(nodes), []);
    });
}

/** A small flow that keeps every rule: an inject, a switch, a link to a debug. */
function sound(): FlowNode[] {
  return [
    { id: 'tab', type: 'tab' },
    { id: 'group', type: 'group', z: 'tab', x: 0, y: 0, nodes: ['start', 'switch', 'out', 'in', 'end'] },
    { id: 'plans', type: 'fiber-plans' },
    { id: 'start', type: 'inject', z: 'tab', g: 'group', x: 100, y: 100, wires: [['switch']] },
    { id: 'switch', type: 'switch', z: 'tab', g: 'group', x: 300, y: 100, plans: 'plans', wires: [['out']] },
    { id: 'out', type: 'link out', z: 'tab', g: 'group', x: 500, y: 100, mode: 'link', links: ['in'], wires: [] },
    { id: 'in', type: 'link in', z: 'tab', g: 'group', x: 100, y: 200, links: ['out'], wires: [['end']] },
    { id: 'end', type: 'debug', z: 'tab', g: 'group', x: 300, y: 200, console: false, wires: [] },
  ];
}

function without(id: string, field: string): FlowNode[] {
  return changed(id, { [field]: field === 'wires' ? [[]] : undefined });
}

function changed(id: string, fields: Readonly<Record<string, unknown>>): FlowNode[] {
  return sound().map((node) => (node.id === id ? { ...node, ...fields } : node));
}

function more(...nodes: readonly FlowNode[]): FlowNode[] {
  return [...sound(), ...nodes];
}

const at = { z: 'tab', g: 'group' };
const crowd = Array.from({ length: 30 }, (_, place) => ({
  ...at,
  id: `n${place}`,
  type: 'debug',
  x: 900,
  y: 40 * place,
}));

/** Flows that break one rule, and what it says. */
const broken: readonly (readonly [lint.Rule, FlowNode[], RegExp])[] = [
  [lint.noDeadEnds, without('switch', 'wires'), /switch "switch" has outputs/],
  [lint.everyNodeIsReached, without('start', 'wires'), /nothing leads to switch/],
  [lint.everyNodeIsReached, changed('out', { links: [] }), /nothing leads to link in/],
  [lint.noRunaways, changed('switch', { wires: [['out', 'switch']] }), /switch "switch" gets its own/],
  [lint.noRunaways, changed('in', { wires: [['switch']] }), /link in "in" gets its own/],
  [
    lint.noRunaways,
    more({ ...at, id: 'page', type: 'ui-template', passthru: true, x: 1, y: 400, wires: [['page']] }),
    /ui-template "page"/,
  ],
  [lint.linksHaveBothEnds, changed('out', { links: ['gone'] }), /link out "out" leads to gone/],
  [lint.linksHaveBothEnds, changed('in', { links: [] }), /link out "out" leads to in, which does not lead back/],
  [
    lint.linksHaveBothEnds,
    more({ ...at, id: 'lone', type: 'link in', x: 1, y: 400, links: [] }),
    /"lone" has no other/,
  ],
  [lint.nothingIsSwitchedOff, changed('end', { d: true }), /debug "end" is switched off/],
  [lint.nothingIsSwitchedOff, changed('tab', { disabled: true }), /tab "tab" is switched off/],
  [lint.nothingIsLeftOver, without('switch', 'plans'), /nothing uses fiber-plans/],
  [lint.nothingIsLeftOver, more({ id: 'second', type: 'tab' }), /nothing uses tab "second"/],
  [
    lint.nothingIsLeftOver,
    more({ ...at, id: 'second', type: 'group' }).map(outOf('second')),
    /nothing uses group "second"/,
  ],
  [lint.sizesAreKept, more(...crowd), /group "group" holds too many/],
  [lint.sizesAreKept, changed('end', { x: 2500 }), /debug "end" is drawn far out/],
  [lint.nothingGoesIntoTheLog, changed('end', { console: true }), /debug "end" writes messages/],
  [lint.codeIsNamedAndShort, changed('switch', { type: 'function', name: '', func: 'return msg;' }), /a function has/],
  [lint.codeIsNamedAndShort, changed('switch', { type: 'function', name: 'count', func: ' ' }), /a function has/],
  [lint.nothingOverlaps, changed('end', { x: 130 }), /link in "in" lies on debug "end"/],
];

function outOf(id: string): (node: FlowNode) => FlowNode {
  return (node) => (node.id === id ? { ...node, g: 'none' } : node);
}

test('a flow that keeps the rules is not complained about', () => {
  for (const [words, rule] of Object.entries(rules)) assert.deepEqual(rule(sound()), [], words);
});

test('each rule says in words what breaks it', () => {
  for (const [rule, nodes, words] of broken) assert.match(rule(nodes).join('\n'), words);
  for (const [words, rule] of Object.entries(rules))
    assert.ok(
      broken.some(([one]) => one === rule),
      `${words}: never broken`,
    );
});

test('what is switched off may be, where it says so beside it', () => {
  const info = '**watchdog** is disabled: enable it';
  const off = changed('end', { name: 'watchdog', d: true });
  const said = off.map((node) => (node.id === 'group' ? { ...node, info } : node));
  assert.deepEqual(lint.nothingIsSwitchedOff(said), []);
  assert.equal(lint.nothingIsSwitchedOff(off).length, 1);
});

test('what holds messages back ends a circle', () => {
  const wires = [['start']];
  const page = { ...at, id: 'page', type: 'ui-template', passthru: false, x: 1, y: 400, wires: [['page']] };
  assert.deepEqual(lint.noRunaways(more(page)), []);
  assert.deepEqual(lint.noRunaways(changed('end', { type: 'delay', wires })), []);
});
