// PublishStateMachineVersion. https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { optionalText, requiredText, seconds } from './input.js';
import { findMachine, publish, versionArn } from './machines.js';

export const publishStateMachineVersion: Operation<ApiPorts> = {
  name: 'PublishStateMachineVersion',
  async handle(input, ports) {
    const { definition } = findMachine(requiredText(input, 'stateMachineArn'), ports);
    const revision = optionalText(input, 'revisionId');
    const current = definition.revisionId ?? 'INITIAL';
    if (revision !== undefined && revision !== current) {
      throw new ServiceError(
        'ConflictException',
        `Failed to publish the State Machine version for revision ${revision}. The current State Machine revision is ${current}.`,
      );
    }
    const version = await publish(definition, optionalText(input, 'description'), ports);
    return { creationDate: seconds(version.createdAt), stateMachineVersionArn: versionArn(version) };
  },
};
