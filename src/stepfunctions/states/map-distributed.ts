// Map in DISTRIBUTED mode: a Map Run whose iterations are executions of their own. The parent's history tells only of the
// run; each child is a call like a task's, found again by its ARN after a restart.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
import { formatArn } from '../../aws/arn.js';
import { isObject } from '../../lib/json.js';
import type { JsonRecord } from '../asl/check.js';
import { compileCompute } from '../asl/jsonata-fields.js';
import { type Scope, withInput } from '../asl/scope.js';
import { childTarget } from '../integrations/child.js';
import { compileField } from './flow.js';
import { compileNumber, type MapParts, THRESHOLD_EXCEEDED } from './map-parts.js';
import { failed, type MapRunReport, type Outcome, type StateContext, type StateProgram, type Step } from './state.js';

export interface DistributedOptions {
  /** The processor as a definition of its own. */
  readonly source: JsonRecord;
  readonly express: boolean;
  readonly state: JsonRecord;
  readonly context: StateContext;
}

interface RunMemory {
  readonly arn: string;
  readonly label: string;
  /** Inputs of the children, as JSON text, and how many items each holds. */
  readonly inputs: readonly { readonly text: string; readonly items: number }[];
  readonly outputs: unknown[];
  /** Which child each open call runs. */
  readonly open: Map<number, number>;
  started: number;
  limit: number;
  toleratedCount: number | undefined;
  toleratedPercentage: number | undefined;
  readonly executions: Counts;
  readonly items: Counts;
}

interface Counts {
  total: number;
  succeeded: number;
  failed: number;
}

/** AWS runs up to 10,000 children at once; this many at a time keep two cores busy. */
const MOST_AT_ONCE = 1000;

type Batcher = (
  scope: Scope,
  inputs: readonly unknown[],
) => readonly { readonly value: unknown; readonly items: number }[];

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
function compileBatcher(source: unknown, context: StateContext): Batcher {
  const single: Batcher = (_, inputs) => inputs.map((value) => ({ value, items: 1 }));
  if (source === undefined) return single;
  const inner = { ...context, location: `${context.location}/ItemBatcher` };
  if (!isObject(source)) {
    context.check.schema('Expected value of type Object', inner.location);
    return single;
  }
  const most = compileNumber(source, 'MaxItemsPerBatch', undefined, inner);
  const bytes = compileNumber(source, 'MaxInputBytesPerBatch', undefined, inner);
  const shared =
    context.queryLanguage === 'JSONata' && source['BatchInput'] !== undefined
      ? compileCompute(source['BatchInput'], 'ItemBatcher/BatchInput', context)
      : compileField(source, 'BatchInput', context.check, inner.location);
  return (scope, inputs) => {
    const [count, size] = [most(scope) ?? Infinity, bytes(scope) ?? 262_144];
    const more = shared ? { BatchInput: shared(scope) } : {};
    const batches: unknown[][] = [];
    let room = 0;
    for (const value of inputs) {
      const length = Buffer.byteLength(JSON.stringify(value)) + 1;
      const last = batches.at(-1);
      if (last && last.length < count && length <= room) last.push(value);
      else {
        batches.push([value]);
        room = size - Buffer.byteLength(JSON.stringify({ ...more, Items: [] }));
      }
      room -= length;
    }
    return batches.map((values) => ({ value: { ...more, Items: values }, items: values.length }));
  };
}

export function distributed(
  { flow, list, selector, limit, toleratedCount, toleratedPercentage }: MapParts,
  { source, express, state, context }: DistributedOptions,
): Pick<StateProgram, 'enter' | 'resume' | 'giveUp' | 'abandon'> {
  const { account } = context;
  const batch = compileBatcher(state['ItemBatcher'], context);
  const definition = JSON.stringify(source);

  const startMore = (step: Step, memory: RunMemory): void => {
    const most = memory.limit === 0 ? MOST_AT_ONCE : memory.limit;
    while (memory.open.size < most && memory.started < memory.inputs.length) {
      const index = memory.started;
      memory.started += 1;
      const id = step.chance.uuid();
      const machine = `${step.machine.name}/${memory.label}`;
      const child = {
        arn: formatArn(account, 'states', `execution:${machine}:${id}`),
        name: id,
        machineName: machine,
        machineArn: `${step.machine.arn}/${memory.label}`,
        roleArn: step.machine.roleArn,
        mapRun: memory.arn,
        definition,
        express,
        input: memory.inputs[index]!.text,
      };
      memory.open.set(step.child(childTarget(child)), index);
    }
  };

  const report = (step: Step, memory: RunMemory, status: MapRunReport['status']): void => {
    const { executions, items } = memory;
    const running = [...memory.open.values()].reduce((sum, index) => sum + memory.inputs[index]!.items, 0);
    step.mapRun({
      arn: memory.arn,
      status,
      maxConcurrency: memory.limit,
      toleratedFailureCount: memory.toleratedCount ?? 0,
      toleratedFailurePercentage: memory.toleratedPercentage ?? 0,
      executions: { ...executions, running: memory.open.size },
      items: { ...items, running },
    });
  };

  const exceeded = ({ items, toleratedCount: count, toleratedPercentage: share }: RunMemory): boolean => {
    if (items.failed === 0) return false;
    if (count === undefined && share === undefined) return true;
    return (
      (count !== undefined && items.failed > count) ||
      (share !== undefined && (items.failed / items.total) * 100 > share)
    );
  };

  const succeed = (step: Step, memory: RunMemory): Outcome => {
    report(step, memory, 'SUCCEEDED');
    step.emit(['MapRunSucceeded']);
    step.note(['MapStateSucceeded']);
    return flow.exit(step.scope(step.thread.input), memory.outputs);
  };

  return {
    enter(step) {
      const raw = step.scope(step.thread.input);
      const scope = withInput(raw, flow.selectInput(raw));
      const items = list(scope);
      step.emit(['MapStateStarted', 'mapStateStartedEventDetails', { length: items.length }]);
      const select = (value: unknown, index: number): unknown =>
        selector ? selector(step.scope(scope.input, { item: { index, value } })) : value;
      const children = batch(scope, items.map(select));
      const [most, count, share] = [limit(scope) ?? 0, toleratedCount(scope), toleratedPercentage(scope)];
      const label = typeof state['Label'] === 'string' ? state['Label'] : step.chance.uuid();
      const arn = formatArn(account, 'states', `mapRun:${step.machine.name}/${label}:${step.chance.uuid()}`);
      step.emit(['MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: arn }]);
      const memory: RunMemory = {
        ...{ arn, label, outputs: [], open: new Map(), started: 0 },
        inputs: children.map(({ value, items: held }) => ({ text: JSON.stringify(value), items: held })),
        limit: most,
        toleratedCount: count,
        toleratedPercentage: share,
        executions: { total: children.length, succeeded: 0, failed: 0 },
        items: { total: items.length, succeeded: 0, failed: 0 },
      };
      step.thread.memory = memory;
      if (children.length === 0) return succeed(step, memory);
      startMore(step, memory);
      report(step, memory, 'RUNNING');
      return undefined;
    },
    resume(step, signal) {
      const memory = step.thread.memory as RunMemory;
      if (signal.kind === 'tuned') {
        const { mapRun, maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = signal;
        if (mapRun !== memory.arn) return undefined;
        memory.limit = maxConcurrency ?? memory.limit;
        memory.toleratedCount = toleratedFailureCount ?? memory.toleratedCount;
        memory.toleratedPercentage = toleratedFailurePercentage ?? memory.toleratedPercentage;
      } else if (signal.kind === 'childEnded') {
        const { task, reply } = signal;
        const index = memory.open.get(task)!;
        const held = memory.inputs[index]!.items;
        memory.open.delete(task);
        if ('failure' in reply) {
          memory.executions.failed += 1;
          memory.items.failed += held;
        } else {
          memory.executions.succeeded += 1;
          memory.items.succeeded += held;
          memory.outputs[index] = JSON.parse(reply.output);
        }
      }
      if (exceeded(memory)) {
        report(step, memory, 'FAILED');
        step.emit(['MapRunFailed', 'mapRunFailedEventDetails', { ...THRESHOLD_EXCEEDED }]);
        step.drop();
        memory.open.clear();
        return failed(THRESHOLD_EXCEEDED);
      }
      startMore(step, memory);
      if (memory.open.size === 0) {
        // A tolerated failure leaves no output behind.
        const outputs = memory.outputs.filter((_, index) => index in memory.outputs);
        return succeed(step, { ...memory, outputs });
      }
      report(step, memory, 'RUNNING');
      return undefined;
    },
    giveUp: (step) => void step.emit(['MapStateFailed']),
    abandon(step) {
      const memory = step.thread.memory as RunMemory | undefined;
      if (!memory?.open.size) return;
      report(step, memory, 'ABORTED');
      step.note(['MapRunAborted']);
    },
  };
}
