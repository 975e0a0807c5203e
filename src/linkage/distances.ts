/** Distances between texts as DuckDB has them: over the bytes of UTF-8. */

/** The bytes as characters of one byte each. */
export function byteText(text: string): string {
  for (let k = 0; k < text.length; k += 1) {
    if (text.charCodeAt(k) > 127) return Buffer.from(text, 'utf8').toString('latin1');
  }
  return text;
}

/** Insertions, deletions and changes of one character. */
export function levenshtein(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const now = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      now.push(Math.min(changed, before[j]! + 1, now[j - 1]! + 1));
    }
    before = now;
  }
  return before[b.length]!;
}

/** The same, neighbours changed about counting as one, also where something was put between them. */
export function damerauLevenshtein(a: string, b: string): number {
  const width = b.length + 2;
  const most = a.length + b.length;
  const table = new Int32Array((a.length + 2) * width);
  table[0] = most;
  for (let i = 0; i <= a.length; i += 1) {
    table[(i + 1) * width] = most;
    table[(i + 1) * width + 1] = i;
  }
  for (let j = 0; j <= b.length; j += 1) {
    table[j + 1] = most;
    table[width + j + 1] = j;
  }
  const lastRow = new Map<string, number>();
  for (let i = 1; i <= a.length; i += 1) {
    let lastColumn = 0;
    for (let j = 1; j <= b.length; j += 1) {
      const row = lastRow.get(b[j - 1]!) ?? 0;
      const column = lastColumn;
      const same = a[i - 1] === b[j - 1];
      if (same) lastColumn = j;
      table[(i + 1) * width + j + 1] = Math.min(
        table[i * width + j]! + (same ? 0 : 1),
        table[(i + 1) * width + j]! + 1,
        table[i * width + j + 1]! + 1,
        table[row * width + column]! + (i - row - 1) + 1 + (j - column - 1),
      );
    }
    lastRow.set(a[i - 1]!, i);
  }
  return table[(a.length + 1) * width + b.length + 1]!;
}

/** Places that differ; null where the lengths do. */
export function hamming(a: string, b: string): number | null {
  if (a.length !== b.length) return null;
  let differing = 0;
  for (let k = 0; k < a.length; k += 1) if (a[k] !== b[k]) differing += 1;
  return differing;
}

/** Characters that both have ÷ characters that either has. */
export function jaccard(a: string, b: string): number {
  const one = new Set(a);
  const other = new Set(b);
  let both = 0;
  for (const character of one) if (other.has(character)) both += 1;
  return both / (one.size + other.size - both);
}
