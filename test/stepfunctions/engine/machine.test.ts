import { describe, expect, it } from 'vitest';
import { createJsonata } from '../../../src/stepfunctions/asl/jsonata.js';
import { createChance } from '../../../src/stepfunctions/engine/chance.js';
import { createRun } from '../../../src/stepfunctions/engine/create-run.js';
import { transition } from '../../../src/stepfunctions/engine/machine.js';
import type { MachineEvent, Run } from '../../../src/stepfunctions/engine/run.js';
import { compileMachine } from '../../../src/stepfunctions/states/machine-program.js';
import { ACCOUNT, fixture, ROLE } from '../harness.js';

const START = Date.UTC(2026, 0, 1);

function createMachineRun(name: string, input: unknown): Run {
  const { program, findings } = compileMachine(fixture(name), {
    express: false,
    account: ACCOUNT,
    jsonata: createJsonata(),
  });
  expect(findings).toEqual([]);
  return createRun(program!, {
    arn: `arn:aws:states:us-east-1:000000000000:execution:${name}:one`,
    name: 'one',
    machineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`,
    machineName: name,
    roleArn: ROLE,
    startedAt: START,
    input: JSON.stringify(input),
    redriveCount: 0,
  });
}

const send = (run: Run, event: MachineEvent, at = START) =>
  transition(run, event, at, { chance: createChance('seed', 0), activityExists: () => true });

const outline = (events: readonly { id: number; previousEventId: number; type: string }[]): string[] =>
  events.map((event) => `${event.id} ${event.previousEventId} ${event.type}`);

describe('the machine', () => {
  it('runs to the end in one transition when nothing has to be waited for', () => {
    const made = send(createMachineRun('greet', { name: 'Ann' }), { kind: 'start' });
    expect(outline(made.events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 PassStateEntered',
      '3 2 PassStateExited',
      '4 3 ExecutionSucceeded',
    ]);
    expect(made.ending).toEqual({ status: 'SUCCEEDED', output: '{"greeting":"Hello, Ann!"}' });
  });

  it('asks for a call, and goes on with its result', () => {
    const run = createMachineRun('order', { id: 7, total: 10 });
    const first = send(run, { kind: 'start' });
    expect(outline(first.events).slice(-3)).toEqual(['4 3 TaskStateEntered', '5 4 TaskScheduled', '6 5 TaskStarted']);
    expect(first.calls).toMatchObject([{ task: 5, input: '{"FunctionName":"charge","Payload":{"amount":10}}' }]);

    const second = send(run, { kind: 'taskSucceeded', task: 5, output: '{"Payload":{"receipt":"r-1"}}' });
    expect(outline(second.events)).toEqual(['7 6 TaskSucceeded', '8 7 TaskStateExited', '9 8 WaitStateEntered']);
    expect(second.timersSet).toMatchObject([{ id: 1, due: START + 86_400_000, purpose: 'wait' }]);

    const third = send(run, { kind: 'timer', timer: 1 }, START + 86_400_000);
    expect(third.ending).toEqual({ status: 'SUCCEEDED', output: '{"text":"Thanks for 7, receipt r-1"}' });
  });

  it('retries with growing delays, then catches', () => {
    const run = createMachineRun('order', { id: 7, total: 10 });
    send(run, { kind: 'start' });
    const busy = { error: 'CardBusy', cause: 'try later' };
    expect(send(run, { kind: 'taskFailed', task: 5, failure: busy }).timersSet[0]?.due).toBe(START + 2000);
    const again = send(run, { kind: 'timer', timer: 1 }, START + 2000);
    expect(outline(again.events)).toEqual(['8 7 TaskScheduled', '9 8 TaskStarted']);
    const second = send(run, { kind: 'taskFailed', task: 8, failure: busy }, START + 3000);
    expect(second.timersSet[0]?.due).toBe(START + 3000 + 6000);
    send(run, { kind: 'timer', timer: 2 }, START + 9000);
    const last = send(run, { kind: 'taskFailed', task: 11, failure: busy }, START + 9000);
    expect(outline(last.events)).toEqual([
      '13 12 TaskFailed',
      '14 13 TaskStateExited',
      '15 14 FailStateEntered',
      '16 15 ExecutionFailed',
    ]);
    expect(last.ending).toMatchObject({ status: 'FAILED', error: 'Refused' });
  });

  it('forgets results nobody waits for', () => {
    const run = createMachineRun('order', { id: 7, total: 10 });
    send(run, { kind: 'start' });
    expect(send(run, { kind: 'taskSucceeded', task: 99, output: '1' }).events).toEqual([]);
  });

  it('cuts a long run into slices', () => {
    const run = createMachineRun('countdown', { left: 100 });
    let made = send(run, { kind: 'start' });
    let slices = 1;
    let written = made.events.length;
    while (made.more) {
      made = send(run, { kind: 'go' });
      slices += 1;
      written += made.events.length;
    }
    expect(slices).toBeGreaterThan(3);
    expect(made.ending).toMatchObject({ status: 'SUCCEEDED', output: '{"left":0}' });
    expect(run.lastEvent).toBe(written);
  });

  it('ends an execution that never would', () => {
    const run = createMachineRun('countdown', { left: 1_000_000 });
    let made = send(run, { kind: 'start' });
    while (made.more) made = send(run, { kind: 'go' });
    expect(run.lastEvent).toBe(25_001);
    expect(made.ending).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('gives up the other branches when one fails, and says so', () => {
    const run = createMachineRun('branches', {});
    const first = send(run, { kind: 'start' });
    const task = first.calls[0]!.task;
    const made = send(run, { kind: 'taskFailed', task, failure: { error: 'Oops', cause: 'c' } });
    expect(made.events.map((event) => event.type)).toEqual([
      'LambdaFunctionFailed',
      'TaskStateAborted',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(made.timersCleared).toHaveLength(1);
    expect(made.ending?.output).toBe('{"error":{"Error":"Oops","Cause":"c"}}');
  });

  it('maps so many items at a time, each with variables of its own', () => {
    const made = send(createMachineRun('items', { items: [1, 2, 3], factor: 10 }), { kind: 'start' });
    expect(made.ending?.output).toBe('{"items":[1,2,3],"factor":10,"sums":[{"sum":11},{"sum":12},{"sum":13}]}');
    const begun = made.events.filter((event) => event.type === 'MapIterationStarted');
    // The first two hang on MapStateStarted, the third on the last event of the one before it.
    expect(begun.map((event) => event.previousEventId).slice(0, 2)).toEqual([3, 3]);
    expect(begun[2]!.previousEventId).toBeGreaterThan(3);
  });

  it('speaks JSONata', () => {
    const run = createMachineRun('jsonata', { items: [{ price: 2 }, { price: 3 }] });
    const first = send(run, { kind: 'start' });
    expect(first.events[2]).toMatchObject({
      stateExitedEventDetails: { output: '{"count":2,"at":"2026-01-01T00:00:00.000Z","literal":" {% no %}"}' },
    });
    expect(first.calls[0]?.input).toBe('{"FunctionName":"pay","Payload":{"total":5}}');
    const failed = send(run, { kind: 'taskFailed', task: first.calls[0]!.task, failure: { error: 'E', cause: 'c' } });
    expect(failed.ending).toMatchObject({ error: 'Refused', cause: '{"why":"E"}' });

    const dear = send(createMachineRun('jsonata', { items: [{ price: 200 }] }), { kind: 'start' });
    expect(dear.ending).toMatchObject({ error: 'Refused', cause: '200' });
  });

  it('an expression that fails hangs on what came before its state (recorded)', () => {
    const made = send(createMachineRun('jsonata', { items: 'none' }), { kind: 'start' });
    expect(outline(made.events).slice(1)).toEqual([
      '2 0 PassStateEntered',
      '3 0 EvaluationFailed',
      '4 3 ExecutionFailed',
    ]);
    expect(made.ending).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('stops from outside with previousEventId 0 (recorded)', () => {
    const run = createMachineRun('timeout', {});
    send(run, { kind: 'start' });
    const made = send(run, { kind: 'stop', failure: { error: undefined, cause: 'enough' } });
    expect(outline(made.events)).toEqual(['3 0 ExecutionAborted']);
    expect(made.timersCleared).toHaveLength(2);
  });
});
