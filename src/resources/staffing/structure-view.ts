import { isRole, roleTitles } from '../../access/rights.ts';
import { drawFields, drawSheet, type Showing } from '../../casework/index.ts';
import { type Day, showShortDay } from '../../kernel/clock.ts';
import { button, details, emptyState, exampleTag, input, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { dayForm, type OnDay, postsHref } from './establishment-view.ts';
import { linesPicture } from './lines-picture.ts';
import { showFte, strengthOf } from './rules.ts';
import {
  type Base,
  type BaseAgency,
  baseUses,
  baseUseWords,
  lineKinds,
  lineKindWords,
  type Post,
  type ReportingLine,
  type TeamWorker,
} from './types.ts';

const endForm = (
  action: string,
  row: { id: number; version: number },
  { csrfToken, today, what }: { csrfToken: string; today: Day; what: string },
): Html =>
  details({
    summaryHtml: html`End<span class="govuk-visually-hidden"> ${what}</span>`,
    classes: 'wm-no-print',
    html: form({
      action,
      csrfToken,
      version: row.version,
      body: html`${input({ id: `onDay-${row.id}`, name: 'onDay', type: 'date', label: { text: 'No longer from' }, classes: 'govuk-input--width-10', value: today })}${button({ html: html`End<span class="govuk-visually-hidden"> ${what}</span>`, classes: 'govuk-button--secondary' })}`,
    }),
  });

export interface LinesPage extends OnDay {
  lines: readonly ReportingLine[];
  mayManage: boolean;
}

export const linesPage = (model: LinesPage): Html => html`<h1 class="govuk-heading-l">Who answers to whom</h1>
<p class="govuk-body">The operational line, the lines for performance, and routine line management by the employer are different lines. A post may have one of each.</p>
${dayForm('/resources/lines', model)}
${model.mayManage && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/resources/lines/new">Add a reporting line</a></p>`}
${
  model.lines.length === 0
    ? emptyState({ title: 'No reporting line is recorded for this day.' })
    : html`${linesPicture(model.lines)}
${table({
  caption: 'Reporting lines',
  captionClasses: 'govuk-table__caption--m',
  scrollLabel: 'Reporting lines',
  stack: true,
  head: ['Post', 'For what', 'Answers to', 'From', 'Source', ...(model.mayManage ? ['Change'] : [])],
  rows: model.lines.map((line) => [
    html`<a class="govuk-link" href="/resources/posts/${line.postId}">${line.post}</a>${exampleTag(line.example)}`,
    `${lineKindWords[line.kind]}${line.about === null ? '' : `, ${line.about}`}`,
    html`${line.to}${line.toAgency === null ? '' : html`<br><span class="govuk-hint">${line.toAgency}</span>`}`,
    `${showShortDay(line.fromDate)}${line.toDate === null ? '' : ` until ${showShortDay(line.toDate)}`}`,
    line.source ?? '',
    ...(model.mayManage
      ? [
          html`<a class="govuk-link wm-no-print" href="/resources/lines/${line.id}">End<span class="govuk-visually-hidden"> ${line.post}, ${lineKindWords[line.kind].toLowerCase()}</span></a>`,
        ]
      : []),
  ]),
})}`
}`;

/** One line, and its end. */
export const endLinePage = (line: ReportingLine, csrfToken: string, today: Day): Html =>
  html`<h1 class="govuk-heading-l">End a reporting line</h1>
<p class="govuk-body">${line.post}: ${lineKindWords[line.kind].toLowerCase()}${line.about === null ? '' : `, ${line.about}`}, to ${line.to}${line.toAgency === null ? '' : `, ${line.toAgency}`}. Since ${showShortDay(line.fromDate)}.</p>
<p class="govuk-body">It stays to be seen as on an earlier day. Ended on the day that it began, it counts as never made.</p>
${form({
  action: `/resources/lines/${line.id}/end`,
  csrfToken,
  version: line.version,
  body: html`${input({ id: 'onDay', name: 'onDay', type: 'date', label: { text: 'No longer from' }, classes: 'govuk-input--width-10', value: today })}${button({ text: 'End the line', classes: 'govuk-button--warning' })}`,
})}`;

const choose = { value: '', text: 'Choose' };
const named = ({ id, name }: { id: number; name: string }) => ({ value: String(id), text: name });

export const newLineSheet = (
  csrfToken: string,
  showing: Showing,
  { posts, agencies }: { posts: readonly Post[]; agencies: readonly { id: number; name: string }[] },
): Html =>
  drawSheet(
    csrfToken,
    {
      heading: 'Add a reporting line',
      what: 'this line',
      action: '/resources/lines',
      save: 'Add the line',
      fields: drawFields(
        [
          {
            name: 'post',
            label: 'Which post',
            as: 'select',
            choices: [choose, ...posts.map(({ code, title }) => ({ value: code, text: title }))],
          },
          {
            name: 'kind',
            label: 'For what',
            as: 'radios',
            choices: lineKinds.map((value) => ({ value, text: lineKindWords[value] })),
          },
          {
            name: 'to',
            label: 'Answers to this post',
            as: 'select',
            choices: [
              { value: '', text: 'Somebody outside the scheme' },
              ...posts.map(({ code, title }) => ({ value: code, text: title })),
            ],
          },
          {
            name: 'toTitle',
            label: 'Or to somebody outside the scheme, by their title',
            hint: 'Like Director of Offender Management. No name',
            as: 'line',
          },
          {
            name: 'toAgency',
            label: 'Whose (optional)',
            as: 'select',
            choices: [{ value: '', text: 'Not said' }, ...agencies.map(named)],
          },
          {
            name: 'about',
            label: 'For what part of the work (optional)',
            hint: 'Like in Norfolk',
            as: 'line',
          },
          { name: 'fromDate', label: 'From', as: 'day' },
          { name: 'source', label: 'Where this comes from (optional)', as: 'line' },
        ],
        showing.values,
        showing.errors,
      ),
    },
    showing,
  );

export interface BasesPage {
  bases: readonly Base[];
  uses: readonly BaseAgency[];
  posts: readonly Post[];
  workers: readonly TeamWorker[];
  today: Day;
}

const useWords = (use: BaseAgency): string =>
  `${use.agency}${use.use === 'based' ? '' : ' (appointments)'}, since ${showShortDay(use.fromDate)}${use.premises === null ? '' : `: ${use.premises}`}`;

export const basesPage = (model: BasesPage): Html => html`<h1 class="govuk-heading-l">Bases</h1>
<p class="govuk-body">A base serves people of both counties. Whom somebody may see follows their team, not their force: officers of both forces in one team see the same people.</p>
${table({
  caption: 'Bases',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Bases',
  stack: true,
  firstCellIsHeader: true,
  head: ['Base', 'Who is there', { text: 'Posts (FTE)', format: 'numeric' }, 'Teams, and who works in them'],
  rows: model.bases.map((base) => {
    const here = model.posts.filter(({ baseId }) => baseId === base.id);
    const uses = model.uses.filter(({ baseId }) => baseId === base.id);
    const workers = model.workers.filter(({ baseId }) => baseId === base.id);
    return [
      html`<a class="govuk-link" href="/resources/bases/${base.id}">${base.name}</a><br><span class="govuk-hint">${base.county}${base.satelliteOf === null ? '' : `, satellite of ${base.satelliteOf}`}</span>`,
      uses.length === 0
        ? 'Not recorded'
        : html`<ul class="govuk-list">${uses.map((use) => html`<li>${useWords(use)}${exampleTag(use.example)}</li>`)}</ul>`,
      {
        html:
          here.length === 0
            ? html`0`
            : html`<a class="govuk-link" href="${postsHref({ base: String(base.id) }, { on: model.today, today: model.today })}">${showFte(strengthOf(here).established)}<span class="govuk-visually-hidden"> FTE of posts, ${base.name}</span></a>`,
        format: 'numeric' as const,
      },
      workers.length === 0
        ? 'No team'
        : html`${[...new Set(workers.map(({ team }) => team))].join(', ')}: ${countBy(workers)}`,
    ];
  }),
})}`;

const countBy = (workers: readonly TeamWorker[]): string =>
  [...new Set(workers.map(({ agency }) => agency))]
    .map((agency) => `${workers.filter((one) => one.agency === agency).length} of ${agency}`)
    .join(', ');

export interface BasePage extends Omit<BasesPage, 'bases'> {
  base: Base;
  agencies: readonly { id: number; name: string }[];
  mayManage: boolean;
  csrfToken: string;
  showing: Showing;
}

export function basePage(model: BasePage): Html {
  const { base, workers } = model;
  return html`<h1 class="govuk-heading-l">${base.name}</h1>
<p class="govuk-body">${base.county}${base.satelliteOf === null ? '' : html`. A satellite of ${base.satelliteOf}: people are seen there, and its officers are based at ${base.satelliteOf}`}.</p>
<h2 class="govuk-heading-m">Co-location</h2>
${usesTable(model)}
${model.mayManage && details({ summaryText: 'Add an agency to this base', open: model.showing.errors.length > 0, classes: 'wm-no-print', html: agencyForm(model) })}
<h2 class="govuk-heading-m">Who works here, and whom they see</h2>
${
  workers.length === 0
    ? emptyState({ title: 'No team is based here.' })
    : html`<p class="govuk-body">Everybody in a team sees the team’s people, of whichever county, by what their role and the agreements allow. Who employs them makes no difference to whom they see.</p>
${table({
  caption: 'Workers of the teams at this base',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Workers of the teams at this base',
  stack: true,
  head: ['Name', 'Employed by', 'Role', 'Sees the people of'],
  rows: workers.map((one) => [
    one.name,
    one.agency,
    isRole(one.role) ? roleTitles[one.role] : one.role,
    one.team,
  ]),
})}`
}`;
}

const usesTable = (model: BasePage): Html =>
  model.uses.length === 0
    ? emptyState({ title: 'Nobody is recorded as working at this base.' })
    : table({
        caption: 'Agencies at this base, now and before',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Agencies at this base',
        stack: true,
        head: [
          'Agency',
          'How',
          'Premises',
          'From',
          'No longer from',
          'Source',
          ...(model.mayManage ? ['Change'] : []),
        ],
        rows: model.uses.map((use) => [
          html`${use.agency}${exampleTag(use.example)}`,
          baseUseWords[use.use],
          use.premises ?? 'Not known',
          showShortDay(use.fromDate),
          use.toDate === null ? '' : showShortDay(use.toDate),
          use.source ?? '',
          ...(model.mayManage
            ? [
                use.toDate === null
                  ? endForm(`/resources/bases/agencies/${use.id}/end`, use, {
                      ...model,
                      what: `${use.agency} at ${model.base.name}`,
                    })
                  : '',
              ]
            : []),
        ]),
      });

const agencyForm = ({ base, agencies, csrfToken, showing }: BasePage): Html =>
  form({
    action: `/resources/bases/${base.id}`,
    csrfToken,
    key: showing.key,
    body: html`${drawFields(
      [
        { name: 'agency', label: 'Agency', as: 'select', choices: [choose, ...agencies.map(named)] },
        {
          name: 'use',
          label: 'How',
          as: 'radios',
          choices: baseUses.map((value) => ({ value, text: baseUseWords[value] })),
        },
        { name: 'premises', label: 'Premises (empty: not known)', as: 'line' },
        { name: 'fromDate', label: 'From', as: 'day' },
        { name: 'source', label: 'Where this comes from (optional)', as: 'line' },
      ],
      showing.values,
      showing.errors,
    )}${button({ text: 'Add the agency', preventDoubleClick: true })}`,
  });
