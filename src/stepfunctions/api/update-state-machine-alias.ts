// UpdateStateMachineAlias. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findAlias, routesOf } from './aliases.js';
import { optionalText, requiredText, seconds } from './input.js';

export const updateStateMachineAlias: Operation<ApiPorts> = {
  name: 'UpdateStateMachineAlias',
  async handle(input, ports) {
    const alias = findAlias(requiredText(input, 'stateMachineAliasArn'), ports);
    const routes = input['routingConfiguration'] === undefined ? alias.routes : routesOf(input, ports).routes;
    const description = optionalText(input, 'description') ?? alias.description;
    const updatedAt = ports.clock.now();
    await ports.database.commit(() => ports.stores.versions.putAlias({ ...alias, routes, description, updatedAt }));
    return { updateDate: seconds(updatedAt) };
  },
};
