import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { button, emptyState, select, table, textarea } from '../../web/components/index.ts';
import { form, messageFor, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody } from '../../web/schemas.ts';
import type { LoadOf } from '../ports.ts';
import { allocateSeveral } from './acts.ts';
import { allocatableRoles, loadWords, partsOf } from './rules.ts';
import { listMembersByIds } from './store.ts';

/** A new lead for several members at once, whoever leads them now: chosen in the cohort's list, previewed, done. */
export const severalPages = (loadOf: LoadOf): Route[] => [
  route({
    method: 'POST',
    url: '/allocations/several',
    right: 'case:allocate',
    reads: 'list',
    section: 'cohort',
    body: formBody({
      people: fieldList(100),
      query: field(1_000),
      to: field(20),
      reason: field(1_000),
      confirm: field(3),
    }),
    handle: (ask) => severalFromForm(ask, loadOf),
  }),
];

interface Posted {
  people?: string[];
  query?: string;
  to?: string;
  reason?: string;
  confirm?: string;
  _key?: string;
}

/** The first number of `person-membership-version`, or a number by itself. */
const peopleOf = (posted: readonly string[]): number[] => [
  ...new Set(
    posted.map((one) => Number(one.split('-')[0])).filter((id) => Number.isSafeInteger(id) && id > 0),
  ),
];

async function severalFromForm(ask: Ask<unknown, unknown, Posted>, loadOf: LoadOf): Promise<Reply> {
  const { body } = ask;
  const people = peopleOf(body.people ?? []);
  const to = Number(body.to ?? '');
  const why = body.reason?.trim() ?? '';
  const errors: FieldError[] = [];
  if (body.to !== undefined) {
    if (!Number.isSafeInteger(to) || to < 1)
      errors.push({ field: 'to', text: 'Choose who should lead them' });
    if (why === '') errors.push({ field: 'reason', text: 'Say why they move' });
  }
  if (people.length > 0 && errors.length === 0 && body.confirm === 'yes') {
    try {
      const { allocated } = await ask.perform(
        allocateSeveral(loadOf),
        { staffId: to, personIds: people, why },
        body._key ?? newKey(),
      );
      return redirect(
        `/cohort?${body.query ?? ''}`,
        allocated === 1 ? 'One person has a new lead.' : `${allocated} people have a new lead.`,
      );
    } catch (error) {
      if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
      errors.push(...error.fields.map((one) => ({ ...one, field: one.field === 'why' ? 'reason' : 'to' })));
    }
  }
  return ask.read((tx) => show(tx, ask, loadOf, { people, to, why, errors }));
}

interface Choosing {
  people: readonly number[];
  to: number;
  why: string;
  errors: readonly FieldError[];
}

async function show(
  tx: Tx,
  ask: Ask<unknown, unknown, Posted>,
  loadOf: LoadOf,
  choosing: Choosing,
): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const officers = (await listStaffInRoles(tx, schemeId, allocatableRoles)).filter(({ role }) =>
    partsOf[role]?.includes('lead'),
  );
  const [members, loads] = await Promise.all([
    listMembersByIds(tx, choosing.people),
    loadOf(
      tx,
      schemeId,
      officers.map(({ id }) => id),
      choosing.people,
    ),
  ]);
  await ask.listed(tx, {
    act: 'case:several',
    subject: 'person',
    people: members,
  });
  const chosen = officers.find(({ id }) => id === choosing.to);
  const isPreview = chosen !== undefined && choosing.errors.length === 0 && ask.body.confirm !== 'no';
  const gained = members.filter(({ leadId }) => leadId !== choosing.to).length;
  const load = loads.get(choosing.to) ?? { people: 0, limit: null };
  const after = load.people + gained;
  const hidden = html`<input type="hidden" name="query" value="${ask.body.query ?? ''}">${members.map(({ personId }) => html`<input type="hidden" name="people" value="${personId}">`)}`;
  const who = table({
    caption: 'Who gets a new lead',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Who gets a new lead',
    stack: true,
    head: [{ text: 'Person' }, { text: 'Lead now' }, { text: 'Team' }],
    rows: members.map((one) => [one.name, one.lead ?? 'Nobody', one.team]),
  });
  return page({
    title: 'A new lead for several people',
    section: 'cohort',
    breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'A new lead' }],
    status: choosing.errors.length > 0 ? 422 : 200,
    errors: summaryOf(choosing.errors),
    body: html`<h1 class="govuk-heading-l">${isPreview ? 'Check before they get a new lead' : 'A new lead for several people'}</h1>
${
  members.length === 0
    ? emptyState({
        title: 'Nobody was chosen.',
        actions: [{ text: 'Choose in the cohort', href: `/cohort/several?${ask.body.query ?? ''}` }],
      })
    : isPreview
      ? html`<p class="govuk-body"><strong>Nothing has changed yet.</strong></p>
<p class="govuk-body">${chosen.name}: ${loadWords({ before: load.people, after, limit: load.limit, over: load.limit !== null && after > load.limit && gained > 0, ...(load.points === undefined ? {} : { points: { ...load.points, before: load.points.now } }) })}</p>${who}
<p class="govuk-body">Whoever led them before no longer sees them, unless another reason is left. Why: ${choosing.why}</p>
${form({
  action: '/allocations/several',
  csrfToken: ask.csrfToken,
  body: html`${hidden}<input type="hidden" name="to" value="${choosing.to}"><input type="hidden" name="reason" value="${choosing.why}">
<div class="govuk-button-group">${button({ text: 'Give them the new lead', name: 'confirm', value: 'yes', preventDoubleClick: true })}${button({ text: 'Choose again', name: 'confirm', value: 'no', classes: 'govuk-button--secondary' })}</div>`,
})}`
      : html`${who}${form({
          action: '/allocations/several',
          csrfToken: ask.csrfToken,
          body: html`${hidden}${select({ id: 'to', name: 'to', label: { text: 'Who should lead them' }, value: choosing.to || '', ...messageFor(choosing.errors, 'to'), items: [{ value: '', text: 'Choose' }, ...officers.map((one) => ({ value: one.id, text: `${one.name}, ${one.agency} (${loads.get(one.id)?.people ?? 0} now)` }))] })}
${textarea({ id: 'reason', name: 'reason', label: { text: 'Why' }, rows: 2, value: choosing.why, ...messageFor(choosing.errors, 'reason') })}
${button({ text: 'See what would change' })}`,
        })}`
}`,
  });
}
