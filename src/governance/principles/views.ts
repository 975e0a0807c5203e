import { londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  input,
  select,
  statLinks,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf, type Showing } from '../registers/forms.ts';
import type { Linkable } from './rules.ts';
import {
  type Evidence,
  type EvidenceForm,
  evidenceWords,
  type Figure,
  type FigureCode,
  type PrincipleRule,
} from './types.ts';

export const principlePath = '/governance/principles';

export interface PrinciplesModel {
  rule: PrincipleRule;
  example: boolean;
  figures: ReadonlyMap<FigureCode, Figure>;
  evidence: readonly Evidence[];
  mayManage: boolean;
  csrfToken: string;
}

export function principlesPage(model: PrinciplesModel): Html {
  const { rule, evidence, mayManage } = model;
  const removed = evidence.filter(({ removedAt }) => removedAt !== null);
  return html`<h1 class="govuk-heading-l">Principles</h1>
<p class="govuk-body">Each principle with what shows that it is met: counts of the scheme’s registers and stored figures as they are now, and papers. No count has a person in it. Whether a principle is met is for the board to say.</p>
${rule.source === undefined ? '' : html`<p class="govuk-hint">${rule.source}${exampleTag(model.example)}</p>`}
${rule.principles.map((principle, at) => onePrinciple(model, principle, at + 1))}
<p class="govuk-body"><a class="govuk-link" href="/governance/principles.csv">Download as CSV</a></p>
${!mayManage || removed.length === 0 ? '' : details({ summaryText: 'What was taken away', html: removedTable(removed.slice(0, 100), model.csrfToken) })}`;
}

function onePrinciple(
  model: PrinciplesModel,
  principle: PrincipleRule['principles'][number],
  number: number,
): Html {
  const figures = principle.figures.flatMap((code) => model.figures.get(code) ?? []);
  const linked = model.evidence.filter((one) => one.principle === principle.code && one.removedAt === null);
  return html`<h2 class="govuk-heading-m" id="${principle.code}">${number}. ${principle.text}</h2>
${figures.length === 0 ? '' : statLinks(figures.map((figure) => ({ number: figure.number, label: figure.label, ...(figure.href === undefined ? {} : { href: figure.href }) })))}
${
  linked.length === 0
    ? emptyState({
        title:
          figures.length === 0
            ? 'Nothing shows yet that this principle is met.'
            : 'No paper or decision is linked yet.',
      })
    : evidenceTable(model, linked, number)
}
${model.mayManage ? html`<p class="govuk-body"><a class="govuk-link" href="${principlePath}/${principle.code}/add">Link what shows it<span class="govuk-visually-hidden">: ${principle.text}</span></a></p>` : ''}`;
}

const titleOf = (one: Evidence): Html =>
  html`${one.href === null ? one.title : html`<a class="govuk-link" href="${one.href}">${one.title}</a>`}${exampleTag(one.example)}<br><span class="govuk-hint">${evidenceWords[one.kind]}</span>`;

const evidenceTable = (model: PrinciplesModel, linked: readonly Evidence[], number: number): Html =>
  table({
    caption: `What shows principle ${number}`,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: `What shows principle ${number}`,
    stack: true,
    head: [
      { text: 'What' },
      { text: 'What it shows' },
      { text: 'Linked' },
      ...(model.mayManage ? [{ text: 'Undo' }] : []),
    ],
    rows: linked.map((one) => [
      titleOf(one),
      one.shows,
      `${showShortDay(londonDay(one.addedAt))}, ${one.addedBy}`,
      ...(model.mayManage ? [smallForm(model.csrfToken, one, 'remove', 'Take away')] : []),
    ]),
  });

const smallForm = (csrfToken: string, one: Evidence, act: 'remove' | 'restore', text: string): Html =>
  form({
    action: `${principlePath}/evidence/${one.id}/${act}`,
    csrfToken,
    body: html`<button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0">${text}<span class="govuk-visually-hidden">: ${one.title}</span></button>`,
  });

const removedTable = (removed: readonly Evidence[], csrfToken: string): Html =>
  table({
    caption: 'Taken away, latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Taken away',
    stack: true,
    head: [{ text: 'What' }, { text: 'Taken away' }, { text: 'Undo' }],
    rows: removed.map((one) => [
      titleOf(one),
      one.removedAt === null ? '' : `${showMoment(one.removedAt)}, ${one.removedBy ?? ''}`,
      smallForm(csrfToken, one, 'restore', 'Put back'),
    ]),
  });

export function evidenceForm(model: {
  principle: { code: string; text: string };
  csrfToken: string;
  showing: Showing<EvidenceForm>;
  linkable: readonly Linkable[];
}): Html {
  const { showing } = model;
  const fields = fieldsOf<EvidenceForm>(showing.values, showing.errors);
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${model.principle.text}</span>Link what shows it</h1>
<p class="govuk-body">Name no person on the scheme.</p>
${form({
  action: `${principlePath}/${model.principle.code}/add`,
  csrfToken: model.csrfToken,
  key: showing.key,
  body: html`${select({
    id: 'what',
    name: 'what',
    label: { text: 'What shows it' },
    value: showing.values.what ?? '',
    ...messageFor(showing.errors, 'what'),
    items: [
      { value: '', text: 'Choose' },
      { value: 'document', text: 'A document, named below' },
      ...model.linkable.map(({ kind, id, title }) => ({
        value: `${kind}:${id}`,
        text: `${evidenceWords[kind]} ${title.length > 90 ? `${title.slice(0, 89)}…` : title}`,
      })),
    ],
  })}
${fields.text('title', 'Name of the document (only for a document)')}
${input({ id: 'href', name: 'href', label: { text: 'Where it is (optional)' }, hint: { text: 'An address that begins with https://' }, value: showing.values.href ?? '', ...messageFor(showing.errors, 'href') })}
${fields.area('shows', 'What it shows of the principle')}
${button({ text: 'Link it', preventDoubleClick: true })}`,
})}`;
}
