// What the runner needs to know of a function. A FunctionDefinition of the model is one; this floor may not import it.
import type { Place } from '../../lib/diagnostics.js';

export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  /** AWS's name: nodejs20.x, python3.12. */
  readonly runtime: string;
  /** `file.export` below the code's folder. */
  readonly handler: string;
  readonly code: { readonly folder: string } | { readonly inline: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly place: Place;
}

export interface RunnerLimits {
  /** Copies of one function that run at once; further events wait their turn. */
  readonly concurrency: number;
  /** A copy that got no event for so long is ended. */
  readonly idleMs: number;
  /** Bytes of an event (RequestResponse) and of a result. */
  readonly payloadBytes: number;
  /** Bytes of an event of type Event. */
  readonly eventBytes: number;
  /** How often a failed event of type Event is tried again, and after how long. */
  readonly retryDelaysMs: readonly number[];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and invocation-async-error-handling.html */
export const DEFAULT_LIMITS: RunnerLimits = {
  concurrency: 10,
  idleMs: 5 * 60_000,
  payloadBytes: 6 * 1024 * 1024,
  eventBytes: 1024 * 1024,
  retryDelaysMs: [60_000, 120_000],
};

/** How an event ended, as the instance that ran it tells. */
export interface Outcome {
  readonly kind: 'ok' | 'error';
  /** JSON text: the result, or the error document in AWS's shape. */
  readonly payload: string;
  /** The instance can't be used again. */
  readonly fatal: boolean;
}

export interface Event {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  /** JSON text. */
  readonly clientContext: string | undefined;
}

/** A line the handler printed. */
export type Print = (level: 'debug' | 'info' | 'warn' | 'error', line: string) => void;

/** One running copy of a function, whatever language it is in. Takes one event at a time. */
export interface Instance {
  /** Never rejects. */
  invoke(event: Event, print: Print): Promise<Outcome>;
  /** Files the copy was made from: when one changes, a new copy is due. */
  readonly files: readonly string[];
  close(): void;
}

/** What an instance is started with. */
export interface Launch {
  readonly spec: FunctionSpec;
  /** The whole environment the handler sees, besides a few names of the machine (PATH, HOME, ...). */
  readonly environment: Readonly<Record<string, string>>;
}

/** The start failed: the error document in AWS's shape (Runtime.ImportModuleError, ...). */
export interface StartFailure {
  readonly failure: string;
  /** Files that, when changed, make another try worth while. */
  readonly files: readonly string[];
}

/** AWS's error document; members in AWS's order. */
export function errorDocument(errorType: string, errorMessage: string, trace?: readonly string[]): string {
  return JSON.stringify(trace === undefined ? { errorType, errorMessage } : { errorType, errorMessage, trace });
}

/** Environment variables that an instance keeps from the emulator's own process. */
export const INHERITED: readonly string[] = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];
