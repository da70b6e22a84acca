const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

export function request() {
  const payload = [];
  for (const tens of DIGITS) {
    for (const ones of DIGITS) {
      const i = tens * 10 + ones;
      payload.push({
        id: `i${i}`,
        name: `Item ${i}`,
        price: 12.5,
        stock: i,
        rating: 4.5,
        category: 'cups',
        available: true,
        note: 'One of a hundred',
      });
    }
  }
  return { payload };
}
export const response = (ctx) => ctx.result;
