// SendTaskHeartbeat. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { requiredText } from './input.js';
import { answerTask } from './task-tokens.js';

export const sendTaskHeartbeat: Operation<ApiPorts> = {
  name: 'SendTaskHeartbeat',
  handle: (input, ports) => answerTask(requiredText(input, 'taskToken'), { kind: 'heartbeat' }, ports),
};
