import { defineAct } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { keptText, readAsked } from './cohort-ask.ts';

/** Filters of the cohort that somebody keeps for themselves, by name. */

export interface SavedView {
  id: number;
  name: string;
  /** The address's part after the question mark. */
  query: string;
}

/** More would be a list to search of its own. */
const most = 20;

export const listViews = (tx: Tx): Promise<SavedView[]> =>
  tx.many(
    sql<SavedView>`select id, name, query from cohort_view where staff_id = viewer_staff() order by name`,
  );

const saveView = defineAct<{ name: string; query: string }, { id: number }>({
  name: 'cohort:save-view',
  right: 'see:cohort',
  run: async (tx, { name, query }, { actor, wrote }) => {
    const { n } = await tx.one(sql<{ n: number }>`select count(*)::int as n from cohort_view`);
    if (n >= most)
      throw new WaymarkError('not-allowed-now', { text: `You have ${most} views. Remove one first.` });
    const { id } = await tx.one(sql<{ id: number }>`
      insert into cohort_view (staff_id, scheme_id, name, query) values (${actor.staffId}, ${actor.schemeId}, ${name}, ${query})
      on conflict (staff_id, scheme_id, name) do update set query = excluded.query returning id`);
    await wrote({ subject: 'cohort-view', subjectId: id });
    return { id };
  },
});

const removeView = defineAct<{ id: number }, { id: number }>({
  name: 'cohort:remove-view',
  right: 'see:cohort',
  run: async (tx, { id }, { wrote }) => {
    await tx.one(sql`delete from cohort_view where id = ${id} returning id`);
    await wrote({ subject: 'cohort-view', subjectId: id });
    return { id };
  },
});

export const viewRoutes: readonly Route[] = [
  route({
    method: 'POST',
    url: '/cohort/views',
    right: 'see:cohort',
    reads: 'none',
    body: formBody({ name: field(200), query: field(1_000) }),
    handle: saveFromForm,
  }),
  route({
    method: 'POST',
    url: '/cohort/views/:id/remove',
    right: 'see:cohort',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(removeView, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect('/cohort', 'The view was removed.');
    },
  }),
];

async function saveFromForm(ask: Ask<unknown, unknown, { name?: string; query?: string; _key?: string }>) {
  const name = ask.body.name?.trim() ?? '';
  if (name === '' || name.length > 60)
    throw invalid([{ field: 'view-name', text: 'Give the view a name of at most 60 characters' }]);
  const query = keptText(readAsked(ask.body.query ?? ''));
  await ask.perform(saveView, { name, query }, ask.body._key ?? newKey());
  return redirect(query === '' ? '/cohort' : `/cohort?${query}`, 'The view was saved.');
}
