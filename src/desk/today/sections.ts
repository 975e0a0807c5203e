import type { Right } from '../../access/rights.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { countOf } from './store.ts';

export interface SectionCard {
  number: number;
  label: string;
  href: string;
}

interface SectionCount {
  right: Right;
  label: string;
  href: string;
  count: (viewer: StaffViewer) => Sql<{ n: number }>;
}

/** What may be counted for a role that works with no people of its own; each number leads to its list. */
const counted: readonly SectionCount[] = [
  {
    right: 'see:needs',
    label: 'open needs',
    href: '/needs',
    count: () =>
      sql`select count(*)::int as n from plan_goal where state in ('active', 'later') and handling = 'partners'`,
  },
  {
    right: 'see:scores',
    label: 'candidates listed',
    href: '/candidates',
    count: () => sql`select count(*)::int as n from candidate where state = 'listed'`,
  },
  {
    right: 'see:governance',
    label: 'agreements',
    href: '/governance/agreements',
    count: () => sql`select count(*)::int as n from agreement`,
  },
  {
    right: 'see:governance',
    label: 'decisions not yet taken',
    href: '/governance/decisions',
    count: () => sql`select count(*)::int as n from decision_notice where state in ('draft', 'certified')`,
  },
  {
    right: 'see:governance',
    label: 'actions open',
    href: '/governance/actions',
    count: () => sql`select count(*)::int as n from governance_action where state <> 'closed'`,
  },
  {
    right: 'see:audit',
    label: 'audit entries today',
    href: '/stewardship',
    count: () => sql`select count(*)::int as n from audit_entry where at >= current_date`,
  },
];

/** Every card asks the database as the viewer: a number counts what they may see. */
export async function sectionCards(
  tx: Tx,
  viewer: StaffViewer,
  known: ReadonlySet<string>,
): Promise<SectionCard[]> {
  const cards: SectionCard[] = [];
  for (const { right, label, href, count } of counted) {
    if (viewer.may(right) && known.has(href))
      cards.push({ number: await countOf(tx, count(viewer)), label, href });
  }
  return cards;
}
