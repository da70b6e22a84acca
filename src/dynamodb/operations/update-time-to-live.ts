// UpdateTimeToLive: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
import { findNamedTable } from '../engine/engine.js';
import { validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { type Field, flag, structure, text } from '../input/shape.js';
import { defineOperation } from './operation.js';

interface UpdateTimeToLiveInput {
  readonly TableName: string;
  readonly TimeToLiveSpecification: { readonly AttributeName: string; readonly Enabled: boolean };
}

const enabled: Field = { ...flag(), required: true };

export const updateTimeToLive = defineOperation<UpdateTimeToLiveInput>({
  name: 'UpdateTimeToLive',
  shape: {
    TableName: members.tableName,
    TimeToLiveSpecification: structure(
      { AttributeName: text({ required: true, min: 1, max: 255 }), Enabled: enabled },
      { required: true },
    ),
  },
  async run({ TableName: name, TimeToLiveSpecification: specification }, engine) {
    const { definition } = findNamedTable(engine, name).program;
    const { ttlAttribute, ...rest } = definition;
    const { AttributeName: attribute, Enabled: enable } = specification;
    if (enable && ttlAttribute === attribute) throw validationFault('TimeToLive is already enabled');
    if (enable && ttlAttribute !== undefined) {
      throw validationFault(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${ttlAttribute}`,
      );
    }
    if (!enable && ttlAttribute === undefined) throw validationFault('TimeToLive is already disabled');
    if (!enable && ttlAttribute !== attribute) {
      throw validationFault(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${ttlAttribute}`,
      );
    }
    await engine.control.apply({ kind: 'tables', put: enable ? { ...rest, ttlAttribute: attribute } : rest });
    return { TimeToLiveSpecification: specification };
  },
});
