import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { EndInput } from './rules.ts';
import type {
  Condition,
  Handled,
  LibraryCondition,
  Licence,
  LicenceInput,
  LicenceState,
  Policy,
  Supervision,
  Variation,
} from './types.ts';

/** Something under its own person's address: under anybody else's it is not found. */
export interface ItemKey {
  id: number;
  personId: number;
}

const columns = sql`l.id, l.person_id as "personId", l.agency_id as "agencyId", a.name as agency, l.supervision_id as "supervisionId", l.order_type as "orderType",
  l.from_day as "fromDay", l.to_day as "toDay", l.sentence, l.sentence_kind as "sentenceKind", l.sentence_days as "sentenceDays", l.made_by as "madeBy",
  l.officer_id as "officerId", o.name as officer, l.force, l.qualifying, l.longest_qualifies as "longestQualifies", l.state, l.ended_on as "endedOn",
  l.ended_how as "endedHow", l.ended_why as "endedWhy", l.handling, l.named_agencies as "namedAgencies", l.version, c.name as "changedBy"`;
const from = sql`from licence l join agency a on a.id = l.agency_id left join staff o on o.id = l.officer_id left join staff c on c.id = l.changed_by`;

export const getLicence = (tx: Tx, { id, personId }: ItemKey): Promise<Licence> =>
  tx.one(sql<Licence>`select ${columns} ${from} where l.id = ${id} and l.person_id = ${personId}`);

/** For an act: locked until the transaction ends. */
export const lockLicence = (tx: Tx, { id, personId }: ItemKey): Promise<Licence> =>
  tx.one(
    sql<Licence>`select ${columns} ${from} where l.id = ${id} and l.person_id = ${personId} for update of l`,
  );

export const listLicences = (tx: Tx, personId: number): Promise<Licence[]> =>
  tx.many(sql<Licence>`
    select ${columns} ${from} where l.person_id = ${personId} and l.state <> 'withdrawn'
    order by l.state = 'in-force' desc, l.from_day desc, l.id desc limit 30`);

/** Orders and licences of the extracts, the latest first. */
export const listSupervisions = (tx: Tx, personId: number): Promise<Supervision[]> =>
  tx.many(sql<Supervision>`
    select s.id, a.name as agency, s.title, s.order_type as "orderType", s.sentence_date as "sentenceDate", s.from_day as "fromDay", s.to_day as "toDay", s.conditions
    from supervision s join agency a on a.id = s.agency_id where s.person_id = ${personId} order by s.from_day desc, s.id desc limit 20`);

export const insertLicence = (
  tx: Tx,
  row: LicenceInput & Handled & { by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into licence (person_id, agency_id, supervision_id, order_type, from_day, to_day, sentence, sentence_kind, sentence_days, made_by, officer_id, force,
      qualifying, longest_qualifies, state, handling, named_agencies, changed_by)
    values (${row.personId}, ${row.agencyId}, ${row.supervisionId}, ${row.orderType}, ${row.fromDay}, ${row.toDay}, ${row.sentence}, ${row.sentenceKind}, ${row.sentenceDays},
      ${row.madeBy}, ${row.officerId}, ${row.force}, ${row.qualifying}, ${row.longestQualifies}, 'in-force', ${row.handling}, ${row.namedAgencies}::bigint[], ${row.by})
    returning id`);

export const updateLicence = (tx: Tx, id: number, row: LicenceInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update licence set supervision_id = ${row.supervisionId}, order_type = ${row.orderType}, from_day = ${row.fromDay}, to_day = ${row.toDay}, sentence = ${row.sentence},
      sentence_kind = ${row.sentenceKind}, sentence_days = ${row.sentenceDays}, made_by = ${row.madeBy}, officer_id = ${row.officerId}, force = ${row.force},
      qualifying = ${row.qualifying}, longest_qualifies = ${row.longestQualifies}, handling = ${row.handling},
      version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

/** Conditions and variations are seen as their licence is: they follow its handling. */
export async function handleConditionsAs(tx: Tx, id: number, handling: Licence['handling']): Promise<void> {
  await tx.run(
    sql`update licence_condition set handling = ${handling} where licence_id = ${id} and handling <> ${handling}`,
  );
  await tx.run(
    sql`update licence_variation set handling = ${handling} where licence_id = ${id} and handling <> ${handling}`,
  );
}

export const setLicenceState = (
  tx: Tx,
  id: number,
  row: { state: LicenceState; end: EndInput | null; why: string | null; by: number },
): Promise<number> =>
  tx.run(sql`
    update licence set state = ${row.state}, ended_on = ${row.end?.on ?? null}, ended_how = ${row.end?.how ?? null}, ended_why = ${row.why},
      version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

/** The version moves on with a variation too: whoever varies at the same time is told. */
export const touchLicence = (tx: Tx, id: number, by: number): Promise<number> =>
  tx.run(
    sql`update licence set version = version + 1, changed_at = now(), changed_by = ${by} where id = ${id}`,
  );

const conditionColumns = sql`c.id, c.licence_id as "licenceId", c.kind, c.policy, c.code, c.category, c.wording, c.from_day as "fromDay", c.to_day as "toDay",
  c.added_by as "addedBy", c.ended_by as "endedBy", c.replaces`;

/** All that a licence ever had, in the order of kind and coming. */
export const listConditions = (tx: Tx, licenceIds: readonly number[]): Promise<Condition[]> =>
  tx.many(sql<Condition>`
    select ${conditionColumns} from licence_condition c where c.licence_id = any (${[...licenceIds]}::bigint[])
    order by array_position(array['standard', 'additional', 'bespoke'], c.kind), c.id limit 500`);

export const listVariations = (tx: Tx, licenceId: number): Promise<Variation[]> =>
  tx.many(sql<Variation>`
    select v.id, v.licence_id as "licenceId", v.is_first as "isFirst", v.effective_on as "effectiveOn", v.why, v.approved_by as "approvedBy",
      v.approved_on as "approvedOn", s.name as by, v.created_at as "createdAt"
    from licence_variation v left join staff s on s.id = v.created_by where v.licence_id = ${licenceId} order by v.effective_on desc, v.id desc limit 100`);

export const insertVariation = (
  tx: Tx,
  row: Handled & {
    licenceId: number;
    isFirst: boolean;
    effectiveOn: Day;
    why: string | null;
    approvedBy: string | null;
    approvedOn: Day | null;
    by: number;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into licence_variation (licence_id, person_id, agency_id, is_first, effective_on, why, approved_by, approved_on, handling, named_agencies, created_by)
    values (${row.licenceId}, ${row.personId}, ${row.agencyId}, ${row.isFirst}, ${row.effectiveOn}, ${row.why}, ${row.approvedBy}, ${row.approvedOn},
      ${row.handling}, ${row.namedAgencies}::bigint[], ${row.by}) returning id`);

export type NewCondition = Pick<Condition, 'kind' | 'policy' | 'code' | 'category' | 'wording' | 'replaces'>;

export const insertConditions = (
  tx: Tx,
  of: Handled & { licenceId: number; fromDay: Day; addedBy: number },
  rows: readonly NewCondition[],
): Promise<number> =>
  tx.run(sql`
    insert into licence_condition (licence_id, person_id, agency_id, kind, policy, code, category, wording, from_day, added_by, replaces, handling, named_agencies)
    select ${of.licenceId}, ${of.personId}, ${of.agencyId}, r.kind, r.policy, r.code, r.category, r.wording, ${of.fromDay}, ${of.addedBy}, r.replaces,
      ${of.handling}, ${of.namedAgencies}::bigint[]
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (kind text, policy text, code text, category text, wording text, replaces bigint)`);

export const endConditions = (
  tx: Tx,
  licenceId: number,
  ids: readonly number[],
  end: { day: Day; by: number },
): Promise<number> =>
  tx.run(sql`
    update licence_condition set to_day = ${end.day}, ended_by = ${end.by}
    where licence_id = ${licenceId} and id = any (${[...ids]}::bigint[]) and ended_by is null`);

export const listPolicies = (tx: Tx): Promise<Policy[]> =>
  tx.many(sql<Policy>`
    select version, valid_from as "validFrom", valid_to as "validTo", source, days_are_examples as "daysAreExamples" from condition_policy order by valid_from`);

/** The library of the policy that was in force on a day, standard first. */
export const listLibrary = (
  tx: Tx,
  regime: 'licence' | 'post-sentence-supervision',
  day: Day,
): Promise<LibraryCondition[]> =>
  tx.many(sql<LibraryCondition>`
    select l.code, l.kind, l.category, l.wording, l.needs_input as "needsInput", p.version as policy
    from condition_library l join condition_policy p on p.version = any (l.policies)
    where l.regime = ${regime} and p.valid_from <= ${day} and (p.valid_to is null or p.valid_to > ${day})
    order by l.kind desc, l.position`);

export interface OfficerName {
  id: number;
  name: string;
  agency: string;
}

/** Who may supervise: staff of probation and youth justice who hold such a role today, and whoever does already. */
export const listSupervisors = (tx: Tx, schemeId: number, now: number | null): Promise<OfficerName[]> =>
  tx.many(sql<OfficerName>`
    select s.id, s.name, a.name as agency from staff s join agency a on a.id = s.agency_id
    where s.id = ${now}::bigint or exists (select 1 from staff_role r where r.staff_id = s.id and r.scheme_id = ${schemeId}
      and r.role in ('probation-offender-manager', 'senior-probation-officer', 'youth-justice-officer')
      and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date))
    order by s.name limit 120`);
