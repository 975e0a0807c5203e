import {
  drawFields,
  firstShowing,
  type Posted,
  Reading,
  type Showing,
  send,
  sheetPage,
  typed,
} from '../../casework/index.ts';
import { isDay, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { button, emptyState, exampleTag, input, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { endHours, recordHours } from './hours-acts.ts';
import { listHours, listPostHolders } from './hours-store.ts';
import { availableHundredths, readHours, showHours } from './rules.ts';
import {
  type CaseloadRule,
  type Hours,
  type HoursInput,
  type HoursRow,
  hoursKinds,
  hoursKindWords,
} from './types.ts';

const path = '/resources/caseload/hours';
const crumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Caseload', href: '/resources/caseload' },
];

/** Contracted hours and reductions of those in post. */
export const hoursPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:workload',
    reads: 'none',
    handle: (ask) => ask.read((tx) => showAll(tx, ask)),
  }),
  route({
    method: 'GET',
    url: `${path}/:id`,
    right: 'see:workload',
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showOne(tx, ask, ask.params.id, firstShowing({ fromDate: ask.today }))),
  }),
  route({
    method: 'POST',
    url: `${path}/:id`,
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ kind: field(20), hours: field(10), fromDate: field(10), toDate: field(10) }),
    handle: recordFromForm,
  }),
  route({
    method: 'POST',
    url: `${path}/rows/:id/end`,
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ onDay: field(10) }),
    handle: async (ask) => {
      const { onDay = '', _version: version = 0, _key = newKey() } = ask.body;
      const input = { id: ask.params.id, version, onDay: isDay(onDay) ? onDay : ask.today };
      const { staffId } = await ask.perform(endHours, input, _key);
      return redirect(`${path}/${staffId}`, 'They end on that day.');
    },
  }),
];

const onDay = (rows: readonly HoursRow[], today: string): Hours => {
  const here = rows.filter(
    ({ fromDate, toDate }) => fromDate <= today && (toDate === null || toDate > today),
  );
  return {
    contracted: here.find(({ kind }) => kind === 'contracted')?.minutes ?? null,
    reduction: here.filter(({ kind }) => kind === 'reduction').reduce((sum, { minutes }) => sum + minutes, 0),
  };
};

async function showAll(tx: Tx, ask: Ask): Promise<Reply> {
  const [holders, rule] = await Promise.all([
    listPostHolders(tx, ask.viewer.schemeId),
    findRule<CaseloadRule>(tx, ask.viewer.schemeId, 'caseload', ask.today),
  ]);
  const rows = await listHours(
    tx,
    holders.map(({ id }) => id),
  );
  const full = rule?.body.fullTimeMinutes;
  return page({
    title: 'Hours',
    section: 'resources',
    breadcrumbs: crumbs,
    body: html`<h1 class="govuk-heading-l">Hours of those in post</h1>
<p class="govuk-body">${full === undefined ? 'The scheme’s rule does not say how long a full-time week is, so hours are shown and change no limit.' : html`A full-time week is ${showHours(full)} by the scheme’s rule${exampleTag(rule?.example === true)}. Whoever is contracted for less, or works less for a time, carries fewer people.`}</p>
${
  holders.length === 0
    ? emptyState({
        title: 'Nobody is in post.',
        actions: [{ text: 'Posts', href: '/resources/posts' }],
      })
    : table({
        caption: 'Hours of those in post, by name',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Hours of those in post',
        stack: true,
        head: [
          'Who',
          'Post',
          { text: 'Contracted', format: 'numeric' },
          { text: 'Less now', format: 'numeric' },
          { text: 'FTE for people', format: 'numeric' },
        ],
        rows: holders.map((one) => {
          const now = onDay(
            rows.filter(({ staffId }) => staffId === one.id),
            ask.today,
          );
          return [
            html`<a class="govuk-link" href="${path}/${one.id}">${one.name}</a><br><span class="govuk-hint">${one.agency}</span>`,
            one.posts,
            { text: now.contracted === null ? 'Not entered' : showHours(now.contracted), format: 'numeric' },
            { text: now.reduction === 0 ? '' : showHours(now.reduction), format: 'numeric' },
            { text: availableHundredths(one.fteHundredths, now, full) / 100, format: 'numeric' },
          ];
        }),
      })
}`,
  });
}

async function showOne(tx: Tx, ask: Ask, id: number, showing: Showing): Promise<Reply> {
  const [holders, rows] = await Promise.all([listPostHolders(tx, ask.viewer.schemeId), listHours(tx, [id])]);
  const one = holders.find((holder) => holder.id === id);
  if (one === undefined) throw notFound();
  const mayManage = ask.viewer.may('post:manage');
  return sheetPage(
    {
      title: `Hours of ${one.name}`,
      section: 'resources',
      breadcrumbs: [...crumbs, { text: 'Hours', href: path }, { text: one.name }],
      body: html`<h1 class="govuk-heading-l">Hours of ${one.name}</h1>
<p class="govuk-body">${one.posts}, ${one.fteHundredths / 100} FTE, ${one.agency}</p>
${rows.length === 0 ? emptyState({ title: 'No hours are entered: the post’s FTE stands.' }) : rowTable(rows, ask, mayManage)}
${mayManage && enterForm(ask.csrfToken, id, showing)}`,
    },
    showing,
  );
}

const rowTable = (rows: readonly HoursRow[], ask: Ask, mayManage: boolean): Html =>
  table({
    caption: 'Hours and reductions, latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Hours and reductions',
    stack: true,
    head: [
      'What',
      { text: 'A week', format: 'numeric' },
      'From',
      'No longer from',
      ...(mayManage ? ['Change'] : []),
    ],
    rows: rows.map((row) => [
      hoursKindWords[row.kind],
      { text: showHours(row.minutes), format: 'numeric' },
      showShortDay(row.fromDate),
      row.toDate === null ? '' : showShortDay(row.toDate),
      ...(mayManage
        ? [
            row.toDate !== null && row.toDate <= ask.today
              ? ''
              : form({
                  action: `${path}/rows/${row.id}/end`,
                  csrfToken: ask.csrfToken,
                  version: row.version,
                  body: html`${input({ id: `onDay-${row.id}`, name: 'onDay', type: 'date', label: { text: 'No longer from' }, classes: 'govuk-input--width-10', value: ask.today })}${button({ html: html`End<span class="govuk-visually-hidden"> ${hoursKindWords[row.kind].toLowerCase()} from ${showShortDay(row.fromDate)}</span>`, classes: 'govuk-button--secondary' })}`,
                }),
          ]
        : []),
    ]),
  });

const enterForm = (csrfToken: string, id: number, showing: Showing): Html =>
  html`<h2 class="govuk-heading-m">Enter hours</h2>${form({
    action: `${path}/${id}`,
    csrfToken,
    key: showing.key,
    body: html`${drawFields(
      [
        {
          name: 'kind',
          label: 'What',
          hint: 'Nobody is asked why somebody works less for a time',
          as: 'radios',
          choices: hoursKinds.map((value) => ({ value, text: hoursKindWords[value] })),
        },
        { name: 'hours', label: 'Hours a week', hint: 'Like 37:30 or 30', as: 'line' },
        { name: 'fromDate', label: 'From', as: 'day' },
        {
          name: 'toDate',
          label: 'The first day on which it no longer holds (contracted hours: may stay empty)',
          as: 'day',
        },
      ],
      showing.values,
      showing.errors,
    )}${button({ text: 'Save', preventDoubleClick: true })}`,
  })}`;

function readForm(staffId: number, body: Posted): { input: HoursInput } | { errors: FieldError[] } {
  const form = new Reading(body);
  const kind = form.code('kind', hoursKinds, 'Choose whether these are contracted hours or a reduction');
  const minutes =
    readHours(typed(body, 'hours')) ?? form.wrong('hours', 'Enter hours a week, like 37:30 or 30');
  const fromDate = form.day('fromDate', 'Enter the day from which, like 2026-11-30');
  const toDate = form.laterDay(
    'toDate',
    fromDate,
    kind === 'reduction' ? 'Enter until when they work less' : undefined,
  );
  if (form.errors.length > 0 || kind === null || minutes === null || fromDate === null)
    return { errors: form.errors };
  return { input: { staffId, kind, minutes, fromDate, toDate } };
}

async function recordFromForm(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  const { id } = ask.params;
  return send(ask, {
    read: readForm(id, ask.body),
    perform: (input, key) => ask.perform(recordHours, input, key),
    again: (showing) => ask.read((tx) => showOne(tx, ask, id, showing)),
    done: () => redirect(`${path}/${id}`, 'The hours were saved.'),
  });
}
