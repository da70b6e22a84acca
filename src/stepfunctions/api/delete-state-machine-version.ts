// DeleteStateMachineVersion. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { machineArn } from './arns.js';
import { requiredText, validation } from './input.js';

export const deleteStateMachineVersion: Operation<ApiPorts> = {
  name: 'DeleteStateMachineVersion',
  async handle(input, ports) {
    const text = requiredText(input, 'stateMachineVersionArn');
    const { arn, qualifier } = machineArn(text);
    const number = Number(qualifier);
    if (qualifier === undefined || !Number.isInteger(number)) {
      throw validation(`The State Machine version ARN is not valid: ${text}`);
    }
    const { versions } = ports.stores;
    const users = versions
      .aliases(arn)
      .filter((alias) => alias.routes.some((route) => route.stateMachineVersionArn === text));
    if (users.length > 0) {
      throw new ServiceError(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${users.map((alias) => alias.name).join(', ')}]`,
      );
    }
    await ports.database.commit(() => versions.removeVersion(arn, number));
    return {};
  },
};
