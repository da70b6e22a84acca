import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return {
    method: 'GET',
    resourcePath: `/rates/${util.urlEncode(ctx.args.currency)}`,
    params: { headers: { accept: 'application/json' } },
  };
}

export function response(ctx) {
  const { error, result } = ctx;
  if (error) {
    util.error(error.message, error.type);
  }
  if (result.statusCode !== 200) {
    util.error(`There is no rate for ${ctx.args.currency}.`, 'UnknownCurrency');
  }
  return JSON.parse(result.body).rate;
}
