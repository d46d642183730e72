/** The maintenance part of the shipped flow, as far as the keyword router decides it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RoutedText } from '../../../nodes/village/keywords/router.ts';
import { type RouterFields, routerFromConfig } from '../../../nodes/village/keywords/router-config.ts';

/** Where a ticket ends: a UISP ticket, a request for a plan, or remembered as none of ours. */
export type Outcome = 'internet' | 'upgrade' | 'other';

const nodeSchema = v.looseObject({
  id: v.string(),
  type: v.string(),
  wires: v.optional(v.array(v.array(v.string())), []),
  links: v.optional(v.array(v.string()), []),
});
type FlowNode = v.InferOutput<typeof nodeSchema>;

const judgeSchema = v.looseObject({
  type: v.literal('sync-state'),
  action: v.literal('ticket'),
  verdict: v.picklist(['upgrade', 'other']),
});

/** Reads the ticket as a request for a plan; what is none goes on as the router said. */
const readerSchema = v.looseObject({
  type: v.literal('sync-state'),
  action: v.literal('plan-request'),
  route: v.picklist(['plan', 'fault']),
});

const flowFile = join(import.meta.dirname, '../../../flows/village-fiber.json');
/** An output leads over this many pairs of link nodes at most. */
const mostLinks = 4;

/** The router node of the flow, with what follows on each of its outputs. */
interface ShippedRouter {
  /** The node's configuration. */
  readonly config: RouterFields;
  /** By output, in the order of the rules; the last is "otherwise". */
  readonly outputs: readonly Outcome[];
}

/** @throws Error when the flow has not exactly one keyword router, or an output leads to none or several of the three ends */
export function shippedRouter(): ShippedRouter {
  const nodes = v.parse(v.array(nodeSchema), JSON.parse(readFileSync(flowFile, 'utf8')));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [router, ...others] = nodes.filter(({ type }) => type === 'keyword-router');
  if (router === undefined || others.length > 0) throw new Error('the flow has not exactly one keyword-router');
  const outputs = router.wires.map((wired, index) => {
    const ends = new Set(wired.flatMap((id) => endsOf(byId, id, mostLinks)));
    const [end, ...more] = ends;
    if (end === undefined || more.length > 0)
      throw new Error(`output ${index + 1} ends in: ${[...ends].join() || 'none'}`);
    return end;
  });
  return { config: router, outputs };
}

function endsOf(byId: ReadonlyMap<string, FlowNode>, id: string, linksLeft: number): Outcome[] {
  const node = byId.get(id);
  const reader = v.safeParse(readerSchema, node);
  if (reader.success) return [reader.output.route === 'fault' ? 'internet' : 'upgrade'];
  const judge = v.safeParse(judgeSchema, node);
  if (judge.success) return [judge.output.verdict];
  if (linksLeft === 0) return [];
  if (node?.type === 'link out') return node.links.flatMap((link) => endsOf(byId, link, linksLeft - 1));
  if (node?.type === 'link in') return node.wires.flat().flatMap((wired) => endsOf(byId, wired, linksLeft));
  return [];
}

/**
 * @returns the end of a text
 * @throws Error when the router has not one output for each rule and one for "otherwise"; SyncError KEYWORDS_INVALID
 */
export function sorterOf({ config, outputs }: ShippedRouter): (text: RoutedText) => Outcome {
  const router = routerFromConfig(config);
  const outputsNeeded = router.rules.length + 1;
  if (router.mode !== 'first') throw new Error('the shipped router is to take the first rule that matches');
  if (outputs.length !== outputsNeeded) throw new Error(`${outputs.length} outputs instead of ${outputsNeeded}`);
  return (text) => {
    const [taken] = router.route(text, 'first');
    const outcome = outputs[taken?.rule ?? router.rules.length];
    if (outcome === undefined) throw new Error('an output without an end');
    return outcome;
  };
}
