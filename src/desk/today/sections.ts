import type { Right } from '../../access/rights.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { membersUnled, riskOverdue } from '../../casework/index.ts';
import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { countOf } from './store.ts';

export interface SectionCard {
  number: number;
  label: string;
  href: string;
}

interface SectionCount {
  right: Right;
  /** For one, and for any other number. */
  label: readonly [string, string];
  href: string;
  /** The route whose list it is, where the address has more to it. */
  route?: string;
  count: (tx: Tx, viewer: StaffViewer, today: Day) => Promise<number>;
}

const rows =
  (query: Sql<{ n: number }>) =>
  (tx: Tx): Promise<number> =>
    countOf(tx, query);

/** What may be counted beside a day's work; each number leads to its list. */
const counted: readonly SectionCount[] = [
  {
    right: 'case:allocate',
    label: ['member whom nobody leads', 'members whom nobody leads'],
    href: '/allocations#unled',
    route: '/allocations',
    count: (tx, viewer) => membersUnled(tx, viewer.schemeId),
  },
  {
    right: 'case:allocate',
    label: ['assessment or flag past its day', 'assessments and flags past their day'],
    href: '/risk?when=overdue',
    route: '/risk',
    count: (tx, _viewer, today) => riskOverdue(tx, today),
  },
  {
    right: 'see:needs',
    label: ['open need', 'open needs'],
    href: '/needs',
    count: rows(
      sql`select count(*)::int as n from plan_goal where state in ('active', 'later') and handling = 'partners'`,
    ),
  },
  {
    right: 'compliance:register',
    label: ['failure to comply open', 'failures to comply open'],
    href: '/enforcement?state=open',
    route: '/enforcement',
    count: rows(
      sql`select count(*)::int as n from enforcement_case where state in ('to-decide', 'warning-due', 'breach-due', 'breach-laid', 'recall-considered', 'recall-asked')`,
    ),
  },
  {
    right: 'compliance:register',
    label: ['tag or item with people', 'tags and items with people'],
    href: '/register',
    count: rows(sql`select count(*)::int as n from compliance_item where state = 'out'`),
  },
  {
    right: 'see:scores',
    label: ['candidate listed', 'candidates listed'],
    href: '/cohort/candidates',
    count: rows(sql`select count(*)::int as n from candidate where state = 'listed'`),
  },
  {
    right: 'see:governance',
    label: ['agreement', 'agreements'],
    href: '/governance/agreements',
    count: rows(sql`select count(*)::int as n from agreement`),
  },
  {
    right: 'see:governance',
    label: ['decision not yet taken', 'decisions not yet taken'],
    href: '/governance/decisions',
    count: rows(sql`select count(*)::int as n from decision_notice where state in ('draft', 'certified')`),
  },
  {
    right: 'see:governance',
    label: ['action open', 'actions open'],
    href: '/governance/actions',
    count: rows(sql`select count(*)::int as n from governance_action where state <> 'closed'`),
  },
  {
    right: 'see:audit',
    label: ['audit entry today', 'audit entries today'],
    href: '/stewardship',
    count: rows(sql`select count(*)::int as n from audit_entry where at >= current_date`),
  },
];

/** Every card asks the database as the viewer: a number counts what they may see. */
export async function sectionCards(
  tx: Tx,
  viewer: StaffViewer,
  known: ReadonlySet<string>,
  today: Day,
): Promise<SectionCard[]> {
  const cards: SectionCard[] = [];
  for (const { right, label, href, route, count } of counted) {
    if (!viewer.may(right) || !known.has(route ?? href)) continue;
    const number = await count(tx, viewer, today);
    cards.push({ number, label: number === 1 ? label[0] : label[1], href });
  }
  return cards;
}
