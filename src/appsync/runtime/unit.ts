// The border between execution/ and the resolver languages. A unit is a resolver's or function's code, compiled once per
// revision; running a handler is synchronous. docs/decisions/0005-resolver-realm.md says why values cross as they do.
import type { Diagnostic } from '../../lib/diagnostics.js';
import type { Log } from '../../lib/log.js';
import type { Trace } from '../../lib/trace.js';

/** `ctx.identity`; null for API_KEY. Shapes: resolver-context-reference.md, "Identity". */
export type IdentityContext = Readonly<Record<string, unknown>> | null;

/** What is the same for every field of one GraphQL operation. Runtimes may cache by this object's identity. */
export interface OperationScope {
  readonly identity: IdentityContext;
  /** `ctx.request`: headers in lower case, and the API's custom domain or null. */
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly domainName: string | null };
  /** `ctx.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** `util.authType()`: 'API Key Authorization', 'IAM Authorization', ... (built-in-util-js.md). */
  readonly authType: string;
  readonly trace: Trace | undefined;
  /** Receives util.log and console.log lines. */
  readonly log: Log;
}

/** `ctx.info`. */
export interface FieldInfo {
  readonly fieldName: string;
  readonly parentTypeName: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly selectionSetList: readonly string[];
  readonly selectionSetGraphQL: string;
}

/** An error the user's code raises or appends, or a data source reports: `{message, errorType, data, errorInfo}`. */
export interface ResolverFault {
  readonly message: string;
  /** null when util.error was given none (seen on AWS). */
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;
}

/** What handlers asked for beside their result (extensions.*, util.http.addResponseHeader); see extensions-js.md. */
export type Effect =
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

/** One resolution of one field. `stash`, `errors` and `effects` change as its handlers run. */
export interface FieldScope {
  readonly operation: OperationScope;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The parent's value; null at the root. */
  readonly source: unknown;
  /** Made only when somebody reads `ctx.info` (it walks the selection set). */
  readonly info: () => FieldInfo;
  /** `ctx.stash` after the last handler. A runtime may keep its own copy between handlers of the same language. */
  stash: Record<string, unknown>;
  /** `util.appendError`, in order: `ctx.outErrors`. */
  readonly errors: ResolverFault[];
  readonly effects: Effect[];
  /** What a runtime keeps of this field between its handlers; nobody else looks at it. */
  kept?: unknown;
  /** Takes what is a part of this field's resolution, or of the function that runs now. */
  trace?: Trace | undefined;
}

/** What `ctx.prev`, `ctx.result` and `ctx.error` are for one handler; absent members are null. */
export interface StepState {
  readonly prev?: { readonly result: unknown };
  readonly result?: unknown;
  readonly error?: ResolverFault;
}

export type Outcome =
  /** The handler's value, plain JSON. For VTL `rendered` is the text it was read from. */
  | { readonly kind: 'value'; readonly value: unknown; readonly rendered?: string }
  /** runtime.earlyReturn(value, {skipTo}) or #return(value). */
  | { readonly kind: 'early-return'; readonly value: unknown; readonly skipTo: 'END' | 'NEXT' }
  /** util.error, util.unauthorized, util.validate, or code that failed at run time: ends the field. */
  | { readonly kind: 'error'; readonly fault: ResolverFault };

/** Compiled code of one resolver or function. */
export interface Unit {
  /** False: the handler is absent and execution does what AWS does without it. */
  readonly hasRequest: boolean;
  readonly hasResponse: boolean;
  request(scope: FieldScope, state: StepState): Outcome;
  response(scope: FieldScope, state: StepState): Outcome;
}

export interface CompiledUnit {
  /** Undefined when a diagnostic of severity 'error' was found. */
  readonly unit: Unit | undefined;
  readonly diagnostics: readonly Diagnostic[];
}
