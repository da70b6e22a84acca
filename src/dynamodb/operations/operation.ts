// What an operation is: a name, the shape of its input and a function. `defineOperation` puts the checks that all have
// in front of it; operations/index.ts lists them.
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { Engine } from '../engine/engine.js';
import { RequestFault } from '../faults.js';
import { checkShape, type Shape } from '../input/shape.js';

export type DynamoOperation = Operation<Engine>;

interface OperationRules<Input> {
  readonly name: string;
  readonly shape: Shape;
  /** Faults of the request itself are answered as `1 validation error detected: ...` (faults.ts, RequestFault). */
  readonly envelope?: boolean;
  run(input: Input, engine: Engine): unknown;
}

function enveloped(error: unknown): unknown {
  if (!(error instanceof RequestFault)) return error;
  return new ServiceError(error.code, `1 validation error detected: ${error.message}`);
}

export function defineOperation<Input>(rules: OperationRules<Input>): DynamoOperation {
  const { name, shape, envelope, run } = rules;
  return {
    name,
    handle(input, engine) {
      checkShape(shape, input);
      // The shape has just been checked: from here on the input is what its interface says.
      const checked = input as unknown as Input;
      if (!envelope) return run(checked, engine);
      try {
        return run(checked, engine);
      } catch (error) {
        throw enveloped(error);
      }
    },
  };
}
