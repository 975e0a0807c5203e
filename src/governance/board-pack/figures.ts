import type { Tx } from '../../kernel/database.ts';
import { type PublishedTables, publishedTables } from '../../outcomes/index.ts';
import type { Block } from './types.ts';

const leftOut = 'left out';
const shown = (count: number | null): string => (count === null ? leftOut : String(count));

const scalars: readonly { label: string; of: (tables: PublishedTables) => number | null }[] = [
  { label: 'Members on the last day', of: ({ members }) => members },
  { label: 'New on the list of candidates', of: ({ listed }) => listed },
  { label: 'Joined the scheme', of: ({ joined }) => joined },
  { label: 'Left the scheme', of: ({ left }) => left },
  { label: 'Decisions of panels', of: ({ decided }) => decided.total },
  { label: 'Contacts', of: ({ contact }) => contact.total },
  { label: 'Referrals sent', of: ({ sent }) => sent },
  { label: 'Referrals that wait for an answer on the last day', of: ({ waiting }) => waiting },
];

/**
 * The newest quarters that were published, next to each other: the stored figures without small numbers, the same
 * whoever assembles the pack.
 */
export async function figureBlocks(tx: Tx, schemeId: number): Promise<Block[]> {
  const quarters = (await publishedTables(tx, schemeId)).slice(0, 4).reverse();
  if (quarters.length === 0)
    return [{ kind: 'text', text: 'No quarter is published yet: figures follow once one is over.' }];
  const rows = scalars.map(({ label, of }) => [label, ...quarters.map(({ tables }) => shown(of(tables)))]);
  return [
    {
      kind: 'table',
      caption: 'The scheme by quarter',
      head: ['Counted', ...quarters.map(({ quarter }) => quarter.replace('-', ' '))],
      rows,
      numeric: quarters.map((_, place) => place + 1),
    },
    {
      kind: 'text',
      text: `“${leftOut}” stands where a number is from 1 to 4, or where one could be worked out from it.`,
    },
  ];
}
