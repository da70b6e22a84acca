import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';

export function request(ctx) {
  const { orderId, status } = ctx.args;
  return ddb.update({
    key: { orderId },
    update: { status: ddb.operations.replace(status) },
    condition: { orderId: { attributeExists: true } },
  });
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
