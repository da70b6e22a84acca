export function request() {
  const items = [];
  for (const i of Array.from({ length: 100 }).keys()) {
    items.push({
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
  return { payload: items };
}
export const response = (ctx) => ctx.result;
