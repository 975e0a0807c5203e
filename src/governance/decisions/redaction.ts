/** Something to leave out, wherever it stands, and why. */
export interface Passage {
  passage: string;
  reason: string;
}

interface Span {
  start: number;
  end: number;
  reason: string;
}

const alike: readonly (readonly string[])[] = [
  ["'", '‘', '’', 'ʼ', '`'],
  ['"', '“', '”'],
  ['-', '‐', '‑', '–', '—', '−'],
];

const escaped = (text: string): string => text.replaceAll(/[/\\^$*+?.()|[\]{}-]/g, '\\$&');

const letter = (character: string): string => {
  const group = alike.find((one) => one.includes(character));
  return group === undefined ? escaped(character) : `[${group.map(escaped).join('')}]`;
};

/** The passage, however it is spaced, in capitals or not, with whatever quotation marks and dashes. */
const patternOf = (passage: string): RegExp | undefined => {
  const words = passage
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return new RegExp(words.map((word) => [...word].map(letter).join('')).join('\\s+'), 'iu');
};

/** Every place of every passage, also where one begins inside another. */
function placesOf(text: string, passages: readonly Passage[]): Span[] {
  const spans: Span[] = [];
  for (const { passage, reason } of passages) {
    const pattern = patternOf(passage);
    if (pattern === undefined) continue;
    const search = new RegExp(pattern.source, 'giu');
    for (let found = search.exec(text); found !== null; found = search.exec(text)) {
      spans.push({ start: found.index, end: found.index + found[0].length, reason });
      search.lastIndex = found.index + 1;
    }
  }
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

const markOf = (reasons: readonly string[]): string => `[left out: ${[...new Set(reasons)].join('; ')}]`;

/** The text without the passages: where they stood, it says that something was left out, and why. */
export function leaveOut(text: string, passages: readonly Passage[]): string {
  let out = '';
  let at = 0;
  let open: { end: number; reasons: string[] } | undefined;
  for (const { start, end, reason } of placesOf(text, passages)) {
    if (open !== undefined && start < open.end) {
      open.end = Math.max(open.end, end);
      open.reasons.push(reason);
      continue;
    }
    if (open !== undefined) {
      out += markOf(open.reasons);
      at = open.end;
    }
    out += text.slice(at, start);
    at = start;
    open = { end, reasons: [reason] };
  }
  if (open !== undefined) {
    out += markOf(open.reasons);
    at = open.end;
  }
  return out + text.slice(at);
}

/** A document of strings, lists and objects, each string without the passages. Keys are ours. */
export function leaveOutOf<Part>(part: Part, passages: readonly Passage[]): Part {
  if (passages.length === 0) return part;
  return walk(part, (text) => leaveOut(text, passages)) as Part;
}

function walk(part: unknown, change: (text: string) => string): unknown {
  if (typeof part === 'string') return change(part);
  if (Array.isArray(part)) return part.map((one) => walk(one, change));
  if (typeof part === 'object' && part !== null)
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, walk(value, change)]));
  return part;
}

/** Passages that still stand somewhere in what is to be published: none, or it is not published. */
export function passagesLeft(published: readonly string[], passages: readonly Passage[]): Passage[] {
  return passages.filter(({ passage }) => {
    const pattern = patternOf(passage);
    return pattern !== undefined && published.some((text) => pattern.test(text));
  });
}

/** How often a passage stands in a document: shown before it is left out, so that a slip is seen. */
export const countPlaces = (part: unknown, passage: string): number => {
  let count = 0;
  walk(part, (text) => {
    count += placesOf(text, [{ passage, reason: '' }]).length;
    return text;
  });
  return count;
};
