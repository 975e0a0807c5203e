import { sql, type Tx } from '../../kernel/database.ts';
import type { ItemInput, Phase, Programme, ProgrammeInput, ProgrammeItem } from './types.ts';

const programmeColumns = sql`id, title, purpose, source, note, streams, example, version`;

export const listProgrammes = (tx: Tx): Promise<Programme[]> =>
  tx.many(sql<Programme>`select ${programmeColumns} from programme order by id`);

export const getProgramme = (tx: Tx, id: number): Promise<Programme> =>
  tx.one(sql<Programme>`select ${programmeColumns} from programme where id = ${id}`);

/** Changes of items of one programme come one after another, so that no two make a circle between them. */
export const lockProgramme = (tx: Tx, id: number): Promise<Programme> =>
  tx.one(sql<Programme>`select ${programmeColumns} from programme where id = ${id} for update`);

export const listPhases = (tx: Tx, programmeId: number): Promise<Phase[]> =>
  tx.many(
    sql<Phase>`select id, number, title from programme_phase where programme_id = ${programmeId} order by number`,
  );

const itemColumns = sql`i.id, i.programme_id as "programmeId", i.phase_id as "phaseId", i.stream, i.kind, i.title, i.owner_id as "ownerId", o.name as owner,
  i.base_starts_on as "baseStartsOn", i.base_ends_on as "baseEndsOn", i.starts_on as "startsOn", i.ends_on as "endsOn", i.done_on as "doneOn",
  i.dropped, i.rag, i.rag_why as "ragWhy", i.version,
  coalesce((select array_agg(n.needs_id order by n.needs_id) from programme_need n where n.item_id = i.id), '{}') as needs`;

const from = sql`from programme_item i left join staff o on o.id = i.owner_id`;

/** All items of a programme by phase and day; of all programmes where none is named. */
export const listItems = (tx: Tx, programmeId: number | undefined): Promise<ProgrammeItem[]> =>
  tx.many(sql<ProgrammeItem>`select ${itemColumns} ${from} join programme_phase p on p.id = i.phase_id
    where (${programmeId ?? null}::bigint is null or i.programme_id = ${programmeId ?? null})
    order by i.programme_id, p.number, i.base_starts_on, i.base_ends_on, i.id limit 1000`);

export const getItem = (tx: Tx, id: number): Promise<ProgrammeItem> =>
  tx.one(sql<ProgrammeItem>`select ${itemColumns} ${from} where i.id = ${id}`);

export const insertProgramme = async (
  tx: Tx,
  input: ProgrammeInput & { schemeId: number },
): Promise<{ id: number }> => {
  const programme = await tx.one(sql<{ id: number }>`
    insert into programme (scheme_id, title, purpose, source, note, streams, example)
    values (${input.schemeId}, ${input.title}, ${input.purpose}, ${input.source}, ${input.note}, ${input.streams}, ${input.example}) returning id`);
  await tx.run(sql`
    insert into programme_phase (programme_id, number, title)
    select ${programme.id}::bigint, t.number, t.title from unnest(${input.phases}::text[]) with ordinality as t (title, number)`);
  return programme;
};

export const insertItem = (tx: Tx, programmeId: number, input: ItemInput): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into programme_item (programme_id, phase_id, stream, kind, title, owner_id, base_starts_on, base_ends_on, starts_on, ends_on, done_on, dropped,
      rag, rag_why)
    values (${programmeId}, ${input.phaseId}, ${input.stream}, ${input.kind}, ${input.title}, ${input.ownerId}, ${input.startsOn}, ${input.endsOn},
      ${input.startsOn}, ${input.endsOn}, ${input.doneOn}, ${input.dropped}, ${input.rag}, ${input.ragWhy})
    returning id`);

export const updateItem = (tx: Tx, id: number, input: ItemInput): Promise<number> =>
  tx.run(sql`
    update programme_item set phase_id = ${input.phaseId}, stream = ${input.stream}, kind = ${input.kind}, title = ${input.title}, owner_id = ${input.ownerId},
      base_starts_on = case when ${input.rebase}::boolean then ${input.startsOn}::date else base_starts_on end,
      base_ends_on = case when ${input.rebase}::boolean then ${input.endsOn}::date else base_ends_on end,
      starts_on = ${input.startsOn}, ends_on = ${input.endsOn}, done_on = ${input.doneOn}, dropped = ${input.dropped}, rag = ${input.rag},
      rag_why = ${input.ragWhy}, version = version + 1 where id = ${id}`);

export const setNeeds = async (tx: Tx, id: number, needs: readonly number[]): Promise<void> => {
  await tx.run(
    sql`delete from programme_need where item_id = ${id} and needs_id <> all (${[...needs]}::bigint[])`,
  );
  await tx.run(
    sql`insert into programme_need (item_id, needs_id) select ${id}::bigint, n from unnest(${[...needs]}::bigint[]) n on conflict do nothing`,
  );
};
