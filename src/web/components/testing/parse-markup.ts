/** A small reader of HTML for tests: it sees what a browser would, so that what was escaped can be parsed back. */

export type Token =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ctdot: '⋯',
};

export function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}

const tagPattern = /<(\/?)([a-z][a-z0-9]*)((?:\s+[^\s=>"'/]+(?:="[^"]*")?)*)\s*\/?>/iy;
const attributePattern = /([^\s=>"'/]+)(?:="([^"]*)")?/g;

/** The tokens of the markup. Throws for a `<` that begins no tag: markup that only looks right. */
export function parse(markup: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < markup.length) {
    const tagAt = markup.indexOf('<', at);
    const end = tagAt === -1 ? markup.length : tagAt;
    if (end > at) tokens.push({ kind: 'text', text: decode(markup.slice(at, end)) });
    if (tagAt === -1) break;
    tagPattern.lastIndex = tagAt;
    const found = tagPattern.exec(markup);
    if (!found) throw new Error(`Not a tag: ${markup.slice(tagAt, tagAt + 80)}`);
    tokens.push(tokenOf(found));
    at = tagPattern.lastIndex;
  }
  return tokens;
}

function tokenOf(found: RegExpExecArray): Token {
  const name = (found[2] as string).toLowerCase();
  if (found[1]) return { kind: 'close', name };
  const attributes: Record<string, string> = {};
  for (const [, key, value] of (found[3] ?? '').matchAll(attributePattern)) {
    if ((key as string) in attributes) throw new Error(`${key} stands twice on <${name}>`);
    attributes[key as string] = decode(value ?? '');
  }
  return { kind: 'open', name, attributes };
}

const block = new Set(
  'div p ul ol li dl dt dd table thead tbody tr th td caption fieldset legend section nav h1 h2 h3 h4 h5 h6 form select option details summary main header footer svg path'.split(
    ' ',
  ),
);

/**
 * The markup with the whitespace that no browser shows taken away, one token a line. Space between words and
 * inline elements is kept as one space; the order of attributes is not.
 */
export function normalise(markup: string): string {
  const tokens = parse(markup);
  const lines: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const line = token.kind === 'text' ? textLine(tokens, index, token.text) : tagLine(token);
    if (line) lines.push(line);
  }
  return lines.join('\n');
}

function textLine(tokens: readonly Token[], index: number, text: string): string {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  if (before?.kind === 'open' && before.name === 'textarea') return JSON.stringify(text);
  let line = text.replace(/[ \n\t\r]+/g, ' ');
  if (!before || before.kind === 'open' || isBlock(before)) line = line.replace(/^ /, '');
  if (!after || after.kind === 'close' || isBlock(after)) line = line.replace(/ $/, '');
  return line && JSON.stringify(line);
}

function isBlock(token: Token): boolean {
  return token.kind !== 'text' && block.has(token.name);
}

function tagLine(token: Exclude<Token, { kind: 'text' }>): string {
  if (token.kind === 'close') return `</${token.name}>`;
  const list = Object.entries(token.attributes)
    .map(([name, value]) => ` ${name}=${JSON.stringify(value.replace(/\s+/g, ' ').trim())}`)
    .sort();
  return `<${token.name}${list.join('')}>`;
}
