const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

export function request() {
  const children = [];
  for (const tens of [0, 1]) for (const ones of DIGITS) children.push({ id: `c${tens * 10 + ones}` });
  return { payload: { id: 'p1', children } };
}
export const response = (ctx) => ctx.result;
