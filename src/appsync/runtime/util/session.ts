// What one invocation of a handler gives to util, and how util ends an invocation. Both runtimes implement the session
// and catch the signals; user code can do neither (APPSYNC_JS has no throw and no try, VTL has no exceptions).

/** An error the user's code raises or appends; the same shape as `ResolverFault` in runtime/unit.ts. */
export interface Fault {
  readonly message: string;
  /** null when util.error was given none (seen on AWS). */
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;
}

/** What a handler asks for beside its result; the same shapes as `Effect` in runtime/unit.ts. */
export type UtilEffect =
  | { readonly kind: 'subscription-filter'; readonly filter: unknown }
  | { readonly kind: 'subscription-invalidation-filter'; readonly filter: unknown }
  | { readonly kind: 'invalidate-subscriptions'; readonly invalidation: unknown }
  | {
      readonly kind: 'evict-from-api-cache';
      readonly typeName: string;
      readonly fieldName: string;
      readonly keys: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'response-header'; readonly name: string; readonly value: unknown };

export type LogLevel = 'debug' | 'info' | 'error';

/**
 * The sinks of one invocation. Util reads the members at every call and keeps none, so a runtime makes util once with
 * one session object and points that object at the next invocation before it calls a handler.
 */
export interface UtilSession {
  appendError(fault: Fault): void;
  effect(effect: UtilEffect): void;
  /** `$util.log.*`: the arguments as they were given; the first may hold `{}` places for the others. */
  log(level: LogLevel, args: readonly unknown[]): void;
  authType(): string;
}

/** Thrown by util.error and util.validate: ends the field with `fault`. */
export class RaisedFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * Thrown by util.unauthorized. EvaluateCode answers "Unauthorized" (recorded); in a GraphQL response the message is
 * "Not Authorized to access x on type Y" (tutorial-pipeline-resolvers.md), which only a runtime that knows the field can say.
 */
export class UnauthorizedFault extends RaisedFault {
  constructor() {
    super({ message: 'Unauthorized', errorType: 'Unauthorized', data: null, errorInfo: null });
  }
}

/** Thrown by runtime.earlyReturn: ends the handler with `value`; runtime-utils-js.md says what 'END' and 'NEXT' skip. */
export class EarlyReturn extends Error {
  readonly value: unknown;
  readonly skipTo: 'END' | 'NEXT';

  constructor(value: unknown, skipTo: 'END' | 'NEXT') {
    super('runtime.earlyReturn');
    this.value = value;
    this.skipTo = skipTo;
  }
}

/** Thrown when a util function is given what it can't use. The runtimes report it as any other failure of the code. */
export class UtilMisuse extends Error {}
