// What differs between two texts, line by line, by their longest common run of lines.

export interface Line {
  sign: " " | "+" | "-";
  text: string;
}

// Lines around a change that are shown with it.
const AROUND = 2;

/** The lines that are gone or new, each with some around it. */
export function differing(before: readonly string[], after: readonly string[]): Line[] {
  const lines = allLines(before, after);
  const isNear = (index: number) => lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ sign }) => sign !== " ");
  return lines.filter((_, index) => isNear(index));
}

function allLines(before: readonly string[], after: readonly string[]): Line[] {
  const common = lengths(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old = "", now = ""] = [before[i], after[j]];
    if (i < before.length && j < after.length && old === now) {
      lines.push({ sign: " ", text: old });
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))) {
      lines.push({ sign: "-", text: old });
      i++;
    } else {
      lines.push({ sign: "+", text: now });
      j++;
    }
  }
  return lines;
}

/** Of the lines from [i] and [j] on, how many the longest common run has. */
function lengths(before: readonly string[], after: readonly string[]): number[][] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [row, below] = [table[i], table[i + 1]];
      if (row && below) row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}
