export const request = (ctx) => ({ payload: `Child ${ctx.source.id}` });
export const response = (ctx) => ctx.result;
