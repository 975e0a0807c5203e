import { sql, type Tx } from '../../kernel/database.ts';

export interface RegisterEntry {
  what: 'recommendation' | 'risk' | 'programme' | 'agreement';
  title: string;
  href: string;
}

/** What somebody owns in the registers of governance and has not finished, as far as the viewer reads them. */
export const listOwnedInRegisters = (tx: Tx, staffId: number): Promise<RegisterEntry[]> =>
  tx.many(sql<RegisterEntry>`
    select 'recommendation' as what, number || ': ' || left(text, 120) as title, '/governance/recommendations/' || id as href
      from recommendation where owner_id = ${staffId} and status in ('open', 'in-progress', 'done')
    union all select 'risk', title, '/governance/risks/' || id from scheme_risk where owner_id = ${staffId} and state = 'open'
    union all select 'programme', title, '/governance/programme/items/' || id from programme_item where owner_id = ${staffId} and done_on is null and not dropped
    union all select 'agreement', reference || ': ' || title, '/governance/agreements/' || id from agreement
      where owner_id = ${staffId} and ended_on is null and (expires_on is null or expires_on >= current_date)
    order by 1, 2 limit 200`);
