// CreateStateMachineAlias. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import { jsonEquals } from '../../lib/json.js';
import type { ApiPorts } from '../ports.js';
import { aliasArn, routesOf } from './aliases.js';
import { checkName, optionalText, requiredText, seconds } from './input.js';

export const createStateMachineAlias: Operation<ApiPorts> = {
  name: 'CreateStateMachineAlias',
  async handle(input, ports) {
    const name = checkName(requiredText(input, 'name'));
    const description = optionalText(input, 'description');
    const { machineArn, routes } = routesOf(input, ports);
    const { versions } = ports.stores;
    const existing = versions.alias(machineArn, name);
    if (existing) {
      if (existing.description === description && jsonEquals(existing.routes, routes)) {
        return { stateMachineAliasArn: aliasArn(existing), creationDate: seconds(existing.createdAt) };
      }
      throw new ServiceError(
        'ConflictException',
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      );
    }
    const createdAt = ports.clock.now();
    const alias = { machineArn, name, createdAt, updatedAt: createdAt, description, routes };
    await ports.database.commit(() => versions.putAlias(alias));
    return { stateMachineAliasArn: aliasArn(alias), creationDate: seconds(createdAt) };
  },
};
