// DeleteStateMachine. Running executions go on to their end; deleting what isn't there is no error.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { machineArn } from './arns.js';
import { requiredText } from './input.js';

export const deleteStateMachine: Operation<ApiPorts> = {
  name: 'DeleteStateMachine',
  async handle(input, ports) {
    const { arn } = machineArn(requiredText(input, 'stateMachineArn'));
    const machine = ports.program().machines.get(arn);
    if (!machine) return {};
    await ports.control.apply({ kind: 'stateMachines', remove: machine.definition.name });
    await ports.database.commit(() => ports.stores.versions.removeMachine(arn));
    return {};
  },
};
