import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  emptyState,
  exampleTag,
  filterChips,
  radios,
  ragTag,
  statLinks,
  summaryList,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf, ownerItems, type Showing } from '../registers/forms.ts';
import { historyTable, type RegisterEvent } from '../registers/history.ts';
import { programmeChart } from './chart.ts';
import { isLate, lateSince, ratingDoubt, type Scheduled, slipWords, worstRag } from './rules.ts';
import {
  type ItemForm,
  itemKinds,
  itemKindWords,
  type Phase,
  type Programme,
  type ProgrammeForm,
  type ProgrammeItem,
  ragCodes,
  ragWords,
} from './types.ts';

export const programmePath = '/governance/programme';

const rag = (item: Pick<ProgrammeItem, 'rag'>): Html => ragTag({ value: item.rag, text: ragWords[item.rag] });

export interface ProgrammeLine {
  programme: Programme;
  items: readonly ProgrammeItem[];
  placed: ReadonlyMap<number, Scheduled>;
}

export function programmeTable(lines: readonly ProgrammeLine[], today: Day): Html {
  return table({
    caption: 'Programmes',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Programmes',
    stack: true,
    head: [
      { text: 'Programme' },
      { text: 'Worst rating' },
      { text: 'Done', format: 'numeric' },
      { text: 'Late', format: 'numeric' },
      { text: 'Ends' },
    ],
    rows: lines.map(({ programme, items, placed }) => {
      const counted = items.filter(({ dropped }) => !dropped);
      const ends = [...placed.values()]
        .map(({ endsOn }) => endsOn)
        .toSorted()
        .at(-1);
      return [
        html`<a class="govuk-link" href="${programmePath}/${programme.id}">${programme.title}</a>${exampleTag(programme.example)}`,
        rag({ rag: worstRag(items) }),
        {
          text: `${counted.filter(({ doneOn }) => doneOn !== null).length} of ${counted.length}`,
          format: 'numeric',
        },
        { text: counted.filter((item) => isLate(item, today)).length, format: 'numeric' },
        ends === undefined ? 'No item yet' : showShortDay(ends),
      ];
    }),
  });
}

export const programmeList = (lines: readonly ProgrammeLine[], today: Day, mayManage: boolean): Html =>
  html`<h1 class="govuk-heading-l">Programme</h1>
${mayManage ? button({ text: 'Enter a programme', href: `${programmePath}/new` }) : ''}
${lines.length === 0 ? emptyState({ title: 'No programme is entered.', text: 'The phases of putting a decision into practice, with work, milestones and who waits for whom.' }) : programmeTable(lines, today)}`;

export type ItemFilter = { show?: 'late' | 'slipping' | 'open' | undefined; stream?: string | undefined };

export interface ProgrammePageModel {
  programme: Programme;
  phases: readonly Phase[];
  items: readonly ProgrammeItem[];
  /** Those that the filter leaves, for the table. */
  shown: readonly ProgrammeItem[];
  placed: ReadonlyMap<number, Scheduled>;
  filter: ItemFilter;
  today: Day;
  mayManage: boolean;
  hrefWith: (changes: ItemFilter) => string;
}

export function programmePage(model: ProgrammePageModel): Html {
  const { programme, phases, items, placed, today, filter } = model;
  const path = `${programmePath}/${programme.id}`;
  const counted = items.filter(({ dropped }) => !dropped);
  const slipping = counted.filter((item) => item.doneOn === null && (placed.get(item.id)?.slip ?? 0) > 0);
  const chips = [
    ...(filter.show === undefined
      ? []
      : [{ text: showWords[filter.show], removeHref: model.hrefWith({ show: undefined }) }]),
    ...(filter.stream === undefined
      ? []
      : [{ text: `Work stream: ${filter.stream}`, removeHref: model.hrefWith({ stream: undefined }) }]),
  ];
  return html`<h1 class="govuk-heading-l">${programme.title}</h1>
${programme.example ? html`<p class="govuk-body">${exampleTag(true)}</p>` : ''}
<p class="govuk-body">${programme.purpose}</p>
${programme.source === null && programme.note === null ? '' : html`<p class="govuk-hint">${programme.source ?? ''} ${programme.note ?? ''}</p>`}
${statLinks([
  {
    number: counted.filter(({ doneOn }) => doneOn === null).length,
    label: 'still to do',
    href: model.hrefWith({ show: 'open' }),
  },
  {
    number: counted.filter((item) => isLate(item, today)).length,
    label: 'late',
    href: model.hrefWith({ show: 'late' }),
  },
  { number: slipping.length, label: 'slip past what was agreed', href: model.hrefWith({ show: 'slipping' }) },
])}
${model.mayManage ? button({ text: 'Enter work or a milestone', href: `${path}/items/new` }) : ''}
${
  items.length === 0
    ? emptyState({ title: 'Nothing is planned in it yet.' })
    : html`<h2 class="govuk-heading-m">Chart</h2>${programmeChart(phases, items, placed, today)}
<p class="govuk-hint">Full bar: as it lies now. Thin line below it: as agreed. Diamond: milestone. Letters: rating. Lines: what waits for what.</p>`
}
<h2 class="govuk-heading-m">By phase</h2>
<p class="govuk-body">Work stream: ${programme.streams.map((stream, at) => html`${at > 0 ? ' · ' : ''}<a class="govuk-link" href="${model.hrefWith({ stream })}">${stream}</a>`)}</p>
${filterChips({ chips, clearHref: path })}
${phases.map((phase) => phaseTable(model, phase))}
<p class="govuk-body"><a class="govuk-link" href="${path}/plan.csv">Download as CSV</a></p>`;
}

const showWords = { open: 'Still to do', late: 'Late', slipping: 'Slips past what was agreed' };

function phaseTable(model: ProgrammePageModel, phase: Phase): Html {
  const items = model.shown.filter(({ phaseId }) => phaseId === phase.id);
  return html`<h3 class="govuk-heading-s">Phase ${phase.number}: ${phase.title}</h3>${
    items.length === 0
      ? html`<p class="govuk-body">${chosen(model.filter) ? 'Nothing of it matches the filter.' : 'Nothing is planned in it yet.'}</p>`
      : table({
          caption: `Items of phase ${phase.number}`,
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: `Items of phase ${phase.number}`,
          stack: true,
          firstCellIsHeader: true,
          foldOnPhone: [1, 2, 4],
          head: [
            { text: 'Item' },
            { text: 'Owner' },
            { text: 'As agreed' },
            { text: 'As it lies now' },
            { text: 'Needs' },
            { text: 'RAG' },
          ],
          rows: items.map((item) => itemRow(model, item)),
        })
  }`;
}

const chosen = (filter: ItemFilter): boolean => filter.show !== undefined || filter.stream !== undefined;

const span = (from: Day, to: Day): string =>
  from === to ? showShortDay(from) : `${showShortDay(from)} to ${showShortDay(to)}`;

function itemRow({ items, placed, today }: ProgrammePageModel, item: ProgrammeItem): (Html | string)[] {
  const at = placed.get(item.id);
  const titleOf = (id: number): string => items.find((one) => one.id === id)?.title ?? '';
  return [
    html`<a class="govuk-link" href="${programmePath}/items/${item.id}">${item.title}</a><br><span class="govuk-hint">${itemKindWords[item.kind]}, ${item.stream}</span>`,
    item.owner ?? 'Nobody yet',
    span(item.baseStartsOn, item.baseEndsOn),
    at === undefined
      ? 'Dropped'
      : html`${item.doneOn === null ? span(at.startsOn, at.endsOn) : `Done on ${showShortDay(item.doneOn)}`}${whyLater(item, at, titleOf, today)}`,
    item.needs.map(titleOf).join('; ') || 'Nothing',
    item.doneOn === null ? html`${rag(item)}${doubt(item, at)}` : 'Done',
  ];
}

const doubt = (item: ProgrammeItem, at: Scheduled | undefined): Html | '' => {
  const words = ratingDoubt(item, at?.slip ?? 0);
  return words === undefined ? '' : html`<br><span class="govuk-hint">${words}</span>`;
};

function whyLater(item: ProgrammeItem, at: Scheduled, titleOf: (id: number) => string, today: Day): Html {
  const slip = slipWords(at.slip);
  return html`${slip === '' ? '' : html`<br><strong>${slip}</strong>`}${at.pushedBy === undefined ? '' : html`<br><span class="govuk-hint">pushed ${at.pushed} ${at.pushed === 1 ? 'day' : 'days'} by ${titleOf(at.pushedBy)}</span>`}${isLate(item, today) ? html`<br><strong>Late: it was ${item.baseEndsOn < item.endsOn ? 'agreed' : 'expected'} for ${showShortDay(lateSince(item))}</strong>` : ''}`;
}

export function itemPage(model: {
  item: ProgrammeItem;
  programme: Programme;
  phase: Phase | undefined;
  items: readonly ProgrammeItem[];
  placed: ReadonlyMap<number, Scheduled>;
  events: readonly RegisterEvent[];
  today: Day;
  mayManage: boolean;
}): Html {
  const { item, items, placed } = model;
  const at = placed.get(item.id);
  const linkTo = (id: number): Html =>
    html`<a class="govuk-link" href="${programmePath}/items/${id}">${items.find((one) => one.id === id)?.title ?? ''}</a>`;
  const titleOf = (id: number): string => items.find((one) => one.id === id)?.title ?? '';
  const waiting = items.filter(({ needs, dropped }) => !dropped && needs.includes(item.id));
  const list = (ids: readonly number[]): Html | string =>
    ids.length === 0
      ? 'Nothing'
      : html`<ul class="govuk-list">${ids.map((id) => html`<li>${linkTo(id)}</li>`)}</ul>`;
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${model.programme.title}</span>${item.title}</h1>
<p class="govuk-body">${item.dropped ? 'Dropped' : item.doneOn === null ? html`${rag(item)}${doubt(item, at)}` : `Done on ${showDay(item.doneOn)}`}${exampleTag(model.programme.example)}</p>
${summaryList({
  rows: [
    { key: 'Kind', value: itemKindWords[item.kind] },
    { key: 'Phase', value: model.phase === undefined ? '' : `${model.phase.number}: ${model.phase.title}` },
    { key: 'Work stream', value: item.stream },
    { key: 'Owner', value: item.owner ?? 'Nobody yet' },
    { key: 'As agreed', value: span(item.baseStartsOn, item.baseEndsOn) },
    { key: 'As its owner expects it', value: span(item.startsOn, item.endsOn) },
    at === undefined
      ? null
      : {
          key: 'As it lies now',
          value: html`${span(at.startsOn, at.endsOn)}${whyLater(item, at, titleOf, model.today)}`,
        },
    item.ragWhy === null ? null : { key: 'Why this rating', value: item.ragWhy },
    { key: 'It needs', value: list(item.needs) },
    { key: 'What needs it', value: list(waiting.map(({ id }) => id)) },
  ],
})}
${model.mayManage ? html`<p>${button({ text: 'Change', href: `${programmePath}/items/${item.id}/edit`, classes: 'govuk-button--secondary' })}</p>` : ''}
${historyTable(model.events)}`;
}

export function programmeForm(model: { csrfToken: string; showing: Showing<ProgrammeForm> }): Html {
  const fields = fieldsOf<ProgrammeForm>(model.showing.values, model.showing.errors);
  return html`<h1 class="govuk-heading-l">Enter a programme</h1>
${form({
  action: programmePath,
  csrfToken: model.csrfToken,
  key: model.showing.key,
  body: html`${fields.text('title', 'Title')}
${fields.area('purpose', 'What it is for')}
${fields.text('source', 'Where it is agreed (optional)', { hint: 'Such as decision 2015/11, paragraph 6.4' })}
${fields.area('phases', 'Phases', { hint: 'One a line, in order', rows: 6 })}
${fields.area('streams', 'Work streams', { hint: 'One a line, such as Recruitment', rows: 5 })}
${fields.area('note', 'Note (optional)', { rows: 2 })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

export function itemForm(model: {
  heading: string;
  action: string;
  csrfToken: string;
  showing: Showing<ItemForm>;
  programme: Programme;
  phases: readonly Phase[];
  others: readonly ProgrammeItem[];
  owners: readonly { id: number; name: string; agency: string }[];
  isNew: boolean;
}): Html {
  const { showing, programme } = model;
  const { values, errors } = showing;
  const fields = fieldsOf<ItemForm>(values, errors);
  const choose = { value: '', text: 'Choose' };
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${programme.title}</span>${model.heading}</h1>
${changedMeanwhile('this item', showing.theirs)}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: showing.key,
  version: showing.version,
  body: html`${fields.text('title', 'What is to be done or reached')}
${radios({ name: 'kind', fieldset: { legend: { text: 'Kind', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--inline', value: values.kind ?? '', ...messageFor(errors, 'kind'), items: itemKinds.map((code) => ({ value: code, text: itemKindWords[code] })) })}
${fields.choice('phase', 'Phase', [choose, ...model.phases.map(({ id, number, title }) => ({ value: String(id), text: `${number}: ${title.length > 70 ? `${title.slice(0, 69)}…` : title}` }))])}
${fields.choice('stream', 'Work stream', [choose, ...programme.streams.map((stream) => ({ value: stream, text: stream }))])}
${fields.choice('owner', 'Owner', ownerItems(model.owners))}
<div class="wm-row">${fields.day('startsOn', 'Expected to begin', 'Of a milestone, its day')}${fields.day('endsOn', 'Expected to end', 'A milestone may leave it empty')}</div>
${model.isNew ? '' : fields.area('dayWhy', 'Why the days change', { hint: 'Needed for a new day; it stays in the history', rows: 2 })}
${model.isNew ? '' : checkboxes({ name: 'rebase', classes: 'govuk-checkboxes--small', values: values.rebase ?? [], items: [{ value: 'yes', text: 'These days were agreed anew: slips are counted from them' }] })}
${radios({
  name: 'state',
  fieldset: { legend: { text: 'State', classes: 'govuk-fieldset__legend--s' } },
  value: values.state ?? 'planned',
  ...messageFor(errors, 'state'),
  items: [
    { value: 'planned', text: 'To be done' },
    { value: 'done', text: 'Done' },
    { value: 'dropped', text: 'Dropped: no longer wanted' },
  ],
})}
${fields.day('doneOn', 'Done on (only when it is done)')}
${radios({ name: 'rag', fieldset: { legend: { text: 'Rating', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--inline', value: values.rag ?? 'none', items: ragCodes.map((code) => ({ value: code, text: ragWords[code] })) })}
${fields.area('ragWhy', 'Why this rating', { hint: 'Needed for red and amber', rows: 2 })}
${model.others.length === 0 ? '' : checkboxes({ name: 'needs', fieldset: { legend: { text: 'What has to end before it begins', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: values.needs ?? [], ...messageFor(errors, 'needs'), items: model.others.map(({ id, title }) => ({ value: String(id), text: title })) })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}
