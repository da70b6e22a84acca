// DescribeStateMachineAlias. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { aliasArn, findAlias } from './aliases.js';
import { requiredText, seconds } from './input.js';

export const describeStateMachineAlias: Operation<ApiPorts> = {
  name: 'DescribeStateMachineAlias',
  handle(input, ports) {
    const alias = findAlias(requiredText(input, 'stateMachineAliasArn'), ports);
    return {
      stateMachineAliasArn: aliasArn(alias),
      name: alias.name,
      ...(alias.description === undefined ? {} : { description: alias.description }),
      routingConfiguration: alias.routes,
      creationDate: seconds(alias.createdAt),
      updateDate: seconds(alias.updatedAt),
    };
  },
};
