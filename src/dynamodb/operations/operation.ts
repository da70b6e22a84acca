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
  /**
   * How faults of the request itself are worded (faults.ts, RequestFault): bare unless said otherwise; `enveloped` puts
   * `1 validation error detected: ` in front; `older` is the wording of the operations that were not renewed.
   */
  readonly words?: 'enveloped' | 'older';
  /** A member whose fault is reported alone (input/shape.ts). */
  readonly first?: string;
  run(input: Input, engine: Engine): unknown;
}

function worded(error: unknown, words: 'enveloped' | 'older'): unknown {
  if (!(error instanceof RequestFault)) return error;
  const text = words === 'older' ? error.older : `1 validation error detected: ${error.message}`;
  return new ServiceError(error.code, text);
}

export function defineOperation<Input>(rules: OperationRules<Input>): DynamoOperation {
  const { name, shape, words, first, run } = rules;
  const shapeRules = { renewed: words === 'enveloped', ...(first === undefined ? {} : { first }) };
  return {
    name,
    handle(input, engine) {
      checkShape(shape, input, shapeRules);
      // The shape has just been checked: from here on the input is what its interface says.
      const checked = input as unknown as Input;
      if (!words) return run(checked, engine);
      try {
        const answer = run(checked, engine);
        // What an enveloped operation finds later, in the item, has no envelope.
        if (words === 'enveloped' || !(answer instanceof Promise)) return answer;
        return answer.catch((error: unknown) => {
          throw worded(error, words);
        });
      } catch (error) {
        throw worded(error, words);
      }
    },
  };
}
