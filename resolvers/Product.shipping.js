import { util } from '@aws-appsync/utils';

// Invokes a function with just what it needs.
export function request(ctx) {
  return {
    operation: 'Invoke',
    payload: { country: ctx.args.country, weightKg: ctx.source.weightKg },
  };
}

export function response(ctx) {
  const { error, result } = ctx;
  if (error) {
    util.error(error.message, error.type);
  }
  return result;
}
