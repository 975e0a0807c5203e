import { showDay } from '../../kernel/clock.ts';
import type { LinkedClaim } from '../../outcomes/index.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  exampleTag,
  select,
  statLinks,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf, type Showing } from '../registers/forms.ts';
import { measuredOf } from './rules.ts';
import {
  type Linkable,
  type LinkForm,
  linkWords,
  type Objective,
  type ObjectiveForm,
  type ObjectiveLink,
} from './types.ts';

export const objectivesPath = '/governance/objectives';

const notMeasured = tag({ text: 'Not measured', classes: 'govuk-tag--orange' });

/** What an objective rests on: its measures with the newest published claim of each, or that nothing measures it. */
function measuring(
  objective: Objective,
  links: readonly ObjectiveLink[],
  claims: readonly LinkedClaim[],
  mayOpen: boolean,
): Html {
  const measured = measuredOf(objective, links);
  if (measured.kind === 'not-measured')
    return html`${notMeasured}${measured.why === null ? '' : html`<br>${measured.why}`}`;
  return html`${links
    .filter(({ kind }) => kind === 'measure')
    .map((link, at) => {
      const claim = claims.find(({ measure }) => measure === link.measure);
      const words =
        claim === undefined
          ? `${link.title}: no claim of it is published yet`
          : mayOpen
            ? html`<a class="govuk-link" href="/outcomes/claims/${claim.id}">${claim.title}</a>`
            : claim.title;
      return html`${at > 0 ? html`<br>` : ''}${words}`;
    })}`;
}

export interface ListModel {
  objectives: readonly Objective[];
  links: readonly ObjectiveLink[];
  claims: readonly LinkedClaim[];
  counts: { all: number; bare: number };
  bare: boolean;
  mayOpenClaims: boolean;
  mayManage: boolean;
  pages: Html | '';
}

export function objectiveList(model: ListModel): Html {
  const { objectives, links, counts } = model;
  return html`<h1 class="govuk-heading-l">Objectives of Police and Crime Plans</h1>
<p class="govuk-body">What each objective is served by, and what shows it. An objective that nothing measures says so.</p>
${statLinks([
  { number: counts.all, label: 'objectives', href: objectivesPath },
  { number: counts.bare, label: 'not measured', href: `${objectivesPath}?bare=1` },
])}
${model.mayManage ? button({ text: 'Enter an objective', href: `${objectivesPath}/new` }) : ''}
${model.bare ? html`<p class="govuk-body">Only those that are not measured. <a class="govuk-link" href="${objectivesPath}">Show all</a></p>` : ''}
${
  objectives.length === 0
    ? emptyState({ title: model.bare ? 'Every objective is measured.' : 'No objective is entered yet.' })
    : table({
        caption: 'Objectives',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Objectives',
        stack: true,
        head: [{ text: 'Objective' }, { text: 'Decisions' }, { text: 'Grants' }, { text: 'Measured by' }],
        rows: objectives.map((one) => {
          const mine = links.filter(({ objectiveId }) => objectiveId === one.id);
          const count = (kind: ObjectiveLink['kind']): string =>
            mine
              .filter((link) => link.kind === kind)
              .map(({ title }) => title)
              .join('; ') || 'None';
          return [
            html`<a class="govuk-link" href="${objectivesPath}/${one.id}">${one.number === null ? '' : `${one.number}. `}${one.title}</a>${exampleTag(one.example)}<br><span class="govuk-hint">${one.body}, ${one.plan}</span>`,
            count('decision'),
            count('grant'),
            measuring(one, mine, model.claims, model.mayOpenClaims),
          ];
        }),
      })
}${model.pages}`;
}

export interface ObjectiveModel {
  objective: Objective;
  links: readonly ObjectiveLink[];
  claims: readonly LinkedClaim[];
  linkable: readonly Linkable[];
  showing: Showing<LinkForm>;
  may: { manage: boolean; grants: boolean; claims: boolean };
  csrfToken: string;
}

export function objectivePage(model: ObjectiveModel): Html {
  const { objective, links, may } = model;
  return html`<h1 class="govuk-heading-l">${objective.title}${exampleTag(objective.example)}</h1>
${summaryList({
  rows: [
    { key: 'Whose plan', value: objective.body },
    {
      key: 'Plan',
      value: `${objective.plan}${objective.number === null ? '' : `, objective ${objective.number}`}`,
    },
    objective.fromOn === null && objective.untilOn === null
      ? null
      : {
          key: 'Days',
          value: `${objective.fromOn === null ? 'Not known' : showDay(objective.fromOn)} to ${objective.untilOn === null ? 'not known' : showDay(objective.untilOn)}`,
        },
    objective.detail === null ? null : { key: 'In full', value: objective.detail },
    { key: 'Measured by', value: measuring(objective, links, model.claims, may.claims) },
    objective.source === null ? null : { key: 'Paper', value: objective.source },
  ],
})}
${may.manage ? button({ text: 'Change the objective', href: `${objectivesPath}/${objective.id}/edit`, classes: 'govuk-button--secondary' }) : ''}
<h2 class="govuk-heading-m">What is linked</h2>${linkTable(model)}
${may.manage ? linkForm(model) : ''}`;
}

function linkTable({ links, may, csrfToken }: ObjectiveModel): Html {
  if (links.length === 0) return emptyState({ title: 'Nothing is linked to this objective yet.' });
  const name = (link: ObjectiveLink): Html | string => {
    if (link.kind === 'decision')
      return html`<a class="govuk-link" href="/governance/decisions/${link.refId}">${link.title}</a>`;
    if (link.kind === 'grant' && may.grants)
      return html`<a class="govuk-link" href="/resources/grants/${link.refId}">${link.title}</a>`;
    return link.title;
  };
  return table({
    caption: 'What is linked to this objective',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'What is linked',
    stack: true,
    head: [
      { text: 'Kind' },
      { text: 'What' },
      { text: 'How it serves or shows the objective' },
      ...(may.manage ? [html`<span class="govuk-visually-hidden">What can be done</span>`] : []),
    ],
    rows: links.map((link) => [
      linkWords[link.kind],
      name(link),
      link.why,
      ...(may.manage
        ? [
            form({
              action: `/governance/objective-links/${link.id}/remove`,
              csrfToken,
              body: button({
                html: html`Unlink<span class="govuk-visually-hidden"> ${link.title}</span>`,
                classes: 'govuk-button--secondary',
              }),
            }),
          ]
        : []),
    ]),
  });
}

function linkForm({ objective, linkable, showing, csrfToken }: ObjectiveModel): Html {
  const f = fieldsOf(showing.values, showing.errors);
  return html`<h2 class="govuk-heading-m">Link something</h2>${form({
    action: `${objectivesPath}/${objective.id}/links`,
    csrfToken,
    key: showing.key,
    body: html`${select({
      id: 'what',
      name: 'what',
      label: { text: 'Decision, grant or measure' },
      value: showing.values.what ?? '',
      items: [{ value: '', text: 'Choose' }, ...linkable.map(({ value, title }) => ({ value, text: title }))],
      ...messageFor(showing.errors, 'what'),
    })}${f.area('why', 'How it serves the objective, or what of it it shows', { rows: 2 })}${button({ text: 'Link', preventDoubleClick: true })}`,
  })}`;
}

export function objectiveForm(model: {
  heading: string;
  action: string;
  csrfToken: string;
  showing: Showing<ObjectiveForm>;
}): Html {
  const { showing } = model;
  const f = fieldsOf(showing.values, showing.errors);
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>${changedMeanwhile('this objective', showing.theirs)}${form(
    {
      action: model.action,
      csrfToken: model.csrfToken,
      key: showing.key,
      version: showing.version,
      body: html`${f.text('body', 'Whose plan it is', { hint: 'The policing body' })}${f.text('plan', 'Plan')}
${f.text('number', 'Number in the plan (optional)', { width: '5' })}${f.text('title', 'Objective')}${f.area('detail', 'In full (optional)')}
${f.day('fromOn', 'First day of the plan (optional)')}${f.day('untilOn', 'Last day of the plan (optional)')}
${f.area('notMeasuredWhy', 'Why nothing measures it (optional)', { hint: 'Shown as long as no measure is linked', rows: 2 })}${f.text('source', 'The paper that tells of it (optional)')}
${button({ text: 'Save', preventDoubleClick: true })}`,
    },
  )}`;
}
