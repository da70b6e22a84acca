// ValidateStateMachineDefinition.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { oneOf, pageSize, requiredText } from './input.js';
import { compileText, MACHINE_TYPES } from './machines.js';

export const validateStateMachineDefinition: Operation<ApiPorts> = {
  name: 'ValidateStateMachineDefinition',
  handle(input, ports) {
    const text = requiredText(input, 'definition');
    const type = oneOf(input, 'type', MACHINE_TYPES) ?? 'STANDARD';
    const severity = oneOf(input, 'severity', ['ERROR', 'WARNING'] as const) ?? 'ERROR';
    const limit = pageSize(input, 100, 100);
    const { findings } = compileText(text, type, ports);
    const shown = findings.filter((finding) => severity === 'WARNING' || finding.severity === 'ERROR');
    return {
      result: findings.some((finding) => finding.severity === 'ERROR') ? 'FAIL' : 'OK',
      diagnostics: shown.slice(0, limit),
      truncated: shown.length > limit,
    };
  },
};
