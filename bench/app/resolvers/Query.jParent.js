export function request() {
  const children = [];
  for (const i of Array.from({ length: 20 }).keys()) children.push({ id: `c${i}` });
  return { payload: { id: 'p1', children } };
}
export const response = (ctx) => ctx.result;
