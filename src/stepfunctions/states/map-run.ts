// What a Distributed Map remembers of its Map Run: the children, how each stands, and the sums that DescribeMapRun gives.
// Every step costs the same however many children there are. Used by map-distributed.ts; knows no events.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
import type { Failure } from '../asl/faults.js';
import type { MapRunCounts, MapRunReport } from './state.js';

export type Verdict = 'succeeded' | 'failed' | 'timedOut' | 'aborted';

export interface Child {
  readonly index: number;
  /** JSON text. */
  readonly input: string;
  /** How many items it holds. */
  readonly items: number;
  /** Drawn when it is started. */
  name: string | undefined;
  arn: string | undefined;
  redrives: number;
  verdict: Verdict | undefined;
  output: unknown;
  failure: Failure | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

export interface Limits {
  readonly arn: string;
  readonly label: string;
  limit: number;
  toleratedCount: number | undefined;
  toleratedPercentage: number | undefined;
}

/** What becomes a child's input, and how many items it holds. */
export interface Batch {
  readonly value: unknown;
  readonly items: number;
}

export interface Ending {
  readonly output?: string | undefined;
  readonly failure?: Failure | undefined;
}

type Counts = { -readonly [name in keyof MapRunCounts]: number };

export interface MapRun extends Limits {
  readonly executions: Counts;
  readonly items: Counts;
  /** Which child each open call runs. */
  readonly open: ReadonlyMap<number, Child>;
  readonly children: readonly Child[];
  /** The call that reads the items, while it is open. */
  reading: number | undefined;
  /** The call that writes the results, while it is open, and what is to come behind it. */
  writing: { readonly task: number; readonly then: 'succeed' | 'fail' } | undefined;
  /** True once the children are known. */
  loaded: boolean;
  /** Gives the run its children. */
  load(batches: readonly Batch[]): void;
  redrives: number;
  redrivenAt: number | undefined;
  /** True once it has succeeded: what fails behind it is none of its failures. */
  finished: boolean;
  /** The next child to be started. */
  next(): Child | undefined;
  begin(task: number, child: Child, now: number): void;
  end(task: number, verdict: Verdict, result: Ending, now: number): void;
  /** The run is over; what is open is aborted. */
  giveUp(now: number): void;
  /** Puts what did not succeed back in the line. */
  redrive(now: number): void;
  /** True when more has failed than is tolerated. Aborted children count: they did not succeed. */
  exceeded(): boolean;
  /** In the order of the items; a tolerated failure leaves no output behind. */
  outputs(): unknown[];
}

const countsOf = (total: number): Counts => ({
  total,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  running: 0,
  pendingRedrive: 0,
});

export function createMapRun(limits: Limits): MapRun {
  let children: readonly Child[] = [];
  const open = new Map<number, Child>();
  const executions = countsOf(0);
  const items = countsOf(0);
  let line = children;
  let at = 0;
  const count = (child: Child, name: keyof MapRunCounts, by: 1 | -1): void => {
    executions[name] += by;
    items[name] += by * child.items;
  };
  return {
    ...limits,
    executions,
    items,
    open,
    redrives: 0,
    redrivenAt: undefined,
    finished: false,
    reading: undefined,
    writing: undefined,
    loaded: false,
    get children() {
      return children;
    },
    load(batches) {
      children = batches.map(
        ({ value, items: held }, index): Child => ({
          index,
          items: held,
          input: JSON.stringify(value),
          name: undefined,
          arn: undefined,
          redrives: 0,
          verdict: undefined,
          output: undefined,
          failure: undefined,
          startedAt: undefined,
          endedAt: undefined,
        }),
      );
      line = children;
      executions.total = children.length;
      items.total = children.reduce((sum, child) => sum + child.items, 0);
      this.loaded = true;
    },
    next() {
      const child = line[at];
      at += 1;
      return child;
    },
    begin(task, child, now) {
      if (child.verdict !== undefined) count(child, 'pendingRedrive', -1);
      child.verdict = undefined;
      child.startedAt = now;
      open.set(task, child);
      count(child, 'running', 1);
    },
    end(task, verdict, { output, failure }, now) {
      const child = open.get(task)!;
      open.delete(task);
      child.verdict = verdict;
      child.failure = failure;
      child.endedAt = now;
      if (output !== undefined) child.output = JSON.parse(output);
      count(child, 'running', -1);
      count(child, verdict, 1);
    },
    giveUp(now) {
      for (const child of open.values()) {
        child.verdict = 'aborted';
        child.endedAt = now;
        count(child, 'running', -1);
        count(child, 'aborted', 1);
      }
      open.clear();
    },
    redrive(now) {
      this.redrives += 1;
      this.redrivenAt = now;
      line = children.filter(({ verdict }) => verdict !== 'succeeded');
      at = 0;
      for (const child of line) {
        // What was never started is started now, and not redriven.
        if (child.verdict === undefined) continue;
        count(child, child.verdict, -1);
        count(child, 'pendingRedrive', 1);
        child.redrives += 1;
      }
    },
    exceeded() {
      const lost = items.failed + items.timedOut + items.aborted;
      if (lost === 0) return false;
      const { toleratedCount, toleratedPercentage } = this;
      if (toleratedCount === undefined && toleratedPercentage === undefined) return true;
      return (
        (toleratedCount !== undefined && lost > toleratedCount) ||
        (toleratedPercentage !== undefined && lost * 100 > toleratedPercentage * items.total)
      );
    },
    outputs: () => children.filter(({ verdict }) => verdict === 'succeeded').map(({ output }) => output),
  };
}

/** As DescribeMapRun tells it. */
export function reportOf(run: MapRun, status: MapRunReport['status']): MapRunReport {
  return {
    arn: run.arn,
    status,
    maxConcurrency: run.limit,
    toleratedFailureCount: run.toleratedCount ?? 0,
    toleratedFailurePercentage: run.toleratedPercentage ?? 0,
    redrives: run.redrives,
    redrivenAt: run.redrivenAt,
    executions: { ...run.executions },
    items: { ...run.items },
  };
}
