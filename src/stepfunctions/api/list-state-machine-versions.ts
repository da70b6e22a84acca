// ListStateMachineVersions, newest first. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { page, requiredText, seconds } from './input.js';
import { findMachine, versionArn } from './machines.js';

export const listStateMachineVersions: Operation<ApiPorts> = {
  name: 'ListStateMachineVersions',
  handle(input, ports) {
    const { definition } = findMachine(requiredText(input, 'stateMachineArn'), ports);
    const { items, next } = page(ports.stores.versions.versions(definition.arn), input);
    return {
      stateMachineVersions: items.map((version) => ({
        stateMachineVersionArn: versionArn(version),
        creationDate: seconds(version.createdAt),
      })),
      ...next,
    };
  },
};
