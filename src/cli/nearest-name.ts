// Which of some names was meant by one that is none of them: for words that a person mistyped.

/** Letters to put in, take out, change or swap with their neighbour on the way from one word to the other. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const steps = [above[column]! + 1, line[column - 1]! + 1, above[column - 1]! + (same ? 0 : 1)];
      if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) steps.push(before[column - 2]! + 1);
      line.push(Math.min(...steps));
    }
    before = above;
    above = line;
  }
  return above[to.length]!;
}

/** The nearest name, if it is near enough to be meant: a third of its letters, or the word is how it begins. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const begun = names.find((name) => word.length > 1 && name.startsWith(word));
  if (begun !== undefined) return begun;
  const [best] = names
    .map((name) => ({ name, steps: distance(word.toLowerCase(), name) }))
    .filter(({ name, steps }) => steps <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.steps - b.steps);
  return best?.name;
}
