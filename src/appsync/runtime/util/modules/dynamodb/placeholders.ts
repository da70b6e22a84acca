// The names and values of one request of the dynamodb module: `#expName_1`, `:expValue_1`, counted from one (recorded).
// Filters and conditions name theirs after the field instead, so that both fit into one call of DynamoDB.

import type { DynamodbExpression } from '../../transform/dynamodb-expression.js';
import type { Marshal } from './sets.js';

export class Placeholders {
  readonly #marshal: Marshal;
  #names: Record<string, string> = {};
  #values: Record<string, unknown> = {};
  #named = 0;
  #bound = 0;

  constructor(marshal: Marshal) {
    this.#marshal = marshal;
  }

  name(attribute: string): string {
    const placeholder = `#expName_${++this.#named}`;
    this.#names[placeholder] = attribute;
    return placeholder;
  }

  value(value: unknown): string {
    const placeholder = `:expValue_${++this.#bound}`;
    this.#values[placeholder] = this.#marshal(value);
    return placeholder;
  }

  /** The expression with the names and values given since the last one; the counters go on. */
  take(expression: string): DynamodbExpression {
    const taken = { expression, expressionNames: this.#names, expressionValues: this.#values };
    this.#names = {};
    this.#values = {};
    return taken;
  }
}
