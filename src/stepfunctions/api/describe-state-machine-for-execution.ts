// DescribeStateMachineForExecution: the definition the execution began with.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
import type { Operation } from '../../aws/wire.js';
import { variableReferences } from '../asl/variable-references.js';
import type { ApiPorts } from '../ports.js';
import { findExecution } from './executions.js';
import { requiredText, seconds } from './input.js';
import { settingsOf } from './machines.js';

export const describeStateMachineForExecution: Operation<ApiPorts> = {
  name: 'DescribeStateMachineForExecution',
  handle(input, ports) {
    const record = findExecution(requiredText(input, 'executionArn'), ports);
    const definition = ports.stores.executions.definition(record.definition);
    const references = variableReferences(definition);
    const now = ports.program().machines.get(record.machineArn)?.definition;
    return {
      stateMachineArn: record.machineArn,
      name: record.machineArn.slice(record.machineArn.lastIndexOf(':') + 1),
      definition,
      ...(references ? { variableReferences: references } : {}),
      roleArn: record.roleArn,
      updateDate: seconds(now?.updatedAt ?? now?.createdAt ?? ports.startedAt),
      ...settingsOf(now),
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      ...(record.revisionId === undefined ? {} : { revisionId: record.revisionId }),
    };
  },
};
