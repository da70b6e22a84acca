// GetFunction, GetFunctionConfiguration and ListFunctions: what is known of a function, in AWS's shape.
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
import type { FunctionSpec } from '../backends/lambda/index.js';
import type { DoorResponse } from '../lib/door.js';
import type { RestOperation } from './operation.js';

function configurationOf(spec: FunctionSpec) {
  return {
    FunctionName: spec.name,
    FunctionArn: spec.arn,
    Runtime: spec.runtime,
    Handler: spec.handler,
    Timeout: spec.timeoutSeconds,
    MemorySize: spec.memoryMb,
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
    ...(Object.keys(spec.environment).length === 0 ? {} : { Environment: { Variables: spec.environment } }),
  };
}

function json(value: unknown): DoorResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export const getFunction: RestOperation = {
  name: 'GetFunction',
  method: 'GET',
  path: /^\/([^/]+)$/,
  handle(functionName, _request, catalog) {
    const spec = catalog.find(functionName);
    const location = 'folder' in spec.code ? `file://${spec.code.folder}` : 'inline';
    return json({ Configuration: configurationOf(spec), Code: { RepositoryType: 'local', Location: location } });
  },
};

export const getFunctionConfiguration: RestOperation = {
  name: 'GetFunctionConfiguration',
  method: 'GET',
  path: /^\/([^/]+)\/configuration$/,
  handle: (functionName, _request, catalog) => json(configurationOf(catalog.find(functionName))),
};

export const listFunctions: RestOperation = {
  name: 'ListFunctions',
  method: 'GET',
  path: /^\/?$/,
  handle: (_name, _request, catalog) => json({ Functions: catalog.list().map(configurationOf), NextMarker: null }),
};
