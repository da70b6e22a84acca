// UpdateItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
import { type WriteInput, writeAndAnswer } from '../engine/answer.js';
import { findTable } from '../engine/engine.js';
import { MAX_ITEM, prepareUpdate, type UpdateInput } from '../engine/prepare.js';
import { TEXT, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { attributes, map, structure, text } from '../input/shape.js';
import { defineOperation } from './operation.js';

export const updateItem = defineOperation<UpdateInput & WriteInput>({
  name: 'UpdateItem',
  words: 'enveloped',
  first: 'returnValues',
  // In the order in which broken members are reported.
  shape: {
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    TableName: members.tableName,
    ReturnValues: members.returnValues,
    ConditionalOperator: members.conditionalOperator,
    Key: members.key,
    AttributeUpdates: map(structure({ Value: attributes(), Action: text({ enum: ['ADD', 'DELETE', 'PUT'] }) })),
    Expected: members.expected,
    ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
    UpdateExpression: text(),
    ConditionExpression: text(),
    ExpressionAttributeNames: members.names,
    ExpressionAttributeValues: members.values,
    ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
  },
  run(input, engine) {
    const { bind, touched, charge } = prepareUpdate(engine, input);
    const table = findTable(engine, input.TableName);
    if (charge > MAX_ITEM) throw validationFault(TEXT.updateTooLarge);
    return writeAndAnswer(engine, input, bind, table, touched);
  },
});
