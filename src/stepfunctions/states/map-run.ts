// What a Distributed Map remembers of its Map Run: the children, how each stands, and the sums that DescribeMapRun gives.
// Every step costs the same however many children there are. Used by map-distributed.ts; knows no events.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
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
}

export interface Limits {
  readonly arn: string;
  readonly label: string;
  limit: number;
  toleratedCount: number | undefined;
  toleratedPercentage: number | undefined;
}

type Counts = { -readonly [name in keyof MapRunCounts]: number };

export interface MapRun extends Limits {
  readonly executions: Counts;
  readonly items: Counts;
  /** Which child each open call runs. */
  readonly open: ReadonlyMap<number, Child>;
  redrives: number;
  redrivenAt: number | undefined;
  /** True once it has succeeded: what fails behind it is none of its failures. */
  finished: boolean;
  /** The next child to be started. */
  next(): Child | undefined;
  begin(task: number, child: Child): void;
  end(task: number, verdict: Verdict, output: string | undefined): void;
  /** The run is over; what is open is aborted. */
  giveUp(): void;
  /** Puts what did not succeed back in the line. */
  redrive(now: number): void;
  /** True when more has failed than is tolerated. Aborted children count: they did not succeed. */
  exceeded(): boolean;
  /** In the order of the items; a tolerated failure leaves no output behind. */
  outputs(): unknown[];
}

const countsOf = (total: number): Counts => ({
  ...{ total, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, running: 0, pendingRedrive: 0 },
});

export function createMapRun(
  limits: Limits,
  batches: readonly { readonly value: unknown; readonly items: number }[],
): MapRun {
  const children = batches.map(
    ({ value, items }, index): Child => ({
      ...{ index, items, input: JSON.stringify(value) },
      ...{ name: undefined, arn: undefined, redrives: 0, verdict: undefined, output: undefined },
    }),
  );
  const open = new Map<number, Child>();
  const executions = countsOf(children.length);
  const items = countsOf(children.reduce((sum, child) => sum + child.items, 0));
  let line = children;
  let at = 0;
  const count = (child: Child, name: keyof MapRunCounts, by: 1 | -1): void => {
    executions[name] += by;
    items[name] += by * child.items;
  };
  return {
    ...limits,
    ...{ executions, items, open, redrives: 0, redrivenAt: undefined, finished: false },
    next() {
      const child = line[at];
      at += 1;
      return child;
    },
    begin(task, child) {
      if (child.verdict !== undefined) count(child, 'pendingRedrive', -1);
      child.verdict = undefined;
      open.set(task, child);
      count(child, 'running', 1);
    },
    end(task, verdict, output) {
      const child = open.get(task)!;
      open.delete(task);
      child.verdict = verdict;
      if (output !== undefined) child.output = JSON.parse(output);
      count(child, 'running', -1);
      count(child, verdict, 1);
    },
    giveUp() {
      for (const child of open.values()) {
        child.verdict = 'aborted';
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
