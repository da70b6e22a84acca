// The members that several operations have in their input, with the constraints and enum orders AWS reports.
import { attributes, brokenMember, type Field, flag, list, map, structure, text } from './shape.js';

const NAME_PATTERN = /^[a-zA-Z0-9_.-]+$/;
const ARN_PATTERN = /^arn:aws[a-z-]*:dynamodb:/;
const named = text({ required: true, min: 3, max: 255, pattern: NAME_PATTERN });
const notEmpty = text({ required: true, min: 1 });

/** A table's name or its ARN. */
export const tableName: Field = {
  required: true,
  check(value, path, report) {
    if (typeof value === 'string' && ARN_PATTERN.test(value)) return;
    if (value !== '') return named.check(value, path, report);
    const newer = brokenMember('TableName', 'Member must have length greater than or equal to 1');
    notEmpty.check(value, path, (violation) => report(violation, newer));
  },
};

export const indexName = text({ min: 3, max: 255, pattern: NAME_PATTERN });
export const returnConsumedCapacity = text({ enum: ['INDEXES', 'TOTAL', 'NONE'] });
export const returnItemCollectionMetrics = text({ enum: ['SIZE', 'NONE'] });
export const returnValues = text({
  enum: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
  // `UPDATE_NEW` is the service's own slip.
  newerEnum: ['ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATE_NEW', 'NONE'],
});
export const returnValuesOnConditionCheckFailure = text({ enum: ['ALL_OLD', 'NONE'] });
export const select = text({ enum: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'] });
export const conditionalOperator = text({ enum: ['OR', 'AND'] });
export const comparisonOperator = text({
  required: true,
  enum: [
    'IN',
    'NULL',
    'BETWEEN',
    'LT',
    'NOT_CONTAINS',
    'EQ',
    'GT',
    'NOT_NULL',
    'NE',
    'LE',
    'BEGINS_WITH',
    'GE',
    'CONTAINS',
  ],
});
export const names = attributes();
export const values = attributes();
export const key = attributes({ required: true });
export const consistentRead = flag();
export const attributesToGet = list(text({ min: 1, max: 65535 }), { min: 1 });

/** Of a PartiQL statement. */
export const parameters = list(attributes(), { min: 1 });

/** QueryFilter, ScanFilter and KeyConditions. */
export const conditions = map(
  structure({ ComparisonOperator: comparisonOperator, AttributeValueList: list(attributes()) }),
);

/** Expected of the legacy conditional writes. */
export const expected = map(
  structure({
    Value: attributes(),
    Exists: flag(),
    ComparisonOperator: { ...comparisonOperator, required: false },
    AttributeValueList: list(attributes()),
  }),
);
