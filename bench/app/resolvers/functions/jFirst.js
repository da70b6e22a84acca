export const request = (ctx) => ({ payload: { id: ctx.args.id, name: 'Cup' } });
export function response(ctx) {
  ctx.stash.name = ctx.result.name;
  return ctx.result;
}
