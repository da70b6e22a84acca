// ListStateMachines. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { page } from './input.js';
import { createdAt } from './machines.js';

export const listStateMachines: Operation<ApiPorts> = {
  name: 'ListStateMachines',
  handle(input, ports) {
    const machines = [...ports.program().machines.values()].map(({ definition }) => definition);
    const { items, next } = page(
      machines.sort((a, b) => (a.arn < b.arn ? -1 : 1)),
      input,
    );
    return {
      stateMachines: items.map((definition) => ({
        stateMachineArn: definition.arn,
        name: definition.name,
        type: definition.type,
        creationDate: createdAt(definition, ports),
      })),
      ...next,
    };
  },
};
