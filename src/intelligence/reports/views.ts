import { londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  emptyState,
  insetText,
  pageItems,
  pagination,
  subNavigation,
  summaryList,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Fragment, type Html, html } from '../../web/html.ts';
import { gradeLine, type ReportAct } from './rules.ts';
import {
  assessmentWords,
  handlingCodeWords,
  type LinkedPerson,
  provenanceWords,
  type Report,
  type ReportCase,
  type Review,
  sharingWords,
  sourceWords,
  stateWords,
} from './types.ts';

const stateColours: Record<Report['state'], string> = {
  draft: 'govuk-tag--grey',
  submitted: 'govuk-tag--blue',
  accepted: 'govuk-tag--green',
  returned: 'govuk-tag--yellow',
  refused: 'govuk-tag--red',
  discarded: 'govuk-tag--grey',
};

export const stateTag = (report: Report): Html =>
  tag({ text: stateWords[report.state], classes: stateColours[report.state] });

const excerpt = (text: string): string => (text.length > 240 ? `${text.slice(0, 240).trimEnd()}…` : text);

/** One row's text, with its grade; under conditions not yet acknowledged there is none to show. */
const rowText = (report: Report): Html =>
  report.text === null
    ? html`<span class="govuk-hint">Conditions apply: open the report to read them first</span>`
    : html`${excerpt(report.text)}`;

export interface ReportTable {
  caption: string;
  reports: readonly Report[];
}

export const reportTable = ({ caption, reports }: ReportTable): Html =>
  table({
    caption,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: caption,
    stack: true,
    head: [
      { text: 'Report' },
      { text: 'Grade and handling' },
      { text: 'What is known' },
      { text: 'From' },
      { text: 'State' },
    ],
    rows: reports.map((report) => [
      html`<a class="govuk-link" href="/intelligence/${report.id}">Report ${report.id}</a><br><span class="govuk-hint">${report.submittedAt === null ? 'Not sent' : showShortDay(londonDay(report.submittedAt))}</span>`,
      gradeLine(report),
      rowText(report),
      html`${report.author}, ${report.agency}`,
      stateTag(report),
    ]),
  });

export interface IntelligencePageModel {
  /** Other pages of the wing that the viewer may open. */
  links: readonly { text: string; href: string }[];
  show: 'read' | 'sent' | 'mine' | 'review';
  safeguarding: boolean;
  tabs: readonly { show: string; text: string }[];
  list: Html;
}

export const intelligencePage = (
  model: IntelligencePageModel,
): Html => html`<h1 class="govuk-heading-l">Intelligence</h1>
${button({ text: 'Report what you know', href: '/intelligence/new' })}
${model.links.length > 0 && html`<p class="govuk-body">${model.links.map(({ text, href }, index) => html`${index > 0 && ' · '}<a class="govuk-link" href="${href}">${text}</a>`)}</p>`}
${model.safeguarding ? html`<p class="govuk-body"><a class="govuk-link" href="/safeguarding">Tell the safeguarding hub of a child or an adult at risk</a></p>` : ''}
${subNavigation({ label: 'Intelligence', items: model.tabs.map((item) => ({ text: item.text, href: `/intelligence?show=${item.show}`, active: item.show === model.show })) })}
${model.list}`;

export const mineList = (reports: readonly Report[]): Html => html`<h2 class="govuk-heading-m">My reports</h2>
${
  reports.length === 0
    ? emptyState({
        title: 'You have reported nothing yet.',
        text: 'What you send shows here, with what came of it.',
        actions: [{ text: 'Report what you know', href: '/intelligence/new' }],
      })
    : reportTable({ caption: 'My reports', reports })
}`;

export const reviewList = (
  waiting: readonly Report[],
  done: readonly Report[],
): Html => html`<h2 class="govuk-heading-m">To review</h2>
${
  waiting.length === 0
    ? emptyState({
        title: 'No report waits for your review.',
        text: 'Your own reports are reviewed by somebody else.',
      })
    : reportTable({ caption: 'Reports to review, longest waiting first', reports: waiting })
}
<h2 class="govuk-heading-m">Reviewed by you</h2>
${done.length === 0 ? emptyState({ title: 'You have reviewed none yet.' }) : reportTable({ caption: 'Reports reviewed by you', reports: done })}`;

export interface ReadListModel {
  reports: readonly Report[];
  total: number;
  page: number;
  pageSize: number;
  filterForm: Html;
  isFiltered: boolean;
  href(page: number): string;
}

export function readList(model: ReadListModel): Html {
  const last = Math.max(1, Math.ceil(model.total / model.pageSize));
  return html`<h2 class="govuk-heading-m">Reports you may read</h2>
${model.filterForm}
${
  model.reports.length === 0
    ? emptyState({
        title: model.isFiltered
          ? 'No report that you may read matches these filters.'
          : 'There is no report that you may read.',
        ...(model.isFiltered ? { actions: [{ text: 'Show all', href: '/intelligence?show=read' }] } : {}),
      })
    : html`<p class="govuk-body">${model.total} ${model.total === 1 ? 'report' : 'reports'}, newest first.</p>${reportTable({ caption: 'Reports you may read', reports: model.reports })}`
}
${last > 1 ? pagination({ landmarkLabel: 'Pages of reports', items: pageItems(model.page, last, model.href), ...(model.page > 1 ? { previous: { href: model.href(model.page - 1) } } : {}), ...(model.page < last ? { next: { href: model.href(model.page + 1) } } : {}) }) : ''}`;
}

export const personReports = (
  personId: number,
  reports: readonly Report[],
  maySubmit: boolean,
): Html => html`<h1 class="govuk-heading-l">Intelligence</h1>
${maySubmit ? button({ text: 'Report what you know', href: `/intelligence/new?person=${personId}` }) : ''}
${reports.length === 0 ? emptyState({ title: 'There is no intelligence here that you may read.' }) : reportTable({ caption: 'Intelligence, newest first', reports })}`;

/** The text with its grade before and after, so that neither a copy nor a torn page goes without it. */
export const gradedText = (report: Report): Html =>
  insetText({
    html: html`<p class="govuk-body govuk-!-font-weight-bold">${gradeLine(report)}</p>
<p class="govuk-body wm-preserve">${paragraphs(report.text ?? '')}</p>
<p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-0">${gradeLine(report)}</p>`,
  });

const paragraphs = (text: string): Fragment[] =>
  text.split('\n').map((line, index) => (index === 0 ? line : html`<br>${line}`));

export interface ReportPageModel {
  report: ReportCase;
  acts: readonly ReportAct[];
  csrfToken: string;
  agencyName(id: number): string;
  /** Of those whom the viewer may not see: the name as it was sent with it, or that it is withheld and whom to ask. */
  told: readonly string[];
  /** The viewer must read the conditions before there is a text. */
  conditionsFirst: boolean;
  isAuthor: boolean;
  /** Addresses, vehicles and offences, where the viewer does not change them. */
  things: Html | undefined;
  /** The viewer's own copy, and who has others. */
  copy: Html | undefined;
  /** Numbers of the viewer's copies whose conditions are on this page and not acknowledged. */
  toAcknowledge: readonly number[];
  whoHasIt: Html | undefined;
  /** Forms of whoever reviewed it: what the author is told, and taking it back. */
  outcome: Html | undefined;
  /** A copy of one's own may be made of it now. */
  mayCopy: boolean;
  editor: Html | undefined;
}

export function reportPage(model: ReportPageModel): Html {
  const { report } = model;
  return html`<h1 class="govuk-heading-l">Report ${report.id} ${stateTag(report)}</h1>
${report.state === 'submitted' && !model.isAuthor ? warningText({ text: 'Not yet reviewed. Do not act on it or pass it on as if it were.' }) : ''}
${report.state === 'returned' && model.isAuthor ? returnedPart(report) : ''}
${model.copy}${gradeList(model)}
${model.conditionsFirst ? conditionsGate(model) : textPart(model)}
${model.conditionsFirst ? '' : html`${aboutPart(model)}${model.things}${model.editor}${authorsForms(model)}${reviewsPart(report.reviews)}${model.outcome}${model.whoHasIt}`}`;
}

/** What the reviewer asks for stands above the form in which it is answered. */
function returnedPart({ reviews }: ReportCase): Html {
  const back = reviews.find(({ verdict }) => verdict === 'return');
  return back === undefined
    ? html``
    : insetText({
        html: html`<p class="govuk-body"><strong>It came back to you.</strong> ${back.reviewer} asks, ${showMoment(back.at)}:</p><p class="govuk-body govuk-!-margin-bottom-0">${paragraphs(back.note)}</p>`,
      });
}

function gradeList({ report, agencyName }: ReportPageModel): Html {
  const named = report.handling === 'named' ? `: ${report.namedAgencies.map(agencyName).join(', ')}` : '';
  return summaryList({
    rows: [
      {
        key: 'Source',
        value:
          report.sourceGrade === null
            ? 'Not graded'
            : `${report.sourceGrade} ${sourceWords[report.sourceGrade]}`,
      },
      {
        key: 'Information',
        value:
          report.assessment === null
            ? 'Not graded'
            : `${report.assessment} ${assessmentWords[report.assessment]}`,
      },
      {
        key: 'Handling',
        value:
          report.handlingCode === null
            ? 'Not graded'
            : `${report.handlingCode} ${handlingCodeWords[report.handlingCode]}`,
      },
      report.conditions !== null && { key: 'Conditions', value: report.conditions },
      { key: 'Who may have it', value: `${sharingWords[report.handling]}${named}` },
      { key: 'Marking', value: report.marking },
      {
        key: 'How it is known',
        value: report.provenance === null ? 'Not said' : provenanceWords[report.provenance],
      },
      report.observedOn !== null && { key: 'Seen or learned on', value: showShortDay(report.observedOn) },
      {
        key: 'From',
        value: `${report.author}, ${report.agency}${report.submittedAt === null ? '' : `, ${showMoment(report.submittedAt)}`}`,
      },
    ],
  });
}

const conditionsGate = ({
  report,
  csrfToken,
  toAcknowledge,
}: ReportPageModel): Html => html`<h2 class="govuk-heading-m">Read the conditions first</h2>
${report.conditions === null ? html`<p class="govuk-body">It is for you. Its grade, handling and marking above go with it wherever it goes; nobody else is sent it by you.</p>` : warningText({ text: report.conditions })}
${form({
  action: `/intelligence/${report.id}/acknowledge`,
  csrfToken,
  body: html`<input type="hidden" name="conditionsNo" value="${report.conditionsNo}">${toAcknowledge.map((no) => html`<input type="hidden" name="copies" value="${no}">`)}<p class="govuk-body">That you have read them is recorded.</p>${button({ text: 'I will keep to these conditions: show the report', preventDoubleClick: true })}`,
})}`;

// Printed as it stands it would be a copy without a number: on paper there is where to make one that has.
const textPart = ({
  report,
  mayCopy,
  csrfToken,
}: ReportPageModel): Html => html`<h2 class="govuk-heading-m">What is known</h2>
${report.state === 'accepted' ? html`<div class="wm-no-print">${gradedText(report)}</div><p class="wm-print-only">What is known is printed on a numbered copy only: make one from this page.</p>` : gradedText(report)}
${mayCopy ? copyForms(report.id, csrfToken) : ''}
${
  report.original === null
    ? ''
    : html`${report.original.sent !== null && report.original.sent !== report.text ? html`<h3 class="govuk-heading-s">As the author sent it</h3><p class="govuk-body">${paragraphs(report.original.sent)}</p>` : ''}
${report.original.body === '' ? '' : html`<h3 class="govuk-heading-s">Goes no further than ${report.agency}’s reviewers</h3><p class="govuk-body">${paragraphs(report.original.body)}</p>`}`
}`;

const copyForms = (id: number, csrfToken: string): Html =>
  form({
    action: `/intelligence/${id}/copies`,
    csrfToken,
    body: html`<div class="govuk-button-group wm-no-print">${button({ text: 'Make a numbered copy to print', name: 'kind', value: 'printed', classes: 'govuk-button--secondary', preventDoubleClick: true })}${button({ text: 'Make a numbered copy as a file', name: 'kind', value: 'file', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
  });

const aboutPart = ({ report, told }: ReportPageModel): Html =>
  report.people.length === 0 && told.length === 0 && (report.naming ?? '') === ''
    ? html``
    : html`<h2 class="govuk-heading-m">Who it is about</h2>
${report.people.length === 0 ? '' : html`<ul class="govuk-list govuk-list--bullet">${report.people.map((person) => html`<li><a class="govuk-link" href="/people/${person.id}">${person.name}</a></li>`)}</ul>`}
${told.map((line) => html`<p class="govuk-body">${line}</p>`)}
${(report.naming ?? '') === '' ? '' : html`<p class="govuk-body"><strong>In the author’s words:</strong> ${report.naming}</p>`}`;

const moveForm = (model: ReportPageModel, act: string, text: string): Html =>
  form({
    action: `/intelligence/${model.report.id}/${act}`,
    csrfToken: model.csrfToken,
    version: model.report.version,
    body: button({ text, classes: 'govuk-button--secondary', preventDoubleClick: true }),
  });

const authorsForms = (
  model: ReportPageModel,
): Html => html`${model.acts.includes('take-back') ? moveForm(model, 'take-back', 'Take it back to change it') : ''}
${model.acts.includes('discard') ? moveForm(model, 'discard', 'Discard this report') : ''}`;

const reviewWords: Record<Review['verdict'], string> = {
  accept: 'Accepted',
  return: 'Returned',
  refuse: 'Refused',
  reopen: 'Taken back into review',
  used: 'Used: told',
  'not-used': 'Not used: told',
};

const reviewsPart = (reviews: readonly Review[]): Html =>
  reviews.length === 0
    ? html``
    : html`<h2 class="govuk-heading-m">What came of it</h2><ul class="govuk-list govuk-list--bullet">${reviews.map(
        (review) =>
          html`<li>${reviewWords[review.verdict]} by ${review.reviewer}, ${showMoment(review.at)}${review.note === '' ? '' : html`: ${review.note}`}</li>`,
      )}</ul>`;

export interface LinkingModel {
  report: ReportCase;
  wanted: string;
  found: readonly { id: number; name: string; born: string | null; pnc: string | null }[];
}

/**
 * Search among the people the viewer may see, and say that the report is about one of them. Its buttons stand in the
 * report's own form and take all that was typed with them; the search is first, so that Enter in any field finds.
 */
export function linkingPart({ report, wanted, found }: LinkingModel): Html {
  const linked = new Set(report.people.map((person) => person.id));
  const others = found.filter((person) => !linked.has(person.id));
  return html`<h3 class="govuk-heading-s">People on the record</h3>
<div class="wm-filter"><div class="govuk-form-group"><label class="govuk-label" for="person-search">Find a person you may see, by name or PNC</label><input class="govuk-input govuk-input--width-20" id="person-search" name="q" type="search" value="${wanted}" autocomplete="off"></div>${button({ text: 'Find', classes: 'govuk-button--secondary', attributes: { formaction: `/intelligence/${report.id}/find` } })}</div>
${wanted !== '' && others.length === 0 ? html`<p class="govuk-body">Nobody else whom you may see is found by that.</p>` : ''}
${others.map((person) => linkButton(report, { id: person.id, name: [person.name, person.born === null ? '' : showShortDay(person.born), person.pnc ?? ''].filter((part) => part !== '').join(', ') }, 'link'))}
${report.people.map((person) => linkButton(report, person, 'unlink'))}`;
}

const linkButton = (report: ReportCase, person: LinkedPerson, name: 'link' | 'unlink'): Html =>
  button({
    text: name === 'link' ? `It is about ${person.name}` : `It is not about ${person.name}`,
    classes: 'govuk-button--secondary',
    name,
    value: person.id,
    attributes: { formaction: `/intelligence/${report.id}/people` },
  });
