// UpdateStateMachine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { StateMachineDefinition } from '../../definition/model.js';
import { jsonEquals } from '../../lib/json.js';
import type { ApiPorts } from '../ports.js';
import { optionalFlag, optionalObject, optionalText, requiredText, seconds, validation } from './input.js';
import { checkDefinition, findMachine, loggingConfiguration, publish, versionArn } from './machines.js';

export const updateStateMachine: Operation<ApiPorts> = {
  name: 'UpdateStateMachine',
  async handle(input, ports) {
    const before = findMachine(requiredText(input, 'stateMachineArn'), ports).definition;
    const text = optionalText(input, 'definition');
    const roleArn = optionalText(input, 'roleArn');
    const logging = loggingConfiguration(input);
    const tracing = optionalObject(input, 'tracingConfiguration');
    if (text === undefined && roleArn === undefined && !logging && !tracing && !input['encryptionConfiguration']) {
      throw new ServiceError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    const description = optionalText(input, 'versionDescription');
    if (description !== undefined && !optionalFlag(input, 'publish')) {
      throw validation('Version description can only be set when publish is true');
    }
    if (text !== undefined) checkDefinition(text, before.type, ports);
    const changed: StateMachineDefinition = {
      ...before,
      ...(text === undefined ? {} : { definition: { text, place: before.definition.place } }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(logging ? { loggingConfiguration: logging } : {}),
      ...(tracing ? { tracingConfiguration: { enabled: tracing['enabled'] === true } } : {}),
    };
    // What changes nothing makes no new revision (recorded).
    const same = jsonEquals(changed, before);
    const updatedAt = ports.clock.now();
    const after: StateMachineDefinition = {
      ...changed,
      updatedAt,
      ...(same ? {} : { revisionId: ports.random.uuid() }),
    };
    if (!same) await ports.control.apply({ kind: 'stateMachines', put: after });
    const version = optionalFlag(input, 'publish') ? await publish(after, description, ports) : undefined;
    return {
      updateDate: seconds(updatedAt),
      ...(after.revisionId === undefined ? {} : { revisionId: after.revisionId }),
      ...(version ? { stateMachineVersionArn: versionArn(version) } : {}),
    };
  },
};
