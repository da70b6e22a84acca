// DescribeStateMachine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { requiredText, seconds } from './input.js';
import { createdAt, describeMachine, resolveMachine, versionArn } from './machines.js';

export const describeStateMachine: Operation<ApiPorts> = {
  name: 'DescribeStateMachine',
  handle(input, ports) {
    const { definition, version } = resolveMachine(requiredText(input, 'stateMachineArn'), ports);
    const common = { ...describeMachine(definition), status: 'ACTIVE', type: definition.type };
    if (!version) return { ...common, creationDate: createdAt(definition, ports) };
    return {
      ...common,
      stateMachineArn: versionArn(version),
      creationDate: seconds(version.createdAt),
      ...(version.description === undefined ? {} : { description: version.description }),
    };
  },
};
