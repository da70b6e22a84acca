// The registry of runtimes: which program runs a function, by the name AWS has for its runtime.
import type { Instance, Launch, Print, StartFailure } from './function.js';
import { startNodeInstance } from './node-instance.js';
import { startPythonInstance } from './python-instance.js';

interface Runtime {
  readonly names: RegExp;
  start(launch: Launch, print: Print): Promise<Instance | StartFailure>;
}

const RUNTIMES: readonly Runtime[] = [
  { names: /^nodejs/, start: startNodeInstance },
  { names: /^python/, start: startPythonInstance },
];

/** Undefined for a runtime that is not emulated (java21, provided.al2023, ...). */
export function runtimeOf(name: string): Runtime | undefined {
  return RUNTIMES.find((runtime) => runtime.names.test(name));
}
