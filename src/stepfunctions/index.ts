// The wing's face: `compile(definition) -> {program, diagnostics}` and `start(program, ports) -> {doors, swap, close}`.
export { type Compiled, compile } from './compile.js';
export { found as diagnostics } from './diagnostics.js';
export type { Machine, StepFunctionsProgram } from './model.js';
export { createExecutionCounts } from './observe.js';
export { type StepFunctionsPorts, type StepFunctionsWing, start } from './start.js';
