// DescribeTimeToLive: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html
import { findNamedTable } from '../engine/engine.js';
import * as members from '../input/members.js';
import { defineOperation } from './operation.js';

export const describeTimeToLive = defineOperation<{ readonly TableName: string }>({
  name: 'DescribeTimeToLive',
  shape: { TableName: members.tableName },
  run(input, engine) {
    const { ttlAttribute } = findNamedTable(engine, input.TableName).program.definition;
    return {
      TimeToLiveDescription:
        ttlAttribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
    };
  },
});
