import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { id, ...values } = ctx.args.input;
  return {
    operation: 'PutItem',
    key: util.dynamodb.toMapValues({ id }),
    attributeValues: util.dynamodb.toMapValues(values),
  };
}
export const response = (ctx) => ctx.result;
