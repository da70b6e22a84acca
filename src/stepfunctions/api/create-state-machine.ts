// CreateStateMachine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
import { formatArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { StateMachineDefinition } from '../../definition/model.js';
import { jsonEquals } from '../../lib/json.js';
import type { ApiPorts } from '../ports.js';
import { checkName, oneOf, optionalFlag, optionalObject, optionalText, requiredText, validation } from './input.js';
import {
  checkDefinition,
  createdAt,
  DEFAULT_LOGGING,
  DEFAULT_TRACING,
  loggingConfiguration,
  MACHINE_TYPES,
  publish,
  tagsOf,
  versionArn,
} from './machines.js';

/** Asking twice for the same machine is no error; the role and the tags don't count. */
function isSame(a: StateMachineDefinition, b: StateMachineDefinition): boolean {
  return (
    a.type === b.type &&
    a.definition.text === b.definition.text &&
    jsonEquals(a.loggingConfiguration ?? DEFAULT_LOGGING, b.loggingConfiguration ?? DEFAULT_LOGGING) &&
    jsonEquals(a.tracingConfiguration ?? DEFAULT_TRACING, b.tracingConfiguration ?? DEFAULT_TRACING)
  );
}

export const createStateMachine: Operation<ApiPorts> = {
  name: 'CreateStateMachine',
  async handle(input, ports) {
    const name = checkName(requiredText(input, 'name'));
    const text = requiredText(input, 'definition');
    const roleArn = requiredText(input, 'roleArn');
    if (!roleArn.startsWith('arn:')) {
      throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${roleArn}'`);
    }
    const type = oneOf(input, 'type', MACHINE_TYPES) ?? 'STANDARD';
    const description = optionalText(input, 'versionDescription');
    if (description !== undefined && !optionalFlag(input, 'publish')) {
      throw validation('Version description can only be set when publish is true');
    }
    const logging = loggingConfiguration(input);
    const tracing = optionalObject(input, 'tracingConfiguration');
    checkDefinition(text, type, ports);
    const arn = formatArn(ports.account, 'states', `stateMachine:${name}`);
    const made: StateMachineDefinition = {
      name,
      arn,
      type,
      definition: { text, place: { logicalId: name } },
      roleArn,
      createdAt: ports.clock.now(),
      tags: tagsOf(input),
      ...(logging ? { loggingConfiguration: logging } : {}),
      ...(tracing ? { tracingConfiguration: { enabled: tracing['enabled'] === true } } : {}),
      place: { logicalId: name },
    };
    const existing = ports.program().machines.get(arn)?.definition;
    if (existing && !isSame(existing, made)) {
      throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    if (!existing) await ports.control.apply({ kind: 'stateMachines', put: made });
    const served = existing ?? made;
    const version = optionalFlag(input, 'publish') ? await publish(served, description, ports) : undefined;
    return {
      stateMachineArn: arn,
      creationDate: createdAt(served, ports),
      ...(version ? { stateMachineVersionArn: versionArn(version) } : {}),
    };
  },
};
