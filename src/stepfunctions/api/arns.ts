// ARNs in requests: parsed and refused as AWS does. Used by the operations.
import { parseArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';

function invalid(text: string): ServiceError {
  return new ServiceError('InvalidArn', `Invalid Arn: '${text}'`);
}

/** The parts of a `states` ARN behind its type: `stateMachine:orders:3` -> ['stateMachine', 'orders', '3']. */
function partsOf(text: string): readonly string[] {
  if (!text.startsWith('arn:')) throw invalid(`Invalid ARN prefix: ${text}`);
  const arn = parseArn(text);
  if (!arn) throw invalid(`Invalid ARN: ${text}`);
  if (arn.service !== 'states') throw invalid(`Invalid service in ARN: ${text}`);
  return arn.resource.split(':');
}

export interface MachineArn {
  /** Without its qualifier. */
  readonly arn: string;
  readonly name: string;
  /** A version's number or an alias's name. */
  readonly qualifier: string | undefined;
}

export function machineArn(text: string): MachineArn {
  const [type, name, qualifier, ...more] = partsOf(text);
  if (type !== 'stateMachine') throw invalid(`Resource type not valid in this context: ${type}`);
  if (name === undefined || name === '' || more.length > 0) throw invalid(`Invalid ARN: ${text}`);
  const arn = qualifier === undefined ? text : text.slice(0, -(qualifier.length + 1));
  return { arn, name, qualifier };
}

export function executionArn(text: string): string {
  const [type, ...rest] = partsOf(text);
  if (type !== 'execution') throw invalid(`Resource type not valid in this context: ${type}`);
  if (rest.length !== 2) throw invalid(`Invalid ARN: ${text}`);
  return text;
}

export function mapRunArn(text: string): string {
  const [type, ...rest] = partsOf(text);
  if (type !== 'mapRun') throw invalid(`Resource type not valid in this context: ${type}`);
  if (rest.length !== 2) throw invalid(`Invalid ARN: ${text}`);
  return text;
}

export function activityArn(text: string): string {
  const [type, ...rest] = partsOf(text);
  if (type !== 'activity') throw invalid(`Resource type not valid in this context: ${type}`);
  if (rest.length !== 1) throw invalid(`Invalid ARN: ${text}`);
  return text;
}
