// The operations of the API that the engine knows by name and does not emulate. They answer so, in the code that AWS has
// for an operation that is not there.
import { ServiceError } from '../../aws/errors.js';
import type { DynamoOperation } from './operation.js';

const NAMES: readonly string[] = [
  'CreateBackup',
  'CreateGlobalTable',
  'DeleteBackup',
  'DeleteResourcePolicy',
  'DescribeBackup',
  'DescribeContinuousBackups',
  'DescribeContributorInsights',
  'DescribeEndpoints',
  'DescribeExport',
  'DescribeGlobalTable',
  'DescribeGlobalTableSettings',
  'DescribeImport',
  'DescribeKinesisStreamingDestination',
  'DescribeLimits',
  'DescribeTableReplicaAutoScaling',
  'DisableKinesisStreamingDestination',
  'EnableKinesisStreamingDestination',
  'ExportTableToPointInTime',
  'GetResourcePolicy',
  'ImportTable',
  'ListBackups',
  'ListContributorInsights',
  'ListExports',
  'ListGlobalTables',
  'ListImports',
  'PutResourcePolicy',
  'RestoreTableFromBackup',
  'RestoreTableToPointInTime',
  'UpdateContinuousBackups',
  'UpdateContributorInsights',
  'UpdateGlobalTable',
  'UpdateGlobalTableSettings',
  'UpdateKinesisStreamingDestination',
  'UpdateTableReplicaAutoScaling',
];

export const NOT_EMULATED: readonly DynamoOperation[] = NAMES.map((name) => ({
  name,
  handle() {
    throw new ServiceError(
      'UnknownOperationException',
      `DynamoDB's ${name} is not emulated by offsync (docs/coverage.md lists what is).`,
    );
  },
}));
