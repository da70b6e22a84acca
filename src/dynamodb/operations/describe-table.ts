// DescribeTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
import { describeTable as describe } from '../engine/describe.js';
import { findNamedTable } from '../engine/engine.js';
import * as members from '../input/members.js';
import { defineOperation } from './operation.js';

export const describeTable = defineOperation<{ readonly TableName: string }>({
  name: 'DescribeTable',
  shape: { TableName: members.tableName },
  run: (input, engine) => ({ Table: describe(engine, findNamedTable(engine, input.TableName), 'ACTIVE') }),
});
