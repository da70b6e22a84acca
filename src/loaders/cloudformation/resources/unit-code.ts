// The code of a Resolver or FunctionConfiguration: Code with a Runtime, mapping templates, or neither. Used by both
// descriptors; the properties are the same.
import type { UnitCode } from '../../../definition/model.js';
import { found } from '../../diagnostics.js';
import type { Resource } from '../resource.js';
import { textFrom } from './source-text.js';

export const CODE_PROPERTIES = [
  'Code',
  'CodeS3Location',
  'Runtime',
  'RequestMappingTemplate',
  'RequestMappingTemplateS3Location',
  'ResponseMappingTemplate',
  'ResponseMappingTemplateS3Location',
];

/** Undefined after a diagnostic. */
export function unitCode(resource: Resource): UnitCode | undefined {
  const read = resource.properties;
  const runtime = read.object('Runtime');
  const runtimeName = runtime?.text('Name');
  if (runtimeName !== undefined && runtimeName !== 'APPSYNC_JS') {
    resource.findings.report(
      found.NOT_EMULATED(`The runtime ${runtimeName} is not emulated.`, read.place('Runtime', 'Name')),
    );
    return undefined;
  }
  const code = textFrom(resource, 'Code', 'CodeS3Location');
  if (code === 'broken') return undefined;
  if (code !== 'absent') return { language: 'js', code };
  if (runtime !== undefined) return read.missing('Code');
  const request = textFrom(resource, 'RequestMappingTemplate', 'RequestMappingTemplateS3Location');
  const response = textFrom(resource, 'ResponseMappingTemplate', 'ResponseMappingTemplateS3Location');
  if (request === 'broken' || response === 'broken') return undefined;
  if (request === 'absent' && response === 'absent') return { language: 'direct' };
  return {
    language: 'vtl',
    ...(request !== 'absent' && { request }),
    ...(response !== 'absent' && { response }),
  };
}
