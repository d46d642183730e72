/** Somebody in the shipped flow who writes down what every node shows as its status, what reaches Catch, and what a scan has found. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { until } from './node-red-process.ts';

const { prepareUserDirectory }: { prepareUserDirectory(userDir: string, flowFile: string): void } = createRequire(
  import.meta.url,
)('../../flows/user-directory.js');

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly action?: string;
  readonly wires?: string[][];
}

interface Source {
  readonly type: string;
  readonly name?: string;
}

/** One error as Catch got it. */
interface Caught {
  readonly message: string;
  readonly code?: string;
  readonly source: Source;
  /** What our nodes leave in `msg.failure`. */
  readonly failure: { readonly code: string; readonly text: string; readonly hint?: string } | undefined;
}

interface Line {
  readonly error?: Omit<Caught, 'failure'>;
  readonly failure?: Caught['failure'];
  readonly status?: { readonly text?: string; readonly source: Source };
  readonly scan?: { readonly due: number; readonly dueTickets: number };
  readonly list?: Listed;
  readonly given?: Given;
}

/** What a monthly list of the flow gave out, as a message. */
export interface Listed {
  readonly topic?: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What came out of a node that was asked for something by hand, or of an audit. */
export interface Given extends Listed {
  /** The node's action. */
  readonly action: string;
}

/** The actions whose answers the witness reads. What they give out is meant for a person, and may name tenants. */
const answering = ['command', 'plan', 'upcoming', 'adoption', 'audit', 'attention'];

/** The nodes whose lists the witness reads: bills to come, occupancy statement. */
const lists = ['preview', 'statement'];

/** The palette's mail node has the tenant's address in its errors, and beside the text of its status; what we make of them is ours. */
const notOurs = ['e-mail'];

/** A type of nodes, or several. */
export type NodeTypes = string | readonly string[];

export class Witness {
  readonly #file: string;
  #heard = 0;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Puts the shipped flow, and the witness on its tab, into a user directory in which Node-RED has not started yet. */
  static enter(userDir: string): Witness {
    prepareUserDirectory(userDir, 'flows.json');
    const path = join(userDir, 'flows.json');
    const file = join(userDir, 'witness.jsonl');
    const flow: FlowNode[] = JSON.parse(readFileSync(path, 'utf8'));
    const tab = flow.find(({ type }) => type === 'tab')?.id;
    const scope = flow.filter(({ z, type }) => z === tab && type !== 'group').map(({ id }) => id);
    const poll = flow.find(({ type }) => type === 'innago-poll');
    poll?.wires?.[2]?.push('aa00000000000003');
    for (const node of flow.filter(({ action }) => lists.includes(action ?? '')))
      node.wires?.[0]?.push('aa00000000000005');
    const ears = answering.map((action, n) => ({
      id: `aa0000000000001${n}`,
      type: 'function',
      func: `const { topic, payload } = msg; return { payload: { given: { action: "${action}", topic, payload } } };`,
      outputs: 1,
      wires: [['aa00000000000004']],
    }));
    for (const [n, action] of answering.entries()) {
      for (const node of flow.filter((one) => one.action === action)) node.wires?.[0]?.push(ears[n]?.id ?? '');
    }
    const own = [
      ...ears,
      { id: 'aa00000000000001', type: 'catch', scope, uncaught: false, wires: [['aa00000000000003']] },
      { id: 'aa00000000000002', type: 'status', scope, wires: [['aa00000000000003']] },
      {
        id: 'aa00000000000003',
        type: 'function',
        func: 'const { error, failure, status, topic, payload } = msg; return { payload: { error, failure, status, scan: topic === "scan" ? payload : undefined } };',
        outputs: 1,
        wires: [['aa00000000000004']],
      },
      {
        id: 'aa00000000000005',
        type: 'function',
        func: 'const { topic, payload } = msg; return { payload: { list: { topic, payload } } };',
        outputs: 1,
        wires: [['aa00000000000004']],
      },
      {
        id: 'aa00000000000004',
        type: 'file',
        filename: file,
        filenameType: 'str',
        appendNewline: true,
        overwriteFile: 'false',
        wires: [[]],
      },
    ];
    writeFileSync(path, JSON.stringify([...flow, ...own.map((node) => ({ ...node, z: tab, x: 200, y: 1600 }))]));
    return new Witness(file);
  }

  /** What was heard so far is left out of the answers from now on. */
  forget(): void {
    this.#heard = this.#lines().length;
  }

  caught(): Caught[] {
    return this.#news().flatMap(({ error, failure }) => (error === undefined ? [] : [{ ...error, failure }]));
  }

  /** Every code that Catch heard from the beginning, in order. */
  codes(): string[] {
    return this.#lines().flatMap(({ error }) => (error === undefined ? [] : [error.code ?? error.message]));
  }

  /** The monthly lists that came out. */
  listed(): Listed[] {
    return this.#news().flatMap(({ list }) => list ?? []);
  }

  /** What nodes with this action gave out. */
  given(action: string): Given[] {
    return this.#news().flatMap(({ given }) => (given?.action === action ? given : []));
  }

  /** How often Catch heard this code. */
  times(code: string): number {
    return this.caught().filter((one) => one.code === code).length;
  }

  /** The texts that nodes of this type, or only those of this name, showed. */
  shown(type: string, name?: string): string[] {
    const fits = (source: Source) => source.type === type && (name === undefined || source.name === name);
    return this.#news().flatMap(({ status }) =>
      status !== undefined && fits(status.source) ? [status.text ?? ''] : [],
    );
  }

  /** How many leases were due, for each scan that came to its end. */
  due(): number[] {
    return this.#news().flatMap(({ scan }) => (scan === undefined ? [] : [scan.due]));
  }

  /** How many tickets were to be sorted, for each scan that came to its end. */
  ticketsDue(): number[] {
    return this.#news().flatMap(({ scan }) => (scan === undefined ? [] : [scan.dueTickets]));
  }

  /**
   * Waits until Catch hears the code from a node of this type (or of one of these, where several ask the same server), with a message and a hint in which all of `says` is found, and that
   * node shows the code.
   */
  async hears({ code, from, says }: { code: string; from: NodeTypes; says: readonly RegExp[] }): Promise<void> {
    const fits = (one: Caught) => one.code === code && [from].flat().includes(one.source.type);
    const { message, failure } = await until(`Catch hears ${code}`, () => this.caught().find(fits), {
      within: 20,
    }).catch((error) => {
      throw new Error(`${error.message} from ${from}, but ${JSON.stringify(this.caught(), null, 1)}`);
    });
    assert.equal(failure?.code, code);
    assert.ok(failure.hint, `${code} says nothing to do`);
    for (const part of says) assert.match(`${message} ${failure.hint}`, part);
  }

  /** Waits until a node of this type shows an error code, in the way of statuses: words, cut off after 20 characters. */
  async sees(code: string, types: NodeTypes): Promise<void> {
    const words = code.replaceAll('_', ' ');
    const text = words.length <= 20 ? words : `${words.slice(0, 19)}…`;
    const isShown = () => [types].flat().some((type) => this.shown(type).includes(text));
    await until(`${types} shows "${text}"`, isShown, { within: 10 });
  }

  /** Everything from the beginning, to look for what must not be in it. */
  everything(): string[] {
    const lines = this.#lines().filter(({ given }) => given === undefined);
    return lines.map((line) => {
      const { type = '' } = line.error?.source ?? line.status?.source ?? {};
      return notOurs.includes(type) ? (line.status?.text ?? '') : JSON.stringify(line);
    });
  }

  #news(): Line[] {
    return this.#lines().slice(this.#heard);
  }

  #lines(): Line[] {
    if (!existsSync(this.#file)) return [];
    const whole = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line));
  }
}
