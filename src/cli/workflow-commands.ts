// What `offsync workflow` does: start, list, show, history, graph. Each asks a running app over its public API and prints;
// the answer is the exit code.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OffsyncError } from '../lib/errors.js';
import { tryParse } from '../lib/json.js';
import { UsageError } from './options.js';
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
import { columns, duration, executionLines, graphLines, historyLines, moment } from './workflow-text.js';

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
  const file = given === '-' ? 0 : given.startsWith('@') ? given.slice(1) : undefined;
  let text = given;
  try {
    if (file !== undefined) text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${given} can't be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
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
  const ended = express ? started : await untilOver(door, String(started['executionArn']));
  if (settings.json) printJson(ended);
  else print(executionLines(ended));
  return ended['status'] === 'SUCCEEDED' ? 0 : 1;
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
  readonly limit: number;
  readonly json: boolean;
}

/** The machines, or the executions of one. */
export async function listWorkflows(machine: string | undefined, settings: ListSettings): Promise<number> {
  const door = connectWorkflows(settings.url);
  if (machine === undefined) {
    const machines = await listAll(door, 'ListStateMachines', 'stateMachines');
    if (settings.json) printJson(machines);
    else if (machines.length === 0) print(['No state machines.']);
    else
      print(columns(machines.map((one) => [String(one['name']), String(one['type']), String(one['stateMachineArn'])])));
    return 0;
  }
  const stateMachineArn = await machineArnOf(door, machine);
  const filter = settings.status === undefined ? {} : { statusFilter: settings.status.toUpperCase() };
  const executions = await listAll(
    door,
    'ListExecutions',
    'executions',
    { stateMachineArn, ...filter },
    settings.limit,
  );
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
  const found = await door('DescribeExecution', { executionArn: await requireExecution(door, execution) });
  if (json) printJson(found);
  else print(executionLines(found));
  return 0;
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
