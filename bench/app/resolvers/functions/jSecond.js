export const request = (ctx) => ({
  payload: { id: ctx.prev.result.id, name: `Espresso ${ctx.stash.name}`, price: 12.5 },
});
export const response = (ctx) => ctx.result;
