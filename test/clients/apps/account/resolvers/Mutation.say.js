export const request = () => ({});
export const response = (ctx) => ctx.args.text;
