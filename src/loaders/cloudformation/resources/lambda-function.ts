// AWS::Lambda::Function (aws-resource-lambda-function). Its code is inline, a local folder, or a key in S3 that has a local
// counterpart; a folder of its name below --functions comes first. Archives and images are refused by name.
import { basename, dirname, join } from 'node:path';
import { formatArn } from '../../../aws/arn.js';
import type { FunctionDefinition } from '../../../definition/model.js';
import { found } from '../../diagnostics.js';
import { kindOf, shownPath } from '../../files.js';
import { functionInFolder, handlerFile, LAMBDA_DEFAULTS } from '../../function-folders.js';
import { attributeTable, nameWithin, properties, type Resource, type ResourceType } from '../resource.js';

const ARCHIVE = /\.(zip|jar|tgz|tar\.gz)$/i;

const nameOf = (resource: Resource): string => resource.properties.text('FunctionName') ?? nameWithin(resource, 64);
const arnOf = (resource: Resource): string =>
  formatArn(resource.options.account, 'lambda', `function:${nameOf(resource)}`);

interface Found {
  readonly code: FunctionDefinition['code'];
  /** Set when a folder below --functions decides it. */
  readonly handler?: string;
}

/** Code below --functions under the function's name or logical id: for the template's handler, or `index.handler`. */
function replacement(resource: Resource, handler: string | undefined): Found | undefined {
  const { functionsDir, account } = resource.options;
  if (functionsDir === undefined) return undefined;
  for (const name of [nameOf(resource), resource.logicalId]) {
    const folder = join(functionsDir, name);
    if (handler !== undefined && handlerFile(folder, handler)) return { code: { folder } };
    const own = functionInFolder(name, folder, account);
    if (own) return { code: own.code, handler: own.handler };
  }
  return undefined;
}

function refuseArchive(resource: Resource, what: string): undefined {
  const name = nameOf(resource);
  const message = `The code of ${name} is ${what}, which is not unpacked. Put it unpacked in a folder ${name}/ and name the folder above it with --functions.`;
  resource.findings.report(found.CODE_ARCHIVE(message, resource.properties.place('Code')));
  return undefined;
}

/** The folder at a local path or S3 key; of a file, the folder it lies in. */
function codeAt(resource: Resource, location: string): Found | undefined {
  if (ARCHIVE.test(location)) return refuseArchive(resource, `the archive ${basename(location)}`);
  const path = resource.locate(location, 'Code');
  if (path === undefined) return undefined;
  return { code: { folder: kindOf(path) === 'folder' ? path : dirname(path) } };
}

function findCode(resource: Resource): Found | undefined {
  const read = resource.properties;
  const value = read.raw('Code');
  if (typeof value === 'string') return codeAt(resource, value);
  const code = read.object('Code');
  if (!code) return read.has('Code') || read.broken('Code') ? undefined : read.missing('Code');
  const inline = code.text('ZipFile');
  if (inline !== undefined)
    return { code: { inline }, ...(read.text('Handler') === undefined && { handler: 'index.handler' }) };
  const image = code.text('ImageUri');
  if (image !== undefined) return refuseArchive(resource, `the container image ${image}`);
  const key = code.text('S3Key');
  if (key === undefined) return code.broken('S3Key') ? undefined : code.missing('S3Key');
  return codeAt(resource, key);
}

export const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  properties: properties(
    ['FunctionName', 'Handler', 'Runtime', 'Code', 'Environment', 'Timeout', 'MemorySize', 'PackageType'],
    [
      'Architectures',
      'CapacityProviderConfig',
      'CodeSigningConfigArn',
      'Description',
      'EphemeralStorage',
      'KmsKeyArn',
      'LoggingConfig',
      'RecursiveLoop',
      'ReservedConcurrentExecutions',
      'Role',
      'RuntimeManagementConfig',
      'SnapStart',
      'Tags',
      'TracingConfig',
      'VpcConfig',
    ],
    ['DeadLetterConfig', 'FileSystemConfigs', 'ImageConfig', 'Layers'],
  ),
  ref: nameOf,
  attribute: attributeTable({ Arn: arnOf }),
  build(resource, draft) {
    const read = resource.properties;
    const handlerText = read.text('Handler');
    const code = replacement(resource, handlerText) ?? findCode(resource);
    if (!code) return;
    if ('folder' in code.code) resource.findings.watch(code.code.folder);
    const handler = code.handler ?? read.needText('Handler');
    const runtime = read.needText('Runtime');
    if (handler === undefined || runtime === undefined) return;
    if ('folder' in code.code && /^(nodejs|python)/.test(runtime) && !handlerFile(code.code.folder, handler)) {
      const message = `The handler ${handler} of ${nameOf(resource)} has no file in ${shownPath(code.code.folder)}.`;
      resource.findings.report(found.FILE_NOT_FOUND(message, read.place('Handler')));
      return;
    }
    draft.function({
      name: nameOf(resource),
      arn: arnOf(resource),
      runtime,
      handler,
      code: code.code,
      environment: read.object('Environment')?.textMap('Variables') ?? {},
      timeoutSeconds: read.number('Timeout') ?? LAMBDA_DEFAULTS.timeoutSeconds,
      memoryMb: read.number('MemorySize') ?? LAMBDA_DEFAULTS.memoryMb,
      place: resource.place,
    });
  },
};
