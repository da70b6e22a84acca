// PutItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html

import { type WriteInput, writeAndAnswer } from '../engine/answer.js';
import { findTable } from '../engine/engine.js';
import { type PutInput, preparePut } from '../engine/prepare.js';
import { requestFault } from '../faults.js';
import * as members from '../input/members.js';
import { text } from '../input/shape.js';
import { defineOperation } from './operation.js';

export const putItem = defineOperation<PutInput & WriteInput>({
  name: 'PutItem',
  words: 'enveloped',
  shape: {
    TableName: members.tableName,
    Item: members.key,
    Expected: members.expected,
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    ReturnValues: members.returnValues,
    ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
    ConditionalOperator: members.conditionalOperator,
    ConditionExpression: text(),
    ExpressionAttributeNames: members.names,
    ExpressionAttributeValues: members.values,
    ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
  },
  run(input, engine) {
    if (input.ReturnValues && input.ReturnValues !== 'NONE' && input.ReturnValues !== 'ALL_OLD') {
      throw requestFault('ReturnValues can only be ALL_OLD or NONE');
    }
    const bind = preparePut(engine, input);
    return writeAndAnswer(engine, input, bind, findTable(engine, input.TableName));
  },
});
