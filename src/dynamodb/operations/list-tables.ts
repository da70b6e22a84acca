// ListTables: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html
import * as members from '../input/members.js';
import { integer } from '../input/shape.js';
import { defineOperation } from './operation.js';

interface ListTablesInput {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

const PAGE = 100;

export const listTables = defineOperation<ListTablesInput>({
  name: 'ListTables',
  shape: {
    ExclusiveStartTableName: { ...members.tableName, required: false },
    Limit: integer({ min: 1, max: PAGE }),
  },
  run({ ExclusiveStartTableName: after, Limit: limit }, engine) {
    const names = [...engine.catalog.tables.keys()].sort().filter((name) => !after || name > after);
    const page = names.slice(0, limit ?? PAGE);
    return { TableNames: page, ...(page.length < names.length ? { LastEvaluatedTableName: page.at(-1) } : {}) };
  },
});
