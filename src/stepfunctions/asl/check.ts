// Collects what is wrong with a definition, in AWS's codes and words. Compiling a state machine writes to one of these;
// CreateStateMachine, ValidateStateMachineDefinition and the app's diagnostics read it.
import { isObject } from '../../lib/json.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
export interface Finding {
  readonly code: string;
  readonly severity: 'ERROR' | 'WARNING';
  readonly message: string;
  /** JSON pointer: `/States/Pay/Next`; absent when the text as a whole is at fault. */
  readonly location?: string;
}

/** Things of an app that a task may name, by the lists they are in. */
export type TargetKind = 'functions' | 'tables' | 'stateMachines';

/** A thing that a task names by a literal: a name or an ARN. */
export interface NamedTarget {
  readonly kind: TargetKind;
  readonly target: string;
  readonly location: string;
}

export class Check {
  readonly findings: Finding[] = [];
  /** Taken and without effect here: said to whoever starts the app, never to callers of the API. */
  readonly withoutEffect: { readonly what: string; readonly location: string }[] = [];
  /** What tasks name; whether it is there is for the app to say, not for the language. */
  readonly named: NamedTarget[] = [];

  /** A definition that breaks the language. */
  schema(message: string, location: string): void {
    this.findings.push({ code: 'SCHEMA_VALIDATION_FAILED', severity: 'ERROR', message, location });
  }

  /** A state that is never reached, or one that is reached and isn't there. */
  transition(message: string, location: string): void {
    this.findings.push({ code: 'MISSING_TRANSITION_TARGET', severity: 'ERROR', message, location });
  }

  /** Known to AWS and not emulated: refused by name. */
  notEmulated(what: string, location: string): void {
    this.findings.push({
      code: 'NOT_EMULATED',
      severity: 'ERROR',
      message: `${what} is not emulated by offsync`,
      location,
    });
  }

  get failed(): boolean {
    return this.findings.some((finding) => finding.severity === 'ERROR');
  }
}

/** `CODE: message at /location`, joined as AWS joins them in InvalidDefinition (recorded). */
export function formatFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`)
    .join(', ');
}

export type JsonRecord = Record<string, unknown>;

/** The value as an object, or a finding and undefined. */
export function objectAt(check: Check, value: unknown, location: string): JsonRecord | undefined {
  if (isObject(value)) return value;
  check.schema('Expected value of type Object', location);
  return undefined;
}
