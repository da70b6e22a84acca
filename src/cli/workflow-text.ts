// Executions, histories and graphs as text for a terminal. Pure: values in, lines out. Used by the `workflow` commands.
import type { Answer } from './workflow-door.js';
import { detailsOf, type Fate, type Graph, type GraphNode } from './workflow-graph.js';

const MARKS: Readonly<Record<Fate, string>> = {
  succeeded: '✓',
  failed: '✗',
  caught: '!',
  aborted: '-',
  running: '…',
  'not reached': ' ',
};

/** `1.2 s`, `85 ms`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

export const moment = (seconds: unknown): string => new Date(Number(seconds) * 1000).toISOString();

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Rows as columns that stand under each other. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((known, row) => {
    row.forEach((cell, index) => {
      known[index] = Math.max(known[index] ?? 0, cell.length);
    });
    return known;
  }, []);
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join('  ')
      .trimEnd(),
  );
}

export function executionLines(execution: Answer): string[] {
  const { startDate, stopDate } = execution;
  const took = stopDate === undefined ? '' : ` (${duration((Number(stopDate) - Number(startDate)) * 1000)})`;
  const rows: [string, unknown][] = [
    ['execution', execution['executionArn']],
    ['machine', execution['stateMachineArn']],
    ['status', `${String(execution['status'])}${took}`],
    ['started', moment(startDate)],
    ['stopped', stopDate === undefined ? undefined : moment(stopDate)],
    ['redriven', Number(execution['redriveCount'] ?? 0) > 0 ? execution['redriveCount'] : undefined],
    ['input', execution['input']],
    ['output', execution['output']],
    ['error', execution['error']],
    ['cause', execution['cause']],
  ];
  return rows.filter(([, value]) => value !== undefined).map(([name, value]) => `${name.padEnd(10)}${String(value)}`);
}

/** DescribeMapRun's members, and the description of its first child that failed. */
export type MapRunAnswer = Answer & { readonly firstFailure?: Answer };

const COUNTS: Readonly<Record<string, string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  timedOut: 'timed out',
  aborted: 'aborted',
  running: 'running',
  pending: 'pending',
  pendingRedrive: 'to be redriven',
};

/** A Map Run's counts, and what its first child that failed died of. */
export function mapRunLines({ mapRunArn, status, itemCounts, executionCounts, firstFailure }: MapRunAnswer): string[] {
  const counted = (counts: unknown): string => {
    const of = counts as Readonly<Record<string, number>>;
    const parts = Object.entries(COUNTS).filter(([name]) => (of[name] ?? 0) > 0);
    return `${of['total']}: ${parts.map(([name, word]) => `${of[name]} ${word}`).join(', ')}`;
  };
  const lines = [
    '',
    `${'map run'.padEnd(10)}${String(mapRunArn)}`,
    `${'status'.padEnd(10)}${String(status)}`,
    `${'children'.padEnd(10)}${counted(executionCounts)}`,
    `${'items'.padEnd(10)}${counted(itemCounts)}`,
  ];
  if (firstFailure) {
    const { executionArn, error, cause } = firstFailure;
    lines.push(`${'failed'.padEnd(10)}${String(executionArn)}`);
    lines.push(`${'because'.padEnd(10)}${[error, cause].filter(Boolean).join(': ')}`);
  }
  return lines;
}

/** One line for each event; `data` shows inputs and outputs whole. */
export function historyLines(events: readonly Answer[], data: boolean): string[] {
  const began = Number(events[0]?.['timestamp'] ?? 0);
  const rows = events.map((event) => {
    const details = detailsOf(event);
    const { name, index, error, cause, resource, resourceType, mapRunArn, output, input, parameters } = details;
    const what = name ?? resource ?? resourceType ?? '';
    const subject = index === undefined ? String(what) : `${String(what)}[${String(index)}]`;
    const failure = error === undefined && cause === undefined ? undefined : [error, cause].filter(Boolean).join(': ');
    const shown = failure ?? mapRunArn ?? output ?? parameters ?? input;
    // An ARN is of use only as a whole.
    const whole = data || shown === mapRunArn;
    const text = shown === undefined ? '' : whole ? String(shown) : shortened(String(shown).replaceAll('\n', ' '), 80);
    const after = (Number(event['timestamp']) - began) * 1000;
    return [String(event['id']), `+${duration(after)}`, String(event['type']), subject, text];
  });
  return columns(rows);
}

/** The states from the first on, branches and processors indented below theirs, and where each leads. */
export function graphLines(graph: Graph, indent = ''): string[] {
  const lines: string[] = [];
  for (const node of inOrder(graph)) {
    lines.push(`${indent}${MARKS[node.fate]} ${nodeLine(node)}`);
    if (node.error !== undefined) {
      const cause = node.cause === undefined || node.cause === '' ? '' : `: ${shortened(node.cause, 100)}`;
      lines.push(`${indent}      ${node.error}${cause}`);
    }
    for (const [index, inner] of node.inner.entries()) {
      if (node.inner.length > 1) lines.push(`${indent}    branch ${index + 1}`);
      lines.push(...graphLines(inner, `${indent}    ${node.inner.length > 1 ? '  ' : ''}`));
    }
    for (const edge of graph.edges.filter(({ from }) => from === node.name)) {
      const label = edge.label === '' ? '' : ` [${shortened(edge.label, 60)}]`;
      lines.push(`${indent}    ${edge.taken ? '═>' : '->'}${label} ${edge.to}`);
    }
  }
  return lines;
}

function nodeLine({ name, type, fate, times, milliseconds }: GraphNode): string {
  const parts = [`${name} (${type})`];
  if (fate !== 'not reached') parts.push(fate);
  if (milliseconds !== undefined) parts.push(duration(milliseconds));
  if (times > 1) parts.push(`${times} times`);
  return parts.join(', ');
}

/** As control would come to them. */
function inOrder({ start, nodes, edges }: Graph): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name) || !byName.has(name)) return;
    seen.add(name);
    for (const { from, to } of edges) if (from === name) visit(to);
  };
  visit(start);
  for (const { name } of nodes) seen.add(name);
  return [...seen].map((name) => byName.get(name)!);
}
