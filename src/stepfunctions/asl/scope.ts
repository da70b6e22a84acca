// What the expressions of a state are evaluated against. Made by the machine for each state, read by asl/.

export interface Scope {
  /** `$`; `undefined` stands for "not there": JSON has no such value. */
  readonly input: unknown;
  readonly around: Surroundings;
}

/** What stays the same while `$` changes from field to field. */
export interface Surroundings {
  /** `$$`, the context object. */
  context(): unknown;
  /** `$name`: a variable of this scope or an outer one. */
  variable(name: string): unknown;
  /** All of them, inner ones over outer ones; the caller may add to it. */
  variables(): Record<string, unknown>;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly chance: Chance;
  /** Set while a state is tested (TestState): hears the value of each field on its way. */
  readonly inspect?: Inspect | undefined;
}

/** `field` is a member of InspectionData: afterInputPath, result. */
export type Inspect = (field: string, value: unknown) => void;

/** Chance comes from outside, so that a recovered execution draws the same numbers. */
export interface Chance {
  next(): number;
  uuid(): string;
}

/** The same scope with another `$`. */
export function withInput(scope: Scope, input: unknown): Scope {
  return { input, around: scope.around };
}
