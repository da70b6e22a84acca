// Takes the ordered quantity out of the stock, but only if there is enough: a condition check.
import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { productId, quantity } = ctx.stash.order;
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ id: productId }),
    update: {
      expression: 'SET stock = stock - :quantity',
      expressionValues: util.dynamodb.toMapValues({ ':quantity': quantity }),
    },
    condition: { expression: 'attribute_exists(id) AND stock >= :quantity' },
  };
}

export function response(ctx) {
  const { error, result } = ctx;
  if (error) {
    if (error.type === 'DynamoDB:ConditionalCheckFailedException') {
      util.error(`There are not ${ctx.stash.order.quantity} left.`, 'OutOfStock', result);
    }
    util.error(error.message, error.type);
  }
  ctx.stash.order.total = result.price * ctx.stash.order.quantity;
  return result;
}
