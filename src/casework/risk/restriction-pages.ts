import Type from 'typebox';
import { londonDay, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  pageArrows,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { drawFields } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing } from '../form-flow.ts';
import { Reading, typedList } from '../reading.ts';
import { endRestrictions, restrict } from './keeping-acts.ts';
import { type ListedStaff, listCaseStaff, listLimited, listRestrictions } from './restriction-store.ts';
import { readRestriction } from './rules.ts';
import { type Restriction, restrictionWords } from './types.ts';
import { dueDay } from './views.ts';

const pageSize = 50;
const path = '/people/:id/restrictions';

export const restrictionPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: path,
    right: 'access:restrict',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showLists(tx, ask, framePerson, firstShowing(), firstShowing())),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'access:restrict',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ kind: field(10), staff: fieldList(200), words: field(2_000), reviewOn: field(10) }),
    handle: (ask) => addFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/restrictions/end',
    right: 'access:restrict',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ entry: fieldList(200), why: field(2_000) }),
    handle: (ask) => endFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/restrictions',
    right: 'access:restrict',
    reads: 'list',
    query: Type.Object({ page: pageNumber }),
    handle: (ask) => ask.read((tx) => showAll(tx, ask)),
  }),
];

async function showLists(
  tx: Tx,
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  adding: Showing,
  ending: Showing,
): Promise<Reply> {
  const { id } = ask.params;
  const { viewer, today } = ask;
  const frame = await framePerson(tx, { personId: id, viewer, today, path: '/people/:id/risk' });
  const [all, staff] = await Promise.all([listRestrictions(tx, id), listCaseStaff(tx, viewer.schemeId, id)]);
  await ask.opened(tx, { act: 'access:lists', subject: 'person', subjectId: id, personId: id });
  const current = all.filter(({ toAt }) => toAt === null);
  const errors = [...adding.errors, ...ending.errors];
  return page({
    title: `Limited access – ${frame.name}`,
    section: 'cohort',
    status: errors.length > 0 ? 422 : 200,
    breadcrumbs: [...frame.breadcrumbs, { text: 'Risk', href: `/people/${id}/risk` }],
    above: frame.above,
    errors: summaryOf(errors),
    body: html`<h1 class="govuk-heading-l">Limited access</h1>
<p class="govuk-body">A reason lets people see somebody; a list takes that away again. Whom a list keeps out does not find the person in any list, search, count, file or notice, and their address answers as if it did not exist.</p>
${currentSection(id, current, { ask, ending, today })}
${addSection(id, staff, { ask, adding, hasOnly: current.some(({ kind }) => kind === 'only') })}
${endedSection(all.filter(({ toAt }) => toAt !== null))}`,
  });
}

const kindWords: Record<Restriction['kind'], string> = { only: 'May see', exclude: 'Is kept out' };

function currentSection(
  id: number,
  current: readonly Restriction[],
  { ask, ending, today }: { ask: Ask; ending: Showing; today: string },
): Html {
  if (current.length === 0)
    return html`<h2 class="govuk-heading-m">Lists in force</h2>${emptyState({ title: 'Nobody is kept out.' })}`;
  const only = current.filter(({ kind }) => kind === 'only');
  return html`<h2 class="govuk-heading-m">Lists in force</h2>
<p class="govuk-body">${only.length > 0 ? 'Only the staff marked “May see” see this person, whatever reason others have.' : 'The staff named are kept out. Everybody else goes by their reasons.'}</p>
${table({
  caption: 'Who is on a list',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Who is on a list',
  stack: true,
  head: ['Who', 'List', 'Why', 'Since', 'Looked at again', 'Set by'],
  rows: current.map((one) => [
    `${one.staff}, ${one.agency}`,
    kindWords[one.kind],
    html`${one.words ?? restrictionWords[one.why]}${one.words === null || one.why === 'limited-access' ? '' : html`<br><span class="govuk-hint">${restrictionWords[one.why]}</span>`}`,
    showShortDay(londonDay(one.fromAt)),
    dueDay(one.reviewOn, today),
    one.setBy ?? '',
  ]),
})}
${details({
  summaryText: 'Take staff off the lists',
  open: ending.errors.length > 0,
  html: form({
    action: `/people/${id}/restrictions/end`,
    csrfToken: ask.csrfToken,
    key: ending.key,
    body: html`${checkboxes({
      name: 'entry',
      fieldset: { legend: { text: 'Whom to take off', classes: 'govuk-fieldset__legend--s' } },
      hint: { text: 'When nobody is left on “May see”, everybody who has a reason sees the person again' },
      classes: 'govuk-checkboxes--small',
      values: typedList(ending.values, 'entry'),
      items: current.map((one) => ({
        value: String(one.id),
        text: `${one.staff} (${kindWords[one.kind].toLowerCase()})`,
      })),
      ...messageFor(ending.errors, 'entry'),
    })}${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, rows: 3, value: String(ending.values.why ?? ''), ...messageFor(ending.errors, 'why') })}${button({ text: 'Take off the list', classes: 'govuk-button--warning' })}`,
  }),
})}`;
}

function addSection(
  id: number,
  staff: readonly ListedStaff[],
  { ask, adding, hasOnly }: { ask: Ask; adding: Showing; hasOnly: boolean },
): Html {
  const { values, errors } = adding;
  const chosen = typedList(values, 'staff');
  const boxes = (legend: string, list: readonly ListedStaff[], prefix: string): Html | '' =>
    list.length === 0
      ? ''
      : checkboxes({
          name: 'staff',
          idPrefix: prefix,
          fieldset: { legend: { text: legend, classes: 'govuk-fieldset__legend--s' } },
          classes: 'govuk-checkboxes--small',
          values: chosen,
          items: list.map((one) => ({ value: String(one.id), text: `${one.name}, ${one.agency}` })),
          ...(prefix === 'staff' ? messageFor(errors, 'staff') : {}),
        });
  const working = staff.filter(({ works }) => works);
  const others = staff.filter(({ works }) => !works);
  return html`<h2 class="govuk-heading-m">${hasOnly ? 'Add to a list' : 'Make a list'}</h2>
${form({
  action: `/people/${id}/restrictions`,
  csrfToken: ask.csrfToken,
  key: adding.key,
  body: html`${drawFields(
    [
      {
        name: 'kind',
        label: 'What the list does',
        as: 'radios',
        choices: [
          {
            value: 'only',
            text: 'Only those I choose may see this person',
            hint: 'You stay on it yourself, or nobody whom it shuts out could end it. Whoever works with the person and is not on it loses sight of them at once',
          },
          { value: 'exclude', text: 'Those I choose are kept out' },
        ],
      },
    ],
    values,
    errors,
  )}${working.length > 0 ? boxes('Who works with them now', working, 'staff') : ''}${
    working.length > 0
      ? details({
          summaryText: `Other staff (${others.length})`,
          open: others.some((one) => chosen.includes(String(one.id))),
          html: html`${boxes('Other staff', others, 'other')}`,
        })
      : boxes('Staff', others, 'staff')
  }${drawFields(
    [
      {
        name: 'words',
        label: 'Why',
        as: 'text',
        rows: 3,
        hint: 'Shown to whoever keeps the list, and to the auditor',
      },
      { name: 'reviewOn', label: 'Looked at again on', as: 'day' },
    ],
    values,
    errors,
  )}${button({ text: 'Save list', preventDoubleClick: true })}`,
})}`;
}

const endedSection = (ended: readonly Restriction[]): Html | '' =>
  ended.length === 0
    ? ''
    : details({
        summaryText: `Ended (${ended.length})`,
        html: table({
          caption: 'Ended',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Ended',
          stack: true,
          head: ['Who', 'List', 'Why', 'From', 'Until', 'Why it ended'],
          rows: ended.map((one) => [
            one.staff,
            kindWords[one.kind],
            one.words ?? restrictionWords[one.why],
            showShortDay(londonDay(one.fromAt)),
            one.toAt === null ? '' : showShortDay(londonDay(one.toAt)),
            html`${one.endedWhy ?? ''}${one.endedBy === null ? '' : html`<br><span class="govuk-hint">${one.endedBy}</span>`}`,
          ]),
        }),
      });

async function addFromForm(
  ask: Ask<{ id: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  const staff = await ask.read((tx) => listCaseStaff(tx, ask.viewer.schemeId, id));
  const read = readRestriction(id, ask.body, {
    staff: staff.map((one) => one.id),
    self: ask.viewer.staffId,
    today: ask.today,
  });
  const again = (errors: Showing['errors']): Promise<Reply> =>
    ask.read((tx) =>
      showLists(tx, ask, framePerson, { values: ask.body, errors, key: ask.body._key }, firstShowing()),
    );
  if ('errors' in read) return again(read.errors);
  try {
    await ask.perform(restrict, read.input, ask.body._key ?? newKey());
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return again([
        { field: 'staff', text: 'This list would leave you out, and nobody it shuts out could end it' },
      ]);
    throw error;
  }
  return redirect(`/people/${id}/restrictions`, 'The list is in force.');
}

async function endFromForm(
  ask: Ask<{ id: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  const reading = new Reading(ask.body);
  const all = await ask.read((tx) => listRestrictions(tx, id));
  const entries = reading.ids(
    'entry',
    all.map((one) => one.id),
  );
  if (entries.length === 0) reading.wrong('entry', 'Choose whom to take off');
  const why = reading.words('why', 'Say why');
  const again = (errors: Showing['errors']): Promise<Reply> =>
    ask.read((tx) =>
      showLists(tx, ask, framePerson, firstShowing(), { values: ask.body, errors, key: ask.body._key }),
    );
  if (reading.errors.length > 0 || why === null) return again(reading.errors);
  try {
    await ask.perform(endRestrictions, { personId: id, entries, why }, ask.body._key ?? newKey());
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return again([
        {
          field: 'entry',
          text: 'You would be off the list yourself while others stay on it. Take all of them off, or stay',
        },
      ]);
    throw error;
  }
  return redirect(`/people/${id}/restrictions`, 'They are off the list.');
}

async function showAll(tx: Tx, ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const rows = await listLimited(tx, { limit: pageSize + 1, offset: (number - 1) * pageSize });
  const shown = rows.slice(0, pageSize);
  await ask.listed(tx, { act: 'access:list', subject: 'person', people: shown });
  return page({
    title: 'People with limited access',
    section: 'cohort',
    body: html`<h1 class="govuk-heading-l">People with limited access</h1>
${
  shown.length === 0
    ? emptyState({
        title: 'No list is in force for anybody whom you may see.',
        text: 'A list is made on a person’s page, under Risk.',
      })
    : table({
        caption: 'Those to be looked at soonest first',
        scrollLabel: 'People with limited access',
        stack: true,
        head: ['Person', 'May see', 'Kept out', 'Looked at again'],
        rows: shown.map((one) => [
          html`<a class="govuk-link" href="/people/${one.personId}/restrictions">${one.name}</a>`,
          one.only === 0 ? 'Everybody with a reason' : `Only ${one.only}`,
          one.exclude,
          dueDay(one.reviewOn, ask.today),
        ]),
      })
}
${pageArrows(number, rows.length > pageSize, (to) => `/restrictions?page=${to}`)}`,
  });
}
