// DeleteTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
import { describeTable } from '../engine/describe.js';
import { findNamedTable } from '../engine/engine.js';
import * as members from '../input/members.js';
import { defineOperation } from './operation.js';

export const deleteTable = defineOperation<{ readonly TableName: string }>({
  name: 'DeleteTable',
  shape: { TableName: members.tableName },
  async run(input, engine) {
    const table = findNamedTable(engine, input.TableName);
    const { ItemCount: _items, TableSizeBytes: _size, ...description } = describeTable(engine, table, 'DELETING');
    const { name } = table.program;
    await engine.catalog.markDeleting(name);
    await engine.control.apply({ kind: 'tables', remove: name });
    return { TableDescription: { ...description, ItemCount: 0, TableSizeBytes: 0 } };
  },
});
