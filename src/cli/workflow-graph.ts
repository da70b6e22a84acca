// A state machine as nodes and edges, and what became of each in an execution. Pure: definition and history in, graph out.
// Drawn by workflow-text.ts and workflow-svg.ts.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-view-execution-details.html
import { isObject, tryParse } from '../lib/json.js';
import type { Answer } from './workflow-door.js';

export type Fate = 'succeeded' | 'failed' | 'caught' | 'aborted' | 'running' | 'not reached';

export interface GraphNode {
  readonly name: string;
  readonly type: string;
  readonly fate: Fate;
  /** How often it was entered. */
  readonly times: number;
  /** From the first time it was entered until it was left last. */
  readonly milliseconds: number | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Branches of a Parallel, the processor of a Map. */
  readonly inner: readonly Graph[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** '' for Next. */
  readonly label: string;
  readonly kind: 'next' | 'choice' | 'catch';
  readonly taken: boolean;
}

export interface Graph {
  readonly start: string;
  /** In the order of the definition. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What the history says of one state. */
interface Trace {
  fate: Fate;
  times: number;
  began: number;
  ended: number | undefined;
  error: string | undefined;
  cause: string | undefined;
}

interface Past {
  readonly states: ReadonlyMap<string, Trace>;
  /** `from\nto`. */
  readonly taken: ReadonlySet<string>;
}

const WORST: readonly Fate[] = ['failed', 'running', 'aborted', 'caught', 'succeeded', 'not reached'];
const NOTHING: Past = { states: new Map(), taken: new Set() };

export function buildGraph(definition: string, history: readonly Answer[] = [], over = true): Graph {
  const source = tryParse(definition);
  const past = history.length === 0 ? NOTHING : readPast(history, over);
  return block(isObject(source) ? source : {}, past);
}

function block(source: Answer, past: Past): Graph {
  const states = Object.entries(isObject(source['States']) ? source['States'] : {}).filter(
    (entry): entry is [string, Record<string, unknown>] => isObject(entry[1]),
  );
  const edges = states.flatMap(([name, state]) =>
    leadsOf(state).map(([to, label, kind]): GraphEdge => {
      return { from: name, to, label, kind, taken: past.taken.has(`${name}\n${to}`) };
    }),
  );
  const nodes = states.map(([name, state]): GraphNode => {
    const trace = past.states.get(name);
    const processor = state['ItemProcessor'] ?? state['Iterator'];
    const inner = state['Type'] === 'Map' ? [processor] : Array.isArray(state['Branches']) ? state['Branches'] : [];
    return {
      name,
      type: String(state['Type']),
      fate: trace?.fate ?? 'not reached',
      times: trace?.times ?? 0,
      milliseconds: trace?.ended === undefined ? undefined : (trace.ended - trace.began) * 1000,
      // Inside a branch no event names the error of a Fail state.
      error: trace?.error ?? (trace && literal(state['Error'])),
      cause: trace?.cause ?? (trace && literal(state['Cause'])),
      inner: inner.filter(isObject).map((one) => block(one, past)),
    };
  });
  return { start: String(source['StartAt']), nodes, edges };
}

const literal = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

type Lead = readonly [to: string, label: string, kind: GraphEdge['kind']];

function leadsOf(state: Answer): Lead[] {
  const leads: Lead[] = [];
  if (typeof state['Next'] === 'string') leads.push([state['Next'], '', 'next']);
  for (const rule of listOf(state['Choices'])) leads.push([String(rule['Next']), conditionOf(rule), 'choice']);
  if (typeof state['Default'] === 'string') leads.push([state['Default'], 'Default', 'choice']);
  for (const rule of listOf(state['Catch'])) {
    leads.push([String(rule['Next']), `Catch ${(rule['ErrorEquals'] as string[]).join(', ')}`, 'catch']);
  }
  return leads;
}

const listOf = (value: unknown): Answer[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A rule of a Choice in few words: `$.total NumericLessThan 10`. */
function conditionOf(rule: Answer): string {
  const condition = rule['Condition'];
  if (typeof condition === 'string') return condition.replace(/^\{%\s*|\s*%\}$/g, '');
  for (const [name, word] of Object.entries({ And: ' and ', Or: ' or ' })) {
    if (Array.isArray(rule[name])) return listOf(rule[name]).map(conditionOf).join(word);
  }
  if (isObject(rule['Not'])) return `not ${conditionOf(rule['Not'])}`;
  const test = Object.entries(rule).find(
    ([name]) => !['Variable', 'Next', 'Comment', 'Assign', 'Output'].includes(name),
  );
  return test ? `${String(rule['Variable'])} ${test[0]} ${JSON.stringify(test[1])}` : '';
}

export function detailsOf(event: Answer): Answer {
  const member = Object.keys(event).find((name) => name.endsWith('EventDetails'));
  const details = member === undefined ? {} : event[member];
  return isObject(details) ? details : {};
}

const FAILURE = /(?:Failed|TimedOut)$/;

/** Reads a whole history. State names are unique in a machine, branches and processors included. */
function readPast(history: readonly Answer[], over: boolean): Past {
  const states = new Map<string, Trace>();
  const taken = new Set<string>();
  const byId = new Map(history.map((event) => [Number(event['id']), event]));
  /** The Entered event that each event goes back to. */
  const owner = new Map<number, number>();
  const open = new Map<number, string>();
  const note = (name: string, fate: Fate, failure?: Answer): void => {
    const trace = states.get(name)!;
    if (WORST.indexOf(fate) < WORST.indexOf(trace.fate)) trace.fate = fate;
    const { error, cause } = failure ?? {};
    if (error !== undefined) trace.error = String(error);
    if (cause !== undefined) trace.cause = String(cause);
  };
  let failure: { readonly at: number; readonly details: Answer } | undefined;
  for (const event of history) {
    const [id, previous, type] = [Number(event['id']), Number(event['previousEventId']), String(event['type'])];
    const details = detailsOf(event);
    const name = String(details['name']);
    if (type.endsWith('StateEntered')) {
      owner.set(id, id);
      open.set(id, name);
      const known = states.get(name);
      if (known) known.times += 1;
      else {
        const began = Number(event['timestamp']);
        states.set(name, {
          fate: 'not reached',
          times: 1,
          began,
          ended: undefined,
          error: undefined,
          cause: undefined,
        });
      }
      const before = byId.get(previous);
      if (String(before?.['type']).endsWith('StateExited')) taken.add(`${String(detailsOf(before!)['name'])}\n${name}`);
      continue;
    }
    const entered = owner.get(previous);
    if (entered !== undefined) owner.set(id, entered);
    if (type === 'ExecutionFailed') failure = { at: previous, details };
    if (!type.endsWith('StateExited')) continue;
    const mine = [...open].findLast(([at, named]) => named === name && (entered === undefined || at === entered));
    const left = mine ?? [...open].findLast(([, named]) => named === name);
    if (left) open.delete(left[0]);
    states.get(name)!.ended = Number(event['timestamp']);
    const before = byId.get(previous);
    const caught = before !== undefined && FAILURE.test(String(before['type']));
    note(name, caught ? 'caught' : 'succeeded', caught ? failureOf(before, byId) : undefined);
  }
  const blamed = failure && owner.get(failure.at);
  for (const [entered, name] of open) {
    const last = history.findLast(
      (event) => owner.get(Number(event['id'])) === entered && !String(event['type']).endsWith('StateAborted'),
    );
    const failed = last !== undefined && FAILURE.test(String(last['type']));
    const type = String(byId.get(entered)?.['type']);
    const fate = entered === blamed || failed || type === 'FailStateEntered' ? 'failed' : over ? 'aborted' : 'running';
    const details = entered === blamed ? failure!.details : failed ? failureOf(last, byId) : undefined;
    note(name, over ? fate : 'running', details);
    states.get(name)!.ended ??= Number(history.at(-1)?.['timestamp']);
  }
  return { states, taken };
}

/** The event that names the error: MapStateFailed and ParallelStateFailed don't. */
function failureOf(event: Answer, byId: ReadonlyMap<number, Answer>): Answer {
  let at: Answer | undefined = event;
  for (let steps = 0; at && steps < 10; steps += 1) {
    const details = detailsOf(at);
    if (details['error'] !== undefined) return details;
    at = byId.get(Number(at['previousEventId']));
  }
  return {};
}
