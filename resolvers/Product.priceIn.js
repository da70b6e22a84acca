import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return { method: 'GET', resourcePath: `/rates/${util.urlEncode(ctx.args.currency)}`, params: {} };
}

export function response(ctx) {
  const { error, result } = ctx;
  if (error || result.statusCode !== 200) {
    util.error(`There is no rate for ${ctx.args.currency}.`, 'UnknownCurrency');
  }
  return util.math.roundNum(ctx.source.price * JSON.parse(result.body).rate * 100) / 100;
}
