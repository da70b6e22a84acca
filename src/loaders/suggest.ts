// "Did you mean ...?" for names that nothing has. Used wherever a loader refuses a name.

/** How many letters have to change, two that changed places counting once; `limit + 1` when it is more than `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= a.length; row += 1) {
    const above = rows[row - 1]!;
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + change);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, rows[row - 2]![column - 2]! + 1);
      }
      current.push(least);
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}

/** The name nearest to `wrong`, or undefined when none is near. */
export function nearest(wrong: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(Math.min(wrong.length, 24) / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const name of known) {
    if (wrong.length > 256 || name.length > 256) continue;
    const changes = distance(wrong.toLowerCase(), name.toLowerCase(), limit);
    if (changes < least) [best, least] = [name, changes];
  }
  return best;
}

/** ` Did you mean "environment"?`, or '' when nothing is near. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const near = nearest(wrong, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}
