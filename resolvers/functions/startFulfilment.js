// Starts the workflow through an HTTP data source whose requests are signed for Step Functions, as on AWS.
import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { orderId, quantity } = ctx.stash.order;
  return {
    method: 'POST',
    resourcePath: '/',
    params: {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.StartExecution',
      },
      body: JSON.stringify({
        stateMachineArn: ctx.env.FULFILMENT_ARN,
        name: orderId,
        input: JSON.stringify({ orderId, quantity }),
      }),
    },
  };
}

export function response(ctx) {
  const { error, result } = ctx;
  if (error) {
    util.error(error.message, error.type);
  }
  if (result.statusCode !== 200) {
    util.error(result.body, 'FulfilmentNotStarted');
  }
  return ctx.stash.order;
}
