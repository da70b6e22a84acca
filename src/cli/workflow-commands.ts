// What `offsync workflow` does: start, stop, redrive, list, show, history, graph. Each asks a running app over its public API and prints;
// the answer is the exit code.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OffsyncError } from '../lib/errors.js';
import { tryParse } from '../lib/json.js';
import { readText } from './files.js';
import { UsageError } from './usage-error.js';
import {
  type Answer,
  connectWorkflows,
  executionArnOf,
  listAll,
  machineArnOf,
  type WorkflowDoor,
} from './workflow-door.js';
import { buildGraph } from './workflow-graph.js';
import { drawGraph } from './workflow-svg.js';
import {
  columns,
  duration,
  executionLines,
  graphLines,
  historyLines,
  type MapRunAnswer,
  mapRunLines,
  moment,
} from './workflow-text.js';

export interface StartSettings {
  readonly url: string;
  /** JSON, `@file`, or `-` for standard input. */
  readonly input: string | undefined;
  readonly name: string | undefined;
  readonly wait: boolean;
  readonly json: boolean;
}

const LONGEST_PAUSE_MS = 500;

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const printJson = (value: unknown): void => print([JSON.stringify(value, null, 2)]);

function readInput(given: string | undefined): string {
  if (given === undefined) return '{}';
  const file = given === '-' ? given : given.startsWith('@') ? given.slice(1) : undefined;
  const text = file === undefined ? given : readText(file);
  if (tryParse(text) === undefined) throw new UsageError('--input takes JSON, @file or - for standard input.');
  return text;
}

/** Ends with 1 when it waited and the execution did not succeed. */
export async function startWorkflow(machine: string, settings: StartSettings): Promise<number> {
  const input = readInput(settings.input);
  const door = connectWorkflows(settings.url);
  const stateMachineArn = await machineArnOf(door, machine);
  const request = { stateMachineArn, input, ...(settings.name === undefined ? {} : { name: settings.name }) };
  const { type } = await door('DescribeStateMachine', { stateMachineArn });
  const express = type === 'EXPRESS' && settings.wait;
  const started = await door(express ? 'StartSyncExecution' : 'StartExecution', request);
  if (!settings.wait) {
    if (settings.json) printJson(started);
    else print([String(started['executionArn'])]);
    return 0;
  }
  return printEnd(express ? started : await untilOver(door, String(started['executionArn'])), settings.json);
}

function printEnd(ended: Answer, json: boolean): number {
  if (json) printJson(ended);
  else print(executionLines(ended));
  return ended['status'] === 'SUCCEEDED' ? 0 : 1;
}

export interface StopSettings {
  readonly url: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** Ends an execution under way as ABORTED. */
export async function stopWorkflow(execution: string, { url, error, cause }: StopSettings): Promise<number> {
  const door = connectWorkflows(url);
  const executionArn = await requireExecution(door, execution);
  await door('StopExecution', { executionArn, ...(error && { error }), ...(cause && { cause }) });
  print(executionLines(await door('DescribeExecution', { executionArn })));
  return 0;
}

export interface RedriveSettings {
  readonly url: string;
  readonly wait: boolean;
  readonly json: boolean;
}

/** Has an execution that did not succeed go on where it stood. Ends with 1 when it waited and that did not succeed either. */
export async function redriveWorkflow(execution: string, { url, wait, json }: RedriveSettings): Promise<number> {
  const door = connectWorkflows(url);
  const executionArn = await requireExecution(door, execution);
  const redriven = await door('RedriveExecution', { executionArn });
  if (wait) return printEnd(await untilOver(door, executionArn), json);
  if (json) printJson(redriven);
  else print([executionArn]);
  return 0;
}

async function untilOver(door: WorkflowDoor, executionArn: string): Promise<Answer> {
  for (let pause = 20; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const execution = await door('DescribeExecution', { executionArn });
    if (execution['status'] !== 'RUNNING' && execution['status'] !== 'PENDING_REDRIVE') return execution;
    await sleep(pause);
  }
}

export interface ListSettings {
  readonly url: string;
  readonly status: string | undefined;
  /** The children of this Map Run, instead of a machine's executions. */
  readonly mapRun: string | undefined;
  readonly limit: number;
  readonly json: boolean;
}

/** The machines, or the executions of one or of a Map Run. */
export async function listWorkflows(machine: string | undefined, settings: ListSettings): Promise<number> {
  const door = connectWorkflows(settings.url);
  if (machine === undefined && settings.mapRun === undefined) {
    const machines = await listAll(door, 'ListStateMachines', 'stateMachines');
    if (settings.json) printJson(machines);
    else if (machines.length === 0) print(['No state machines.']);
    else
      print(columns(machines.map((one) => [String(one['name']), String(one['type']), String(one['stateMachineArn'])])));
    return 0;
  }
  if (machine !== undefined && settings.mapRun !== undefined) throw new UsageError('--map-run names no machine.');
  const of =
    machine === undefined ? { mapRunArn: settings.mapRun } : { stateMachineArn: await machineArnOf(door, machine) };
  const filter = settings.status === undefined ? {} : { statusFilter: settings.status.toUpperCase() };
  const executions = await listAll(door, 'ListExecutions', 'executions', { ...of, ...filter }, settings.limit);
  if (settings.json) printJson(executions);
  else if (executions.length === 0) print(['No executions.']);
  else {
    print(
      columns(
        executions.map(({ name, status, startDate, stopDate }) => {
          const took = stopDate === undefined ? '' : duration((Number(stopDate) - Number(startDate)) * 1000);
          return [String(name), String(status), moment(startDate), took];
        }),
      ),
    );
  }
  return 0;
}

async function requireExecution(door: WorkflowDoor, execution: string): Promise<string> {
  const arn = await executionArnOf(door, execution);
  if (arn !== undefined) return arn;
  throw new OffsyncError('WORKFLOW_REFUSED', `The state machine '${execution}' has no executions.`);
}

export async function showWorkflow(
  execution: string,
  { url, json }: { readonly url: string; readonly json: boolean },
): Promise<number> {
  const door = connectWorkflows(url);
  const executionArn = await requireExecution(door, execution);
  const found = await door('DescribeExecution', { executionArn });
  const mapRuns = await mapRunsOf(door, executionArn);
  if (json) printJson(mapRuns.length === 0 ? found : { ...found, mapRuns });
  else print([...executionLines(found), ...mapRuns.flatMap(mapRunLines)]);
  return 0;
}

/** The Map Runs of an execution, each with the first of its children that failed. */
async function mapRunsOf(door: WorkflowDoor, executionArn: string): Promise<MapRunAnswer[]> {
  const runs = await listAll(door, 'ListMapRuns', 'mapRuns', { executionArn });
  return Promise.all(
    runs.map(async ({ mapRunArn }) => {
      const run = await door('DescribeMapRun', { mapRunArn });
      const { failed = 0, timedOut = 0 } = (run['executionCounts'] ?? {}) as Partial<Record<string, number>>;
      const statusFilter = failed > 0 ? 'FAILED' : timedOut > 0 ? 'TIMED_OUT' : undefined;
      // The newest come first. An Express child leaves nothing to be listed.
      const children = statusFilter
        ? await listAll(door, 'ListExecutions', 'executions', { mapRunArn, statusFilter })
        : [];
      const first = children.at(-1);
      return first
        ? { ...run, firstFailure: await door('DescribeExecution', { executionArn: first['executionArn'] }) }
        : run;
    }),
  );
}

export interface HistorySettings {
  readonly url: string;
  readonly data: boolean;
  readonly json: boolean;
}

export async function showHistory(execution: string, { url, data, json }: HistorySettings): Promise<number> {
  const door = connectWorkflows(url);
  const executionArn = await requireExecution(door, execution);
  const events = await listAll(door, 'GetExecutionHistory', 'events', { executionArn });
  if (json) printJson(events);
  else print(historyLines(events, data));
  return 0;
}

export interface GraphSettings {
  readonly url: string;
  /** Where the picture goes; `-` is standard output. */
  readonly svg: string | undefined;
}

/** A machine alone by its name or ARN, with `machine/` its last execution; what an execution did by its own. */
export async function showGraph(subject: string, { url, svg }: GraphSettings): Promise<number> {
  const door = connectWorkflows(url);
  const machine = subject.startsWith('arn:') ? subject.includes(':stateMachine:') : !subject.includes('/');
  const picture = machine
    ? await machinePicture(door, await machineArnOf(door, subject))
    : await executionPicture(door, await requireExecution(door, subject.replace(/\/$/, '')));
  if (svg === '-') process.stdout.write(drawGraph(picture.title, picture.graph));
  else {
    print([picture.title, ...graphLines(picture.graph)]);
    if (svg !== undefined) writeFileSync(svg, drawGraph(picture.title, picture.graph));
  }
  return 0;
}

async function machinePicture(door: WorkflowDoor, stateMachineArn: string) {
  const { name, definition } = await door('DescribeStateMachine', { stateMachineArn });
  return { title: String(name), graph: buildGraph(String(definition)) };
}

async function executionPicture(door: WorkflowDoor, executionArn: string) {
  const [execution, { definition }, history] = await Promise.all([
    door('DescribeExecution', { executionArn }),
    door('DescribeStateMachineForExecution', { executionArn }),
    listAll(door, 'GetExecutionHistory', 'events', { executionArn }),
  ]);
  const { name, status, startDate, stopDate } = execution;
  const took = stopDate === undefined ? '' : ` in ${duration((Number(stopDate) - Number(startDate)) * 1000)}`;
  const graph = buildGraph(String(definition), history, status !== 'RUNNING');
  return { title: `${String(name)}: ${String(status)}${took}`, graph };
}
