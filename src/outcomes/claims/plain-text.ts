/** A text as its reader sees it: what cannot be seen is left out, and letters that only look like ours are ours. */
export interface PlainText {
  readonly text: string;
  /** Where each unit of it stands in the text as it was written; the last is where that ends. */
  readonly places: readonly number[];
}

// Letters of other alphabets that are drawn as Latin ones: each pair is what is written and what is seen.
const pairs =
  'аaеeоoрpсcуyхxѕsіiјjԁdһhԛqԝwνvοoαaιiκkρpτtυuАAВBЕEКKМMНHОOРPСCТTУYХXІIЅSΑAΒBΕEΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX';
const lookAlike = new Map(
  Array.from({ length: pairs.length / 2 }, (_, at) => [pairs[2 * at], pairs[2 * at + 1]]),
);

/** A line that begins an item of a list. */
const listItem = /[-•*–—·]\s|\d{1,3}[.)]\s/y;

/** A line may be broken anywhere; a paragraph, a heading or an item of a list ends what was being said. */
function spaceFor(space: string, before: string, written: string, at: number): string {
  if (!space.includes('\n')) return ' ';
  if (/\n\s*\n/.test(space)) return '\n';
  listItem.lastIndex = at;
  if (listItem.test(written)) return '\n';
  const goesOn = /^[\p{Ll}\d(]/u.test(written.slice(at, at + 2));
  return goesOn || before.length - before.lastIndexOf('\n') > 60 ? ' ' : '\n';
}

/**
 * Drops characters without a shape (soft hyphens, joiners, marks of direction), writes the rest plainly (NFKC), and
 * makes one space of many. Where a line was broken in a sentence there is a space, elsewhere `\n`.
 */
export function plainText(written: string): PlainText {
  let text = '';
  const places: number[] = [];
  const add = (plain: string, at: number): void => {
    text += plain;
    for (let unit = 0; unit < plain.length; unit += 1) places.push(at);
  };
  for (const found of written.matchAll(/(\s+)|(\p{Cf})|(.)/gsu)) {
    const [whole, space, formatting] = found;
    if (formatting !== undefined) continue;
    if (space !== undefined) add(spaceFor(space, text, written, found.index + whole.length), found.index);
    else add(lookAlike.get(whole) ?? whole.normalize('NFKC'), found.index);
  }
  places.push(written.length);
  return { text, places };
}
