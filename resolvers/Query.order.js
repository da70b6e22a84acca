import * as ddb from '@aws-appsync/utils/dynamodb';

export function request(ctx) {
  return ddb.get({ key: { orderId: ctx.args.orderId } });
}

export function response(ctx) {
  return ctx.result;
}
