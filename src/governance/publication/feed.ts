import type { RegisterLine } from './register-store.ts';

const xml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // Characters that XML does not allow at all.
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');

/** The latest notices as an Atom feed: what the list shows of each, and its address. */
export function atomOf(lines: readonly RegisterLine[], origin: string): string {
  const self = `${origin}/public-register/decisions.atom`;
  const newest = lines.reduce(
    (last, { publishedAt }) => (publishedAt > last ? publishedAt : last),
    new Date(0),
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Public register of decisions</title><id>${xml(self)}</id>
<link rel="self" href="${xml(self)}"/><author><name>Waymark</name></author><updated>${newest.toISOString()}</updated>
${lines.map((line) => entryOf(line, origin)).join('\n')}
</feed>
`;
}

function entryOf(line: RegisterLine, origin: string): string {
  const address = `${origin}/public-register/decisions/${line.slug}`;
  const said = line.state === 'published' ? line.outcome : `${line.state}: ${line.reason ?? ''}`;
  return `<entry><title>${xml(`${line.number}: ${line.title}`)}</title><id>${xml(address)}</id><link href="${xml(address)}"/><updated>${line.publishedAt.toISOString()}</updated><summary>${xml(`${line.office}. ${said}`)}</summary></entry>`;
}
