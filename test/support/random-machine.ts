// State machines made by chance, of every state type, and the function their tasks call. What they do hangs on their input
// alone, so that two runs of one machine must end alike however often they are interrupted.
import { failure, type Handler } from '../stepfunctions/harness.js';

type State = Record<string, unknown>;

export interface RandomMachineOptions {
  /** Numbers in [0, 1). */
  readonly next: () => number;
  /** A machine for nested executions, if there is one. */
  readonly innerArn?: string;
  /** True for real time: short waits, and no branch whose failure races with another. */
  readonly calm?: boolean;
}

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';

/** What `work` is told: `do` is echo, flaky, hang or token. */
export function createWorker(tokens: Map<string, string>): Handler {
  return (event) => {
    const { do: what, attempt = 0, until = 0, token = '', value } = event as Record<string, string | number>;
    if (what === 'hang') return new Promise(() => {});
    if (what === 'token') tokens.set(String(token), JSON.stringify({ answered: true }));
    if (what === 'flaky' && Number(attempt) < Number(until)) throw failure('Flaky', `attempt ${String(attempt)}`);
    return { value: value ?? null };
  };
}

export function randomMachine(options: RandomMachineOptions): object {
  const { next, innerArn, calm = false } = options;
  let names = 0;
  const below = (most: number): number => Math.floor(next() * most);
  const chance = (share: number): boolean => next() < share;
  const name = (type: string): string => `${type}${++names}`;

  const retry = (deep: boolean): State[] => [
    {
      ErrorEquals: ['Flaky'],
      IntervalSeconds: 1 + below(calm ? 1 : 4),
      MaxAttempts: 1 + below(3),
      BackoffRate: calm ? 1 : 1 + below(2),
      // Only the outermost execution draws the same delays in every run: its seed is the first that is drawn.
      ...(chance(0.3) && !calm && !deep && innerArn !== undefined ? { JitterStrategy: 'FULL' } : {}),
    },
  ];
  const caught = (later: string): State => ({
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: later }],
  });

  const task = (later: string | undefined, deep: boolean): State => {
    const guard = later !== undefined && (chance(0.6) || (calm && deep)) ? caught(later) : {};
    const base = { Type: 'Task', ResultPath: '$.r', ...guard };
    const kind = next();
    // What nobody catches must not fail where a sibling may win the race.
    const safe = calm && deep && later === undefined;
    if (kind < 0.15 && !safe) return { ...base, Resource: FUNCTION, Parameters: { do: 'hang' }, TimeoutSeconds: 2 };
    if (kind < 0.3 && !calm) {
      const Payload = { do: 'token', 'token.$': '$$.Task.Token' };
      const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
      return { ...base, Resource, Parameters: { FunctionName: 'work', Payload }, TimeoutSeconds: 30 };
    }
    if (kind < 0.75) {
      const Parameters = {
        do: 'flaky',
        until: safe ? 0 : below(4),
        'attempt.$': '$$.State.RetryCount',
        'value.$': '$.n',
      };
      return { ...base, Resource: FUNCTION, Parameters, ...(chance(0.8) ? { Retry: retry(deep) } : {}) };
    }
    return { ...base, Resource: FUNCTION, Parameters: { do: 'echo', 'value.$': '$.n' } };
  };

  const pass = (): State => {
    const kind = next();
    if (kind < 0.3)
      return { Type: 'Pass', ResultPath: '$.r', Parameters: { 'sum.$': `States.MathAdd($.n, ${below(9)})` } };
    if (kind < 0.6) return { Type: 'Pass', Assign: { 'v.$': '$.n' } };
    return {
      Type: 'Pass',
      QueryLanguage: 'JSONata',
      Assign: { w: '{% $states.input.n + 1 %}' },
      Output: '{% $merge([$states.input, {"j": $states.input.n * 2}]) %}',
    };
  };

  const map = (later: string | undefined, depth: number): State => {
    const spread = depth === 2 && chance(0.6);
    const tolerated = spread && chance(0.5) ? { ToleratedFailurePercentage: below(101) } : {};
    return {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'n.$': '$$.Map.Item.Value', items: [1, 2] },
      MaxConcurrency: below(3),
      ItemProcessor: {
        ProcessorConfig: spread ? { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } : { Mode: 'INLINE' },
        ...block(depth - 1),
      },
      ResultPath: '$.m',
      ...tolerated,
      ...(later === undefined ? {} : caught(later)),
    };
  };

  const parallel = (later: string | undefined, depth: number): State => ({
    Type: 'Parallel',
    Branches: Array.from({ length: 1 + below(3) }, () => block(depth - 1)),
    ResultPath: '$.p',
    ...(later !== undefined && chance(0.7) ? caught(later) : {}),
  });

  const nested = (): State => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: innerArn, Input: { 'n.$': '$.n', items: [1, 2] } },
    ResultSelector: { 'output.$': '$.Output' },
    ResultPath: '$.s',
  });

  const one = (later: string | undefined, depth: number, deep: boolean): State => {
    const kind = next();
    if (kind < 0.1 && depth > 0) return parallel(later, depth);
    if (kind < 0.3 && depth > 0) return map(later, depth);
    if (kind < 0.37 && innerArn !== undefined && depth === 2) return { ...nested(), ...(later ? caught(later) : {}) };
    if (kind < 0.52) return { Type: 'Wait', Seconds: calm ? 1 : chance(0.1) ? 90 : 1 + below(6) };
    if (kind < 0.62) return pass();
    return task(later, deep);
  };

  /** A chain whose states may be jumped over, and left by a failure. */
  const block = (depth: number): { StartAt: string; States: Record<string, State> } => {
    const deep = depth < 2;
    const chain = Array.from({ length: 1 + below(depth > 0 ? 5 : 3) }, () => name('S'));
    const States: Record<string, State> = {};
    for (const [index, here] of chain.entries()) {
      const later = chain[index + 1 + below(Math.max(1, chain.length - index - 1))];
      const following = chain[index + 1];
      if (following !== undefined && chance(0.15)) {
        const doomed = chance(calm && deep ? 0 : 0.3) ? name('F') : undefined;
        if (doomed !== undefined) States[doomed] = { Type: 'Fail', Error: 'Doomed', Cause: 'by chance' };
        const Choices = [{ Variable: '$.n', NumericGreaterThan: below(6), Next: doomed ?? later }];
        States[here] = { Type: 'Choice', Choices, Default: following };
      } else if (following === undefined && chance(0.2)) States[here] = { Type: 'Succeed' };
      else {
        const way = following === undefined ? { End: true } : { Next: following };
        States[here] = { ...one(later, depth, deep), ...way };
      }
    }
    return { StartAt: chain[0]!, States };
  };

  return block(2);
}
