// Map in DISTRIBUTED mode: a Map Run whose iterations are executions of their own. The parent's history tells only of the
// run; each child is a call like a task's, found again by its ARN after a restart.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
import { formatArn } from '../../aws/arn.js';
import type { JsonRecord } from '../asl/check.js';
import { withInput } from '../asl/scope.js';
import { childTarget } from '../integrations/child.js';
import type { Reply } from '../integrations/target.js';
import { compileBatcher } from './map-batches.js';
import { type MapParts, THRESHOLD_EXCEEDED } from './map-parts.js';
import { type Child, createMapRun, type MapRun, reportOf, type Verdict } from './map-run.js';
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
      run.begin(step.child(target), child);
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

  /** Starts what may be started; the run goes on, or is over. */
  const goOn = (step: Step, run: MapRun): Outcome => {
    if (run.exceeded()) {
      run.giveUp();
      step.mapRun(reportOf(run, 'FAILED'));
      step.emit(['MapRunFailed', 'mapRunFailedEventDetails', { ...THRESHOLD_EXCEEDED }]);
      step.drop();
      return failed(THRESHOLD_EXCEEDED);
    }
    startMore(step, run);
    if (run.open.size > 0) {
      step.mapRun(reportOf(run, 'RUNNING'));
      return undefined;
    }
    run.finished = true;
    step.mapRun(reportOf(run, 'SUCCEEDED'));
    step.emit(['MapRunSucceeded']);
    step.note(['MapStateSucceeded']);
    return flow.exit(step.scope(step.thread.input), run.outputs());
  };

  const enter = (step: Step): Outcome => {
    const raw = step.scope(step.thread.input);
    const scope = withInput(raw, flow.selectInput(raw));
    const items = list(scope);
    step.emit(['MapStateStarted', 'mapStateStartedEventDetails', { length: items.length }]);
    const select = (value: unknown, index: number): unknown =>
      selector ? selector(step.scope(scope.input, { item: { index, value } })) : value;
    const batches = batch(scope, items.map(select));
    const [most, count, share] = [limit(scope) ?? 0, toleratedCount(scope), toleratedPercentage(scope)];
    const label = typeof state['Label'] === 'string' ? state['Label'] : step.chance.uuid();
    const arn = formatArn(account, 'states', `mapRun:${step.machine.name}/${label}:${step.chance.uuid()}`);
    step.emit(['MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: arn }]);
    const run = createMapRun({ arn, label, limit: most, toleratedCount: count, toleratedPercentage: share }, batches);
    step.thread.memory = run;
    return goOn(step, run);
  };

  return {
    enter,
    /** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
    redrive(step) {
      const run = step.thread.memory as MapRun;
      if (run.finished) return enter(step);
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
        run.end(signal.task, verdictOf(signal.reply), 'output' in signal.reply ? signal.reply.output : undefined);
      }
      return goOn(step, run);
    },
    giveUp: (step) => void step.emit(['MapStateFailed']),
    abandon(step) {
      const run = step.thread.memory as MapRun | undefined;
      if (!run?.open.size) return;
      run.giveUp();
      step.mapRun(reportOf(run, 'ABORTED'));
      step.note(['MapRunAborted']);
    },
  };
}

function verdictOf(reply: Reply): Verdict {
  if ('output' in reply) return 'succeeded';
  return reply.ended === 'TIMED_OUT' ? 'timedOut' : reply.ended === 'ABORTED' ? 'aborted' : 'failed';
}
