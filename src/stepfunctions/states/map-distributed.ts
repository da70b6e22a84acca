// Map in DISTRIBUTED mode: a Map Run whose iterations are executions of their own. The parent's history tells only of the
// run; each child is a call like a task's, found again by its ARN after a restart.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
import { formatArn } from '../../aws/arn.js';
import type { JsonRecord } from '../asl/check.js';
import type { Failure } from '../asl/faults.js';
import { withInput } from '../asl/scope.js';
import { childTarget } from '../integrations/child.js';
import { itemSource } from '../integrations/item-source.js';
import { resultStore } from '../integrations/result-store.js';
import type { Reply } from '../integrations/target.js';
import { compileBatcher } from './map-batches.js';
import { type MapParts, THRESHOLD_EXCEEDED } from './map-parts.js';
import { compileReader } from './map-reader.js';
import { type Child, createMapRun, type MapRun, reportOf, type Verdict } from './map-run.js';
import { compileWriter } from './map-writer.js';
import { failed, type Outcome, type StateContext, type StateProgram, type Step } from './state.js';

export interface DistributedOptions {
  /** The processor as a definition of its own. */
  readonly source: JsonRecord;
  readonly express: boolean;
  readonly state: JsonRecord;
  readonly context: StateContext;
}

/** AWS runs up to so many children at once. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_AT_ONCE = 10_000;

export function distributed(
  { flow, list, selector, limit, toleratedCount, toleratedPercentage }: MapParts,
  { source, express, state, context }: DistributedOptions,
): Pick<StateProgram, 'enter' | 'redrive' | 'resume' | 'giveUp' | 'abandon'> {
  const { account } = context;
  const batch = compileBatcher(state['ItemBatcher'], context);
  const reader = compileReader(state['ItemReader'], context);
  const writer = compileWriter(state['ResultWriter'], context);
  const definition = JSON.stringify(source);

  const startMore = (step: Step, run: MapRun): void => {
    const most = run.limit === 0 ? MOST_AT_ONCE : run.limit;
    while (run.open.size < most) {
      const child = run.next();
      if (!child) return;
      if (child.name === undefined || express) name(step, run, child);
      const target = childTarget({
        arn: child.arn!,
        name: child.name!,
        machineName: `${step.machine.name}/${run.label}`,
        machineArn: `${step.machine.arn}/${run.label}`,
        roleArn: step.machine.roleArn,
        mapRun: run.arn,
        definition,
        express,
        input: child.input,
        redrives: child.redrives,
      });
      run.begin(step.child(target), child, step.now);
    }
  };

  /** A Standard child keeps its name when it is redriven; an Express one is another execution each time. */
  const name = (step: Step, run: MapRun, child: Child): void => {
    child.name = step.chance.uuid();
    const machine = `${step.machine.name}/${run.label}`;
    const resource = express
      ? `express:${machine}:${child.name}:${step.chance.uuid()}`
      : `execution:${machine}:${child.name}`;
    child.arn = formatArn(account, 'states', resource);
  };

  const fail = (step: Step, run: MapRun, failure: Failure): Outcome => {
    run.giveUp(step.now);
    step.mapRun(reportOf(run, 'FAILED'));
    step.emit(['MapRunFailed', 'mapRunFailedEventDetails', { ...failure }]);
    step.drop();
    return failed(failure);
  };

  const succeed = (step: Step, run: MapRun, result: unknown): Outcome => {
    run.finished = true;
    step.mapRun(reportOf(run, 'SUCCEEDED'));
    step.emit(['MapRunSucceeded']);
    step.note(['MapStateSucceeded']);
    return flow.exit(step.scope(step.thread.input), result);
  };

  const finishedOf = (step: Step, run: MapRun) => ({
    arn: run.arn,
    machineArn: `${step.machine.arn}/${run.label}`,
    children: run.children,
  });

  /** Has the results written; false when the state exports none. */
  const write = (step: Step, run: MapRun, then: 'succeed' | 'fail'): boolean => {
    if (!writer?.export) return false;
    const raw = step.scope(step.thread.input);
    const files = writer.export(withInput(raw, flow.selectInput(raw)), finishedOf(step, run));
    run.writing = { task: step.child(resultStore(files)), then };
    step.mapRun(reportOf(run, 'RUNNING'));
    return true;
  };

  /** Starts what may be started; the run goes on, or is over. */
  const goOn = (step: Step, run: MapRun): Outcome => {
    if (run.reading !== undefined || run.writing !== undefined) return undefined;
    if (run.exceeded()) {
      run.giveUp(step.now);
      step.drop();
      return write(step, run, 'fail') ? undefined : fail(step, run, THRESHOLD_EXCEEDED);
    }
    startMore(step, run);
    if (run.open.size > 0) {
      step.mapRun(reportOf(run, 'RUNNING'));
      return undefined;
    }
    if (write(step, run, 'succeed')) return undefined;
    return succeed(step, run, writer ? writer.results(finishedOf(step, run)) : run.outputs());
  };

  /** Makes children of the items. */
  const load = (step: Step, run: MapRun, items: readonly unknown[]): void => {
    const raw = step.scope(step.thread.input);
    const scope = withInput(raw, flow.selectInput(raw));
    const select = (value: unknown, index: number): unknown =>
      selector ? selector(step.scope(scope.input, { item: { index, value } })) : value;
    run.load(batch(scope, items.map(select)));
  };

  const enter = (step: Step): Outcome => {
    const raw = step.scope(step.thread.input);
    const scope = withInput(raw, flow.selectInput(raw));
    // How many a reader finds is not told (recorded).
    const items = reader ? [] : list(scope);
    step.emit(['MapStateStarted', 'mapStateStartedEventDetails', { length: items.length }]);
    const request = reader?.(scope);
    const [most, count, share] = [limit(scope) ?? 0, toleratedCount(scope), toleratedPercentage(scope)];
    const label = typeof state['Label'] === 'string' ? state['Label'] : step.chance.uuid();
    const arn = formatArn(account, 'states', `mapRun:${step.machine.name}/${label}:${step.chance.uuid()}`);
    const run = createMapRun({ arn, label, limit: most, toleratedCount: count, toleratedPercentage: share });
    if (!request) load(step, run, items);
    step.emit(['MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: arn }]);
    step.thread.memory = run;
    if (!request) return goOn(step, run);
    run.reading = step.child(itemSource(request));
    step.mapRun(reportOf(run, 'RUNNING'));
    return undefined;
  };

  return {
    enter,
    /** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
    redrive(step) {
      const run = step.thread.memory as MapRun;
      if (run.finished || !run.loaded) return enter(step);
      run.redrive(step.now);
      const details = { mapRunArn: run.arn, redriveCount: run.redrives };
      step.emit(['MapRunRedriven', 'mapRunRedrivenEventDetails', details]);
      return goOn(step, run);
    },
    resume(step, signal) {
      const run = step.thread.memory as MapRun;
      if (signal.kind === 'tuned') {
        if (signal.mapRun !== run.arn) return undefined;
        run.limit = signal.maxConcurrency ?? run.limit;
        run.toleratedCount = signal.toleratedFailureCount ?? run.toleratedCount;
        run.toleratedPercentage = signal.toleratedFailurePercentage ?? run.toleratedPercentage;
      } else if (signal.kind === 'childEnded') {
        const { task, reply } = signal;
        if (task === run.reading) {
          run.reading = undefined;
          if ('failure' in reply) return fail(step, run, reply.failure);
          load(step, run, JSON.parse(reply.output) as unknown[]);
        } else if (task === run.writing?.task) {
          const { then } = run.writing;
          run.writing = undefined;
          if ('failure' in reply) return fail(step, run, reply.failure);
          if (then === 'fail') return fail(step, run, THRESHOLD_EXCEEDED);
          return succeed(step, run, JSON.parse(reply.output));
        } else run.end(task, verdictOf(reply), reply, step.now);
      }
      return goOn(step, run);
    },
    giveUp: (step) => void step.emit(['MapStateFailed']),
    abandon(step) {
      const run = step.thread.memory as MapRun | undefined;
      if (!run || (run.open.size === 0 && run.reading === undefined && run.writing === undefined)) return;
      run.reading = undefined;
      run.writing = undefined;
      run.giveUp(step.now);
      step.mapRun(reportOf(run, 'ABORTED'));
      step.note(['MapRunAborted']);
    },
  };
}

function verdictOf(reply: Reply): Verdict {
  if ('output' in reply) return 'succeeded';
  return reply.ended === 'TIMED_OUT' ? 'timedOut' : reply.ended === 'ABORTED' ? 'aborted' : 'failed';
}
