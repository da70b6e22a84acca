// DeleteStateMachineAlias. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findAlias } from './aliases.js';
import { requiredText } from './input.js';

export const deleteStateMachineAlias: Operation<ApiPorts> = {
  name: 'DeleteStateMachineAlias',
  async handle(input, ports) {
    const alias = findAlias(requiredText(input, 'stateMachineAliasArn'), ports);
    await ports.database.commit(() => ports.stores.versions.removeAlias(alias.machineArn, alias.name));
    return {};
  },
};
