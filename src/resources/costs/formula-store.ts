import { sql, type Tx } from '../../kernel/database.ts';
import type { CostShareRule, FormulaProposal, FormulaVersion } from './types.ts';

/** Every version of the scheme's formulas, the latest first. */
export const listFormulas = (tx: Tx, schemeId: number): Promise<FormulaVersion[]> =>
  tx.shared.get(`cost-formulas:${schemeId}`, () =>
    tx.many(sql<FormulaVersion>`select id, kind, version, valid_from as "validFrom", valid_to as "validTo", example, body from rule_version
      where scheme_id = ${schemeId} and (kind = 'cost-share' or kind like 'cost-share:%') order by kind, valid_from desc, version desc`),
  );

const columns = sql`f.id, f.kind, f.valid_from as "validFrom", f.body, f.state, f.proposed_by as "proposedBy", p.name as "proposedByName",
  d.name as "decidedByName", f.note, r.name as "revokedByName",
  f.revoked_why as "revokedWhy", f.rule_id as "ruleId", f.proposed_at as "proposedAt", f.version`;

const from = sql`from cost_formula f join staff p on p.id = f.proposed_by left join staff d on d.id = f.decided_by
  left join staff r on r.id = f.revoked_by`;

/** What was proposed, the newest first: the last hundred. */
export const listProposals = (tx: Tx): Promise<FormulaProposal[]> =>
  tx.many(sql<FormulaProposal>`select ${columns} ${from} order by f.id desc limit 100`);

/** Locked while it waits; one that is decided cannot be locked by anybody, and is read as it stays. */
export const lockProposal = async (tx: Tx, id: number): Promise<FormulaProposal> =>
  (await tx.maybe(sql<FormulaProposal>`select ${columns} ${from} where f.id = ${id} for update of f`)) ??
  tx.one(sql<FormulaProposal>`select ${columns} ${from} where f.id = ${id}`);

export const insertProposal = (
  tx: Tx,
  proposal: {
    schemeId: number;
    kind: string;
    validFrom: string;
    body: CostShareRule;
    staffId: number;
    now: Date;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into cost_formula (scheme_id, kind, valid_from, body, state, proposed_by, proposed_at)
    values (${proposal.schemeId}, ${proposal.kind}, ${proposal.validFrom}, ${JSON.stringify(proposal.body)}::jsonb, 'proposed', ${proposal.staffId}, ${proposal.now})
    returning id`);

export const decideProposal = (
  tx: Tx,
  id: number,
  decision: { state: 'approved' | 'refused'; staffId: number; now: Date; note: string | null },
): Promise<number> =>
  tx.run(sql`update cost_formula set state = ${decision.state}, decided_by = ${decision.staffId}, decided_at = ${decision.now},
    note = ${decision.note}, version = version + 1 where id = ${id}`);

export const withdrawProposal = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update cost_formula set state = 'withdrawn', version = version + 1 where id = ${id}`);

/** Puts an approved one in force; the number of its rule. */
export const enactProposal = (tx: Tx, id: number): Promise<{ rule: number | null }> =>
  tx.one(sql<{ rule: number | null }>`select cost_formula_enact(${id}) as rule`);

/** Whether an approved formula was taken back; not where a later one or an approved budget rests on it. */
export const revokeFormulaOf = (
  tx: Tx,
  id: number,
  by: { why: string; now: Date },
): Promise<{ done: boolean }> =>
  tx.one(sql<{ done: boolean }>`select cost_formula_revoke(${id}, ${by.why}, ${by.now}) as done`);
