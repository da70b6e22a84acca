// AWS::StepFunctions::StateMachine (aws-resource-stepfunctions-statemachine). The definition is text, an object, or a file.
import { formatArn } from '../../../aws/arn.js';
import type { SourceText } from '../../../definition/model.js';
import { isObject } from '../../../lib/json.js';
import { locateIn, readStateMachine, substituteDefinition } from '../../state-machine-text.js';
import { attributeTable, nameWithin, properties, type Resource, type ResourceType } from '../resource.js';
import { tagsOf } from './tags.js';

const nameOf = (resource: Resource): string => resource.properties.text('StateMachineName') ?? nameWithin(resource, 80);
const arnOf = (resource: Resource): string =>
  formatArn(resource.options.account, 'states', `stateMachine:${nameOf(resource)}`);

function definitionOf(resource: Resource): SourceText | undefined {
  const read = resource.properties;
  const substitutions = read.textMap('DefinitionSubstitutions');
  const source = read.source('DefinitionString');
  if (source) {
    const text = substituteDefinition(source.text, substitutions);
    return { text, place: source.place, locate: locateIn(text, source.place) };
  }
  const object = read.raw('Definition');
  if (object !== undefined) {
    if (!isObject(object)) return read.refuse('Definition', 'an object');
    return {
      text: substituteDefinition(JSON.stringify(object, undefined, 2), substitutions),
      place: read.place('Definition'),
      locate: (keys) => read.place('Definition', ...keys),
    };
  }
  const location = read.raw('DefinitionS3Location');
  if (location !== undefined) {
    // Packaging tools read a local path here and put an object in its place.
    const key = isObject(location) ? location.Key : location;
    if (typeof key !== 'string') return read.refuse('DefinitionS3Location', 'a Bucket and a Key');
    const path = resource.locate(key, 'DefinitionS3Location');
    return path === undefined
      ? undefined
      : readStateMachine(path, substitutions, resource.findings, read.place('DefinitionS3Location'));
  }
  const broken = ['DefinitionString', 'Definition', 'DefinitionS3Location'].some(read.broken);
  return broken ? undefined : read.missing('DefinitionString');
}

export const stateMachine: ResourceType = {
  type: 'AWS::StepFunctions::StateMachine',
  properties: properties(
    [
      'StateMachineName',
      'StateMachineType',
      'RoleArn',
      'DefinitionString',
      'Definition',
      'DefinitionS3Location',
      'DefinitionSubstitutions',
      'LoggingConfiguration',
      'TracingConfiguration',
      'Tags',
    ],
    ['EncryptionConfiguration'],
  ),
  ref: arnOf,
  attribute: attributeTable({ Arn: arnOf, Name: nameOf, StateMachineRevisionId: () => 'INITIAL' }),
  build(resource, draft) {
    const read = resource.properties;
    const definition = definitionOf(resource);
    const roleArn = read.needText('RoleArn');
    const type = read.choice('StateMachineType', ['STANDARD', 'EXPRESS'] as const) ?? 'STANDARD';
    const logging = read.raw('LoggingConfiguration');
    const tracing = read.raw('TracingConfiguration');
    if (!definition) return;
    draft.stateMachine({
      name: nameOf(resource),
      arn: arnOf(resource),
      type,
      definition,
      roleArn: roleArn ?? `arn:aws:iam::${resource.options.account.accountId}:role/${nameOf(resource)}`,
      tags: tagsOf(read),
      ...(isObject(logging) && { loggingConfiguration: logging }),
      ...(isObject(tracing) && { tracingConfiguration: tracing }),
      place: resource.place,
    });
  },
};
