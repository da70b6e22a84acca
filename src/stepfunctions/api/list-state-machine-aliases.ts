// ListStateMachineAliases: of a machine, or of one of its versions. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { aliasArn } from './aliases.js';
import { machineArn } from './arns.js';
import { page, requiredText, seconds } from './input.js';
import { resolveMachine } from './machines.js';

export const listStateMachineAliases: Operation<ApiPorts> = {
  name: 'ListStateMachineAliases',
  handle(input, ports) {
    const text = requiredText(input, 'stateMachineArn');
    resolveMachine(text, ports);
    const { arn, qualifier } = machineArn(text);
    const aliases = ports.stores.versions
      .aliases(arn)
      .filter((alias) => qualifier === undefined || alias.routes.some((one) => one.stateMachineVersionArn === text));
    const { items, next } = page(aliases, input);
    return {
      stateMachineAliases: items.map((alias) => ({
        stateMachineAliasArn: aliasArn(alias),
        creationDate: seconds(alias.createdAt),
      })),
      ...next,
    };
  },
};
