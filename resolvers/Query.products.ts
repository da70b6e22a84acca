// A resolver in TypeScript, bundled when the app is loaded. Pages through the table.
import { type Context, util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';

interface PageArguments {
  limit: number;
  nextToken: string | null;
}

export function request(ctx: Context<PageArguments>) {
  const { limit, nextToken } = ctx.args;
  return ddb.scan({ limit, nextToken });
}

export function response(ctx: Context<PageArguments>) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  const { items, nextToken } = ctx.result;
  return { items, nextToken };
}
