// EvaluateMappingTemplate: renders one VTL template against a context.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateMappingTemplate.html
import { ServiceError } from '../../aws/errors.js';
import { createVtlRuntime } from '../runtime/vtl/index.js';
import { type RestOperation, readingContext } from './operation.js';

export const evaluateMappingTemplate: RestOperation = {
  name: 'EvaluateMappingTemplate',
  method: 'POST',
  path: '/v1/dataplane-evaluatetemplate',
  handle(input, ports) {
    const { template, context } = input;
    if (typeof template !== 'string' || template === '')
      throw new ServiceError('BadRequestException', 'Template must not be empty.');
    if (typeof context !== 'string') throw new ServiceError('BadRequestException', 'Context must not be empty.');
    return readingContext(() => createVtlRuntime(ports).evaluate(template, context));
  },
};
