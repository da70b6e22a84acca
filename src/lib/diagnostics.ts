// Diagnostics: what is wrong with, or not emulated of, the user's app. Collected and returned, never thrown; the first
// fault does not hide the second. Each wing keeps its rows in its own `diagnostics.ts`; docs/errors.md lists them all.

/** Where in the user's files something stands. Lines and columns count from 1. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly logicalId?: string;
}

export type Severity = 'error' | 'warning' | 'info';

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
}

/** Whether an app with these can't be served as it is. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

/** One kind of diagnostic: `summary` says what it means and `fix` what to do; both are printed in docs/errors.md. */
export interface DiagnosticRow {
  readonly severity: Severity;
  readonly summary: string;
  readonly fix: string;
}

/**
 * Makes one function per row: `const found = defineDiagnostics({ SCHEMA_SYNTAX: {...} })` gives
 * `found.SCHEMA_SYNTAX(message, place)`, which returns a Diagnostic. `found.rows` is the table itself.
 */
export function defineDiagnostics<T extends Record<string, DiagnosticRow>>(
  rows: T,
): { readonly [K in keyof T]: (message: string, place?: Place) => Diagnostic } & { readonly rows: T } {
  const made: Record<string, unknown> = { rows };
  for (const [code, row] of Object.entries(rows)) {
    made[code] = (message: string, place: Place = {}): Diagnostic => ({ code, severity: row.severity, message, place });
  }
  return made as { readonly [K in keyof T]: (message: string, place?: Place) => Diagnostic } & { readonly rows: T };
}

/** `schema/main.graphql:3:7`, `Resources/Table`, or '' when nothing is known. */
export function formatPlace(place: Place): string {
  const at = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  return place.logicalId === undefined ? at : at === '' ? place.logicalId : `${at} (${place.logicalId})`;
}

/** One line for a terminal: `error SCHEMA_SYNTAX schema/main.graphql:3:7 Expected a name`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const at = formatPlace(diagnostic.place);
  return [diagnostic.severity, diagnostic.code, ...(at === '' ? [] : [at]), diagnostic.message].join(' ');
}
