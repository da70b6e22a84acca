// The face of the wing: Lambda's REST API over the function runner that stands behind every Lambda call.
import type { LambdaRunner } from '../backends/lambda/index.js';
import type { FunctionDefinition } from '../definition/model.js';
import type { Door } from '../lib/door.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import { createRestDoor } from './rest.js';

export interface LambdaProgram {
  readonly functions: readonly FunctionDefinition[];
}

export interface LambdaPorts {
  /** Also knows the functions of `--functions DIR`, which no program lists. */
  readonly lambda: Pick<LambdaRunner, 'invoke' | 'find' | 'list'>;
  readonly random: Random;
  readonly log: Log;
}

export interface LambdaWing {
  readonly doors: { readonly rest: Door };
  swap(program: LambdaProgram): void;
  close(): void;
}

export function start(program: LambdaProgram, ports: LambdaPorts): LambdaWing {
  let current = program;
  return {
    doors: { rest: createRestDoor(() => current.functions, ports) },
    swap(next) {
      current = next;
    },
    close() {},
  };
}
