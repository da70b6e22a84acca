// AWS::Lambda::EventSourceMapping (aws-resource-lambda-eventsourcemapping) of a table's stream or of a queue. Other
// sources are reported: nothing here emulates them.
import { parseArn } from '../../../aws/arn.js';
import { tryParse } from '../../../lib/json.js';
import { found } from '../../diagnostics.js';
import { stableId } from '../../stable-id.js';
import type { Reader } from '../reader.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';

const idOf = (resource: Resource): string => stableId(`mapping:${resource.path}`);

/** A name, `account:function:name`, or an ARN with or without a qualifier. */
function functionNameOf(text: string): string {
  return /(?:^|:)function:([^:]+)/.exec(text)?.[1] ?? text.split(':')[0]!;
}

/** The table of `arn:aws:dynamodb:...:table/NAME/stream/LABEL`. */
function tableNameOf(arn: string): string | undefined {
  const parsed = parseArn(arn);
  return parsed?.service === 'dynamodb' ? /^table\/([^/]+)\/stream\//.exec(parsed.resource)?.[1] : undefined;
}

/** The queue of `arn:aws:sqs:...:NAME`. */
function queueNameOf(arn: string): string | undefined {
  const parsed = parseArn(arn);
  return parsed?.service === 'sqs' ? parsed.resource : undefined;
}

/** The patterns of FilterCriteria: JSON, in text or as it is. What is no JSON is handed on, and refused with its filter. */
function filtersOf(read: Reader): readonly unknown[] {
  return (read.object('FilterCriteria')?.objects('Filters') ?? []).map((filter) => {
    const pattern = filter.raw('Pattern');
    return typeof pattern === 'string' ? (tryParse(pattern) ?? pattern) : pattern;
  });
}

export const lambdaEventSourceMapping: ResourceType = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties: properties(
    [
      'FunctionName',
      'EventSourceArn',
      'BatchSize',
      'StartingPosition',
      'Enabled',
      'BisectBatchOnFunctionError',
      'MaximumRetryAttempts',
      'MaximumRecordAgeInSeconds',
      'MaximumBatchingWindowInSeconds',
      'FilterCriteria',
      'FunctionResponseTypes',
      'ParallelizationFactor',
      'ScalingConfig',
    ],
    ['KmsKeyArn', 'LoggingConfig', 'MetricsConfig', 'Tags'],
    [
      'AmazonManagedKafkaEventSourceConfig',
      'DestinationConfig',
      'DocumentDBEventSourceConfig',
      'ProvisionedPollerConfig',
      'Queues',
      'SelfManagedEventSource',
      'SelfManagedKafkaEventSourceConfig',
      'SourceAccessConfigurations',
      'StartingPositionTimestamp',
      'Topics',
      'TumblingWindowInSeconds',
    ],
  ),
  ref: idOf,
  attribute: attributeTable({
    Id: idOf,
    EventSourceMappingArn: (resource) => {
      const { accountId, region } = resource.options.account;
      return `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${idOf(resource)}`;
    },
  }),
  build(resource, draft) {
    const read = resource.properties;
    const functionName = read.needText('FunctionName');
    const source = read.needText('EventSourceArn');
    if (functionName === undefined || source === undefined) return;
    const queueName = queueNameOf(source);
    if (queueName !== undefined) {
      const filters = filtersOf(read);
      const maximumConcurrency = read.object('ScalingConfig')?.number('MaximumConcurrency');
      draft.queueMapping({
        id: idOf(resource),
        functionName: functionNameOf(functionName),
        queueName,
        enabled: read.flag('Enabled') ?? true,
        batchSize: read.number('BatchSize') ?? 10,
        batchingWindowSeconds: read.number('MaximumBatchingWindowInSeconds') ?? 0,
        reportBatchItemFailures: read.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
        ...(filters.length > 0 ? { filters } : {}),
        ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
        place: resource.place,
      });
      return;
    }
    const tableName = tableNameOf(source);
    if (tableName === undefined) {
      const message = `AWS::Lambda::EventSourceMapping of ${source} is not emulated; those of a table's stream and of a queue are.`;
      resource.findings.report(found.RESOURCE_NOT_EMULATED(message, read.place('EventSourceArn')));
      return;
    }
    const filters = filtersOf(read);
    const factor = read.number('ParallelizationFactor');
    draft.eventSourceMapping({
      id: idOf(resource),
      functionName: functionNameOf(functionName),
      tableName,
      enabled: read.flag('Enabled') ?? true,
      batchSize: read.number('BatchSize') ?? 100,
      batchingWindowSeconds: read.number('MaximumBatchingWindowInSeconds') ?? 0,
      startingPosition: read.choice('StartingPosition', ['TRIM_HORIZON', 'LATEST'] as const) ?? 'TRIM_HORIZON',
      maximumRetryAttempts: read.number('MaximumRetryAttempts') ?? -1,
      maximumRecordAgeSeconds: read.number('MaximumRecordAgeInSeconds') ?? -1,
      bisectOnError: read.flag('BisectBatchOnFunctionError') ?? false,
      reportBatchItemFailures: read.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
      ...(filters.length > 0 ? { filters } : {}),
      ...(factor === undefined ? {} : { parallelizationFactor: factor }),
      place: resource.place,
    });
  },
};
