// What compile() makes of an app's state machines: immutable, swapped as a whole.
import type { StateMachineDefinition } from '../definition/model.js';
import type { Jsonata } from './asl/jsonata.js';
import type { Logging } from './engine/execution-logs.js';
import type { MachineProgram } from './states/machine-program.js';

export interface Machine {
  readonly definition: StateMachineDefinition;
  readonly program: MachineProgram;
  /** undefined when nothing is logged. */
  readonly logging: Logging | undefined;
}

export interface StepFunctionsProgram {
  /** By ARN. A machine with errors in its definition is not here; the diagnostics say why. */
  readonly machines: ReadonlyMap<string, Machine>;
  /** Compiles the expressions of these machines, and of those that the API is asked about. */
  readonly jsonata: Jsonata;
}
