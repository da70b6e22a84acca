// A pipeline: this file runs before and after its functions. What they share is in the stash.
import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { customer, productId, quantity } = ctx.args.input;
  if (quantity < 1) {
    util.error('Order at least one.', 'BadQuantity');
  }
  ctx.stash.order = {
    orderId: util.autoId(),
    customer,
    productId,
    quantity,
    status: 'PLACED',
    placedAt: util.time.nowISO8601(),
  };
  return {};
}

export function response(ctx) {
  return ctx.prev.result;
}
