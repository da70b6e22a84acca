// UpdateItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
import { type WriteInput, writeAndAnswer } from '../engine/answer.js';
import { findTable } from '../engine/engine.js';
import { prepareUpdate, type UpdateInput } from '../engine/prepare.js';
import * as members from '../input/members.js';
import { attributes, map, structure, text } from '../input/shape.js';
import { defineOperation } from './operation.js';

export const updateItem = defineOperation<UpdateInput & WriteInput>({
  name: 'UpdateItem',
  envelope: true,
  shape: {
    TableName: members.tableName,
    Key: members.key,
    AttributeUpdates: map(structure({ Value: attributes(), Action: text({ enum: ['ADD', 'DELETE', 'PUT'] }) })),
    Expected: members.expected,
    ReturnValues: members.returnValues,
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
    ConditionalOperator: members.conditionalOperator,
    UpdateExpression: text(),
    ConditionExpression: text(),
    ExpressionAttributeNames: members.names,
    ExpressionAttributeValues: members.values,
    ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
  },
  run(input, engine) {
    const { bind, touched } = prepareUpdate(engine, input);
    return writeAndAnswer(engine, input, bind, findTable(engine, input.TableName), touched);
  },
});
