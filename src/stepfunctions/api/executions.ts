// Executions as the operations see them: how one is begun, found and described. Used by the operations.
import { formatArn, parseArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import { exceedsDataLimit } from '../asl/faults.js';
import type { StartRequest } from '../engine/requests.js';
import type { ApiPorts } from '../ports.js';
import type { ExecutionRecord } from '../store/executions.js';
import { executionArn } from './arns.js';
import { checkName, type Input, optionalText, seconds } from './input.js';
import { incarnationOf, type QualifiedMachine } from './machines.js';

/** The text of an execution's input, or InvalidExecutionInput in the words of the parser AWS uses (recorded). */
export function executionInput(input: Input): string {
  const text = optionalText(input, 'input') ?? '{}';
  const invalid = (why: string): ServiceError =>
    new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
  if (exceedsDataLimit(text)) throw invalid('The input exceeds the maximum number of bytes service limit.');
  try {
    JSON.parse(text);
    return text;
  } catch {
    const word = /^\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1];
    if (word !== undefined && !['null', 'true', 'false'].includes(word)) {
      throw invalid(
        `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`,
      );
    }
    const start = /^\s*\{\s*([^"}\s])/.exec(text)?.[1];
    if (start !== undefined) {
      throw invalid(
        `Unexpected character ('${start}' (code ${start.codePointAt(0)})): was expecting double-quote to start field name`,
      );
    }
    throw invalid('Invalid execution input.');
  }
}

/** What the engine needs to begin an execution. */
export function startRequest(input: Input, machine: QualifiedMachine, ports: ApiPorts): StartRequest {
  const given = optionalText(input, 'name');
  const name = given === undefined ? ports.random.uuid() : checkName(given);
  const { definition } = machine;
  const express = definition.type === 'EXPRESS';
  const resource = express
    ? `express:${definition.name}:${name}:${ports.random.uuid()}`
    : `execution:${definition.name}:${name}`;
  const arn = parseArn(definition.arn);
  const account = arn ? { accountId: arn.account, region: arn.region } : ports.account;
  return {
    arn: formatArn(account, 'states', resource),
    name,
    machineArn: definition.arn,
    machineName: definition.name,
    incarnation: incarnationOf(definition),
    revisionId: definition.revisionId,
    qualifier: machine.qualifier,
    definition: definition.definition.text,
    program: machine.program,
    roleArn: definition.roleArn,
    input: executionInput(input),
    traceHeader: optionalText(input, 'traceHeader'),
  };
}

export function findExecution(text: string, ports: ApiPorts): ExecutionRecord {
  const record = ports.stores.executions.byArn(executionArn(text));
  if (record) return record;
  throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${text}'`);
}

/** `stateMachineVersionArn` or `stateMachineAliasArn`, when it was started by one. */
export function qualifierMember(qualifier: string | undefined): Record<string, string> {
  if (qualifier === undefined) return {};
  return /:\d+$/.test(qualifier) ? { stateMachineVersionArn: qualifier } : { stateMachineAliasArn: qualifier };
}

/** The members that DescribeExecution and ListExecutions share. */
export function summary(record: ExecutionRecord): Record<string, unknown> {
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status: record.status,
    startDate: seconds(record.startedAt),
    ...(record.stoppedAt === undefined ? {} : { stopDate: seconds(record.stoppedAt) }),
    redriveCount: record.redrives,
    ...(record.redrivenAt === undefined ? {} : { redriveDate: seconds(record.redrivenAt) }),
    ...qualifierMember(record.qualifier),
  };
}
