// SendTaskSuccess. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import { tryParse } from '../../lib/json.js';
import { exceedsDataLimit } from '../asl/faults.js';
import type { ApiPorts } from '../ports.js';
import { requiredText } from './input.js';
import { answerTask } from './task-tokens.js';

export const sendTaskSuccess: Operation<ApiPorts> = {
  name: 'SendTaskSuccess',
  handle(input, ports) {
    const token = requiredText(input, 'taskToken');
    const output = requiredText(input, 'output');
    if (tryParse(output) === undefined || exceedsDataLimit(output)) {
      throw new ServiceError('InvalidOutput', "Invalid Output: 'Invalid output'");
    }
    return answerTask(token, { kind: 'taskSucceeded', output }, ports);
  },
};
