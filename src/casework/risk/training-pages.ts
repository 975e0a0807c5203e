import Type from 'typebox';
import { roles } from '../../access/rights.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { type Day, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { listSkills, type Skills, skillName } from '../../scheme/skills.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  input,
  pageArrows,
  select,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { drawFields } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing, send } from '../form-flow.ts';
import { Reading } from '../reading.ts';
import { recordTraining, withdrawTraining } from './keeping-acts.ts';
import { readTraining } from './rules.ts';
import { getTraining, listOwnTraining, listTraining } from './training-store.ts';
import type { Training } from './types.ts';

const pageSize = 50;

type Query = { what?: string; staff?: number | ''; page?: number };

/** Who is trained in what, kept by whoever manages posts; and one's own. */
export const trainingPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/training',
    right: 'post:manage',
    reads: 'none',
    query: Type.Object({
      what: field(40),
      staff: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
      page: pageNumber,
    }),
    handle: (ask) => ask.read((tx) => showTraining(tx, ask, ask.query, firstShowing())),
  }),
  route({
    method: 'POST',
    url: '/resources/training',
    right: 'post:manage',
    reads: 'none',
    body: formBody({
      staff: field(20),
      what: field(40),
      fromDate: field(10),
      expiresOn: field(10),
      course: field(200),
    }),
    handle: recordFromForm,
  }),
  route({
    method: 'GET',
    url: '/resources/training/:id',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showOne(tx, ask, firstShowing())),
  }),
  route({
    method: 'POST',
    url: '/resources/training/:id/withdraw',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ why: field(500) }),
    handle: withdrawFromForm,
  }),
  route({
    method: 'GET',
    url: '/training',
    right: 'signed-in',
    reads: 'none',
    handle: (ask) => ask.read((tx) => showOwn(tx, ask.viewer, ask.today)),
  }),
];

const staffOf = (tx: Tx, ask: Ask) => listStaffInRoles(tx, ask.viewer.schemeId, roles);

async function showTraining(tx: Tx, ask: Ask, query: Query, showing: Showing): Promise<Reply> {
  const number = query.page ?? 1;
  const what = query.what || undefined;
  const staffId = query.staff || undefined;
  const [lists, staff, rows] = await Promise.all([
    listSkills(tx, ask.viewer.schemeId, ask.today),
    staffOf(tx, ask),
    listTraining(
      tx,
      ask.viewer.schemeId,
      { what, staffId },
      { limit: pageSize + 1, offset: (number - 1) * pageSize },
    ),
  ]);
  const people = [...new Map(staff.map((one) => [one.id, one])).values()];
  const trained = lists.skills;
  const address = (to: number): string =>
    addressOf('/resources/training', { what, staff: staffId, page: to });
  return page({
    title: 'Training',
    section: 'resources',
    status: showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Resources', href: '/resources' }],
    errors: summaryOf(showing.errors),
    body: html`<h1 class="govuk-heading-l">Training${exampleTag(lists.example)}</h1>
<p class="govuk-body">Who is trained in what, and until when. What each role must be trained in, and who lacks it, is under <a class="govuk-link" href="/resources/skills">Skills</a>.</p>
<p class="govuk-body">An assessment counts where its assessor’s training was in date on the day it was made. Without it the assessment waits until a senior probation officer lets it in by name and reason.</p>
${details({ summaryText: 'Enter training', open: showing.errors.length > 0, html: enterForm(ask.csrfToken, people, trained, showing) })}
<form method="get" action="/resources/training" class="wm-filter wm-row">
${select({ id: 'filter-what', name: 'what', label: { text: 'In what' }, value: what ?? '', items: [{ value: '', text: 'All' }, ...trained.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'filter-staff', name: 'staff', label: { text: 'Staff' }, value: staffId === undefined ? '' : String(staffId), items: [{ value: '', text: 'All' }, ...people.map(({ id, name }) => ({ value: String(id), text: name }))] })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${rows.length === 0 ? emptyState({ title: 'No training is recorded.', text: 'Until it is, every assessment that needs training waits to be let in.' }) : trainingTable(rows.slice(0, pageSize), lists, ask.today, true)}
${pageArrows(number, rows.length > pageSize, address)}`,
  });
}

const enterForm = (
  csrfToken: string,
  staff: readonly { id: number; name: string; agency: string }[],
  trained: Skills['skills'],
  { values, errors, key }: Showing,
): Html =>
  form({
    action: '/resources/training',
    csrfToken,
    key,
    body: html`${drawFields(
      [
        {
          name: 'staff',
          label: 'Who was trained',
          as: 'select',
          choices: [
            { value: '', text: 'Choose' },
            ...staff.map(({ id, name, agency }) => ({ value: String(id), text: `${name}, ${agency}` })),
          ],
        },
        {
          name: 'what',
          label: 'In what',
          as: 'radios',
          choices: trained.map(({ code, name }) => ({ value: code, text: name })),
        },
        { name: 'fromDate', label: 'Holds from', as: 'day' },
        { name: 'expiresOn', label: 'Last day that it holds (empty where it does not run out)', as: 'day' },
        { name: 'course', label: 'Course or certificate (optional)', as: 'line' },
      ],
      values,
      errors,
    )}${button({ text: 'Save training', preventDoubleClick: true })}`,
  });

function stateOf(one: Training, today: Day): Html | string {
  if (one.withdrawnWhy !== null)
    return html`${tag({ text: 'Taken back', classes: 'govuk-tag--grey' })}<br>${one.withdrawnWhy}`;
  if (one.fromDate > today) return tag({ text: 'Not yet', classes: 'govuk-tag--blue' });
  return one.expiresOn !== null && one.expiresOn < today
    ? tag({ text: 'Ran out', classes: 'govuk-tag--red' })
    : tag({ text: 'In date', classes: 'govuk-tag--green' });
}

const trainingTable = (rows: readonly Training[], lists: Skills, today: Day, manage: boolean): Html =>
  table({
    caption: 'Training',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Training',
    stack: true,
    head: ['Who', 'In what', 'From', 'Last day', 'Course', 'State', ...(manage ? ['Change'] : [])],
    rows: rows.map((one) => [
      html`${one.staff}<br><span class="govuk-hint">${one.agency}</span>`,
      skillName(lists, one.what),
      showShortDay(one.fromDate),
      one.expiresOn === null ? 'Does not run out' : showShortDay(one.expiresOn),
      one.course ?? '',
      stateOf(one, today),
      ...(manage
        ? [
            one.withdrawnWhy === null
              ? html`<a class="govuk-link" href="/resources/training/${one.id}">Take back<span class="govuk-visually-hidden"> ${one.staff}’s training in ${skillName(lists, one.what)}</span></a>`
              : '',
          ]
        : []),
    ]),
  });

async function recordFromForm(ask: Ask<unknown, unknown, Posted>): Promise<Reply> {
  const { lists, staff } = await ask.read(async (tx) => ({
    lists: await listSkills(tx, ask.viewer.schemeId, ask.today),
    staff: await staffOf(tx, ask),
  }));
  return send(ask, {
    read: readTraining(ask.body, { skills: lists.skills, staff: [...new Set(staff.map(({ id }) => id))] }),
    perform: (input, key) => ask.perform(recordTraining, input, key),
    again: (showing) => ask.read((tx) => showTraining(tx, ask, {}, showing)),
    done: () => redirect('/resources/training', 'The training was recorded.'),
  });
}

async function showOne(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const [lists, one] = await Promise.all([
    listSkills(tx, ask.viewer.schemeId, ask.today),
    getTraining(tx, ask.params.id),
  ]);
  return page({
    title: 'Take training back',
    section: 'resources',
    status: showing.theirs === undefined ? (showing.errors.length > 0 ? 422 : 200) : 409,
    breadcrumbs: [
      { text: 'Resources', href: '/resources' },
      { text: 'Training', href: '/resources/training' },
    ],
    errors: summaryOf(showing.errors),
    body: html`<h1 class="govuk-heading-l">Take training back</h1>
${trainingTable([one], lists, ask.today, false)}
<p class="govuk-body">For what was entered by mistake. It stays to be seen; assessments that it let in stay as they are.</p>
${form({
  action: `/resources/training/${one.id}/withdraw`,
  csrfToken: ask.csrfToken,
  version: showing.version ?? one.version,
  key: showing.key,
  body: html`${input({ id: 'why', name: 'why', label: { text: 'Why' }, value: String(showing.values.why ?? ''), ...messageFor(showing.errors, 'why') })}${button({ text: 'Take back', classes: 'govuk-button--warning' })}`,
})}`,
  });
}

async function withdrawFromForm(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  const reading = new Reading(ask.body);
  const why = reading.words('why', 'Say why it is taken back');
  return send(ask, {
    read: why === null ? { errors: reading.errors } : { input: why },
    perform: (input, key) =>
      ask.perform(withdrawTraining, { id: ask.params.id, version: ask.body._version ?? 0, why: input }, key),
    again: (showing) => ask.read((tx) => showOne(tx, ask, showing)),
    current: () =>
      ask.read(async (tx) => {
        const one = await getTraining(tx, ask.params.id);
        return { text: one.withdrawnWhy ?? 'It stands', version: one.version };
      }),
    done: () => redirect('/resources/training', 'The training was taken back.'),
  });
}

async function showOwn(tx: Tx, viewer: StaffViewer, today: Day): Promise<Reply> {
  const [lists, own] = await Promise.all([
    listSkills(tx, viewer.schemeId, today),
    listOwnTraining(tx, viewer.staffId),
  ]);
  return page({
    title: 'Your training',
    section: 'today',
    body: html`<h1 class="govuk-heading-l">Your training${exampleTag(lists.example)}</h1>
${own.length === 0 ? emptyState({ title: 'No training is recorded for you.', text: 'The scheme manager enters it. Assessments that need training wait to be let in until it is there.' }) : trainingTable(own, lists, today, false)}`,
  });
}
