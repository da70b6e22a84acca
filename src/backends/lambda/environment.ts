// The environment variables a handler sees: the function's own, and those AWS's runtime sets, pointed at the emulator.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
import { type Account, parseArn } from '../../aws/arn.js';
import type { FunctionSpec } from './function.js';

/** All copies of a function write to one. */
export const LOG_STREAM = 'offsync/[$LATEST]local';

export function environmentOf(spec: FunctionSpec, account: Account, endpointUrl: string): Record<string, string> {
  const region = parseArn(spec.arn)?.region || account.region;
  return {
    // Before the function's own: a function may have its own idea of where a service is.
    AWS_ENDPOINT_URL: endpointUrl,
    TZ: ':UTC',
    ...spec.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: LOG_STREAM,
    LAMBDA_TASK_ROOT: 'folder' in spec.code ? spec.code.folder : '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: spec.handler,
  };
}
