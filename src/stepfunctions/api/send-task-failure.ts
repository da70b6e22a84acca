// SendTaskFailure. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { optionalText, requiredText } from './input.js';
import { answerTask } from './task-tokens.js';

export const sendTaskFailure: Operation<ApiPorts> = {
  name: 'SendTaskFailure',
  handle(input, ports) {
    const token = requiredText(input, 'taskToken');
    const failure = { error: optionalText(input, 'error'), cause: optionalText(input, 'cause') };
    return answerTask(token, { kind: 'taskFailed', failure }, ports);
  },
};
