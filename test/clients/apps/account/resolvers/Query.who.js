export const request = () => ({});
export const response = (ctx) => ctx.identity;
