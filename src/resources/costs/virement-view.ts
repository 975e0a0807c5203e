import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  exampleTag,
  filterChips,
  input,
  numberedPages,
  type SortDirection,
  select,
  sortHeader,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { LineMoney } from './budget.ts';
import { showPounds } from './money.ts';
import { amountCell, costTabs, pounds } from './show.ts';
import { type Virement, type VirementState, virementWords } from './types.ts';
import type { VirementFilter, VirementSort } from './virement-store.ts';

const path = '/resources/costs/virements';

const stateTags: Record<VirementState, string> = {
  requested: 'govuk-tag--yellow',
  approved: 'govuk-tag--green',
  refused: 'govuk-tag--red',
  withdrawn: 'govuk-tag--grey',
};

const stateTag = (state: VirementState): Html =>
  tag({ text: virementWords[state], classes: stateTags[state] });

type Heads = readonly (string | ReturnType<typeof sortHeader>)[];

/** Virements, with where they came from and went to. */
export const virementTable = (virements: readonly Virement[], heads: Heads = ['Asked', 'Amount']): Html =>
  table({
    caption: 'Virements',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Virements',
    stack: true,
    head: [heads[0], { text: 'From' }, { text: 'To' }, heads[1], { text: 'State' }],
    rows: virements.map((virement) => [
      html`<a class="govuk-link" href="${path}/${virement.id}">${showMoment(virement.requestedAt)}<span class="govuk-visually-hidden">, virement of ${showPounds(virement.pence)}</span></a>${exampleTag(virement.example)}`,
      html`<a class="govuk-link" href="/resources/costs/${virement.fromLineId}">${virement.fromHeading}</a><br><span class="govuk-hint">${virement.fromYear}</span>`,
      html`<a class="govuk-link" href="/resources/costs/${virement.toLineId}">${virement.toHeading}</a><br><span class="govuk-hint">${virement.toYear}</span>`,
      amountCell(virement.pence),
      stateTag(virement.state),
    ]),
  });

interface VirementList {
  virements: readonly Virement[];
  total: number;
  page: number;
  pageSize: number;
  filter: VirementFilter;
  sort: VirementSort;
  direction: SortDirection;
  years: readonly string[];
  mayEdit: boolean;
}

export function virementList(model: VirementList): Html {
  const { filter } = model;
  const sorted = { key: model.sort, direction: model.direction };
  const hrefOf = (change: { page?: number; sort?: string; direction?: string }): string =>
    addressOf(path, {
      state: filter.state,
      year: filter.year,
      sort: change.sort ?? model.sort,
      direction: change.direction ?? model.direction,
      page: change.page === 1 ? undefined : change.page,
    });
  const header = (key: VirementSort, text: string, format?: string) =>
    sortHeader({
      key,
      text,
      sorted,
      href: (sort, direction) => hrefOf({ sort, direction }),
      ...(format === undefined ? {} : { format }),
    });
  return html`<h1 class="govuk-heading-l">Virements</h1>
${costTabs(path)}
<p class="govuk-body">Money moved from one line to another: to another purpose, another year or both. One person asks and another approves.</p>
<form method="get" action="${path}" class="wm-row wm-no-print">
${select({ id: 'state', name: 'state', label: { text: 'State' }, value: filter.state ?? '', items: [{ value: '', text: 'Every state' }, ...Object.entries(virementWords).map(([value, text]) => ({ value, text }))] })}
${select({ id: 'year', name: 'year', label: { text: 'From or to the year' }, value: filter.year ?? '', items: [{ value: '', text: 'Every year' }, ...model.years.map((year) => ({ value: year, text: year }))] })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}
</form>
${filterChips({
  chips: [
    ...(filter.state === undefined
      ? []
      : [{ text: virementWords[filter.state], removeHref: addressOf(path, { year: filter.year }) }]),
    ...(filter.year === undefined
      ? []
      : [{ text: `Year: ${filter.year}`, removeHref: addressOf(path, { state: filter.state }) }]),
  ],
  clearHref: path,
})}
<p class="govuk-body">${model.total} ${model.total === 1 ? 'virement' : 'virements'}.${model.mayEdit ? html` <a class="govuk-link wm-no-print" href="${path}/new">Ask for a virement</a>` : ''}</p>
${
  model.virements.length === 0
    ? emptyState({
        title: 'No virement is like that.',
        text: 'Requests show here from the moment they are made, with who approved them.',
      })
    : virementTable(model.virements, [header('asked', 'Asked'), header('amount', 'Amount', 'numeric')])
}
${numberedPages(model.page, Math.ceil(model.total / model.pageSize), (page) => hrefOf({ page }))}`;
}

export interface VirementValues {
  from?: string;
  to?: string;
  amount?: string;
  reason?: string;
  source?: string;
}

export function virementForm(model: {
  pots: readonly LineMoney[];
  values: VirementValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  csrfToken: string;
}): Html {
  const { values, errors, pots } = model;
  const items = [
    { value: '', text: 'Choose' },
    ...pots.map((pot) => ({
      value: String(pot.line.id),
      text: `${pot.line.year}: ${pot.line.heading} (left: ${pounds(pot.remaining)})`,
    })),
  ];
  return html`<h1 class="govuk-heading-l">Ask for a virement</h1>
${
  pots.length < 2
    ? emptyState({
        title: 'There are not two lines to move money between.',
        text: 'Money moves between lines of a budget, and what commissioners and partners put in.',
        actions: [{ text: 'Enter a line', href: '/resources/costs/lines/new' }],
      })
    : form({
        action: `${path}/new`,
        csrfToken: model.csrfToken,
        key: model.key,
        body: html`
${select({ id: 'from', name: 'from', label: { text: 'From' }, value: values.from ?? '', items, ...messageFor(errors, 'from') })}
${select({ id: 'to', name: 'to', label: { text: 'To' }, hint: { text: 'A line of another purpose, another year or both' }, value: values.to ?? '', items, ...messageFor(errors, 'to') })}
${input({ id: 'amount', name: 'amount', inputmode: 'decimal', label: { text: 'Amount' }, hint: { text: 'In pounds and pence, like 100,000.00' }, prefix: { text: '£' }, classes: 'govuk-input--width-10', value: values.amount ?? '', ...messageFor(errors, 'amount') })}
${textarea({ id: 'reason', name: 'reason', label: { text: 'Why it is moved' }, rows: 4, value: values.reason ?? '', ...messageFor(errors, 'reason') })}
${input({ id: 'source', name: 'source', label: { text: 'Decision or minute that it rests on (optional)' }, hint: { text: 'Like Decision PCC/0011/16' }, value: values.source ?? '', ...messageFor(errors, 'source') })}
${button({ text: 'Ask for approval', preventDoubleClick: true })}`,
      })
}`;
}

interface VirementPage {
  virement: Virement;
  from: LineMoney;
  to: LineMoney;
  mayDecide: boolean;
  mayWithdraw: boolean;
  /** Asked by the viewer, who may approve others’ requests. */
  isOwn: boolean;
  values: { note?: string };
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
  csrfToken: string;
}

/** One request, what it would leave in both lines, and its decision. */
export function virementPage(model: VirementPage): Html {
  const { virement, from, to } = model;
  const row = (key: string, value: string | Html) => ({
    key: { text: key },
    value: typeof value === 'string' ? { text: value } : { html: value },
  });
  const line = (money: LineMoney): Html =>
    html`<a class="govuk-link" href="/resources/costs/${money.line.id}">${money.line.heading}</a>, ${money.line.year}<br><span class="govuk-hint">Now ${pounds(money.budget)}; spent ${pounds(money.actual)}; left ${pounds(money.remaining)}</span>`;
  return html`<h1 class="govuk-heading-l">Virement of ${showPounds(virement.pence)}${exampleTag(virement.example)}</h1>
${changedMeanwhile('this virement', model.theirs)}
<p class="govuk-body">${stateTag(virement.state)}</p>
${summaryList({
  rows: [
    row('From', line(from)),
    row('To', line(to)),
    row('Why', virement.reason),
    virement.source !== null && row('Rests on', virement.source),
    row('Asked by', `${virement.requestedByName}, ${showMoment(virement.requestedAt)}`),
    virement.decidedByName !== null &&
      row(
        virement.state === 'approved' ? 'Approved by' : 'Refused by',
        `${virement.decidedByName}${virement.decidedAt === null ? '' : `, ${showMoment(virement.decidedAt)}`}`,
      ),
    virement.note !== null && row('Note', virement.note),
  ],
})}
${virement.state === 'requested' && model.isOwn ? html`<p class="govuk-body">You asked for it, so somebody else has to decide it.</p>` : ''}
${model.mayDecide ? decideForm(model) : ''}
${
  model.mayWithdraw
    ? form({
        action: `${path}/${virement.id}/withdraw`,
        csrfToken: model.csrfToken,
        version: virement.version,
        body: button({
          text: 'Take the request back',
          classes: 'govuk-button--secondary',
          preventDoubleClick: true,
        }),
      })
    : ''
}`;
}

const decideForm = ({ virement, values, errors, key, csrfToken }: VirementPage): Html =>
  html`<h2 class="govuk-heading-m wm-no-print">Decide</h2>
<div class="wm-no-print">${form({
    action: `${path}/${virement.id}/decide`,
    csrfToken,
    key,
    version: virement.version,
    body: html`${textarea({ id: 'note', name: 'note', label: { text: 'Note (needed for a refusal)' }, rows: 3, value: values.note ?? '', ...messageFor(errors, 'note') })}
<div class="govuk-button-group">${button({ text: 'Approve', name: 'state', value: 'approved', preventDoubleClick: true })}${button({ text: 'Refuse', name: 'state', value: 'refused', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
  })}</div>`;
