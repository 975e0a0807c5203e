import { showMoment, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  exampleTag,
  filterChips,
  input,
  insetText,
  select,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type NoticeDocument, noticeBody } from '../decisions/published.ts';
import type { RegisterFilter, RegisterLine } from './register-store.ts';
import { monthInWords, poundsInWords } from './rules.ts';
import { kindWords, type PublicationKind, type PublishedFile, publicationKinds } from './types.ts';

const path = '/public-register';

const outcomeWords: Readonly<Record<string, string>> = {
  approved: 'Approved',
  amended: 'Approved with amendments',
  refused: 'Refused',
  referred: 'Approved by a deputy, passed up',
  withdrawn: 'Decision withdrawn',
};

const stateWords: Readonly<Record<string, string>> = {
  withheld: 'Not published',
  superseded: 'Superseded',
  withdrawn: 'Withdrawn',
};

const menu = html`<p class="govuk-body govuk-!-display-none-print"><a class="govuk-link" href="${path}">Decisions</a> · <a class="govuk-link" href="${path}/files">Grants, contracts and spending</a></p>`;

export interface RegisterPage {
  lines: readonly RegisterLine[];
  filter: RegisterFilter;
  total: number;
  offices: readonly string[];
  years: readonly string[];
  pages: Html | '';
}

export const registerPage = (
  model: RegisterPage,
): Html => html`<h1 class="govuk-heading-l">Public register of decisions</h1>
${menu}
<p class="govuk-body">Decision notices as they were published. Search finds words of what is published only.</p>
${searchForm(model)}
${filterChips({ chips: chipsOf(model.filter), clearHref: path })}
${
  model.lines.length > 0
    ? html`<p class="govuk-body">${model.total} ${model.total === 1 ? 'notice' : 'notices'}. As data: <a class="govuk-link" href="${addressOf(`${path}/decisions.csv`, { ...model.filter })}">CSV</a>, <a class="govuk-link" href="${addressOf(`${path}/decisions.json`, { ...model.filter })}">JSON</a>, <a class="govuk-link" href="${path}/decisions.atom">feed of the latest</a>.</p>${registerTable(model.lines)}`
    : chipsOf(model.filter).length > 0
      ? emptyState({ title: 'No notice matches.', actions: [{ text: 'Show all notices', href: path }] })
      : emptyState({ title: 'Nothing has been published yet.' })
}${model.pages}`;

function searchForm({ filter, offices, years }: RegisterPage): Html {
  const chooser = (name: 'office' | 'year', label: string, items: readonly string[]): Html =>
    select({
      id: name,
      name,
      label: { text: label },
      value: filter[name] ?? '',
      items: [{ value: '', text: 'All' }, ...items.map((item) => ({ value: item, text: item }))],
    });
  return html`<form method="get" action="${path}" class="wm-filter" role="search">
${input({ id: 'text', name: 'text', label: { text: 'Words or number' }, classes: 'govuk-input--width-20', value: filter.text ?? '' })}
${chooser('office', 'Office', offices)}${chooser('year', 'Year', years)}
${button({ text: 'Find', classes: 'govuk-button--secondary' })}</form>`;
}

const filterNames = { text: 'Words', office: 'Office', year: 'Year' } as const;

const chipsOf = (filter: RegisterFilter): { text: string; removeHref: string }[] =>
  (['text', 'office', 'year'] as const).flatMap((name) =>
    filter[name] === undefined
      ? []
      : [
          {
            text: `${filterNames[name]}: ${filter[name]}`,
            removeHref: addressOf(path, { ...filter, [name]: undefined }),
          },
        ],
  );

const registerTable = (lines: readonly RegisterLine[]): Html =>
  table({
    caption: 'Published decision notices, the latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Published decision notices',
    stack: true,
    head: ['Number', 'Subject', 'Office', 'Decided', 'Outcome'],
    rows: lines.map((line) => [
      html`<a class="govuk-link" href="${path}/decisions/${line.slug}">${line.number}</a>${exampleTag(line.example)}`,
      line.title,
      line.office,
      line.decidedOn === null ? 'Day not known' : showShortDay(line.decidedOn),
      stateWords[line.state] ?? outcomeWords[line.outcome] ?? line.outcome,
    ]),
  });

export function noticePage(line: RegisterLine, document: NoticeDocument | null): Html {
  const heading = document === null ? (stateWords[line.state] ?? '') : line.title;
  return html`${menu}<p class="govuk-caption-l">${line.office}</p>
<h1 class="govuk-heading-l">Decision notice ${line.number}: ${heading}</h1>
<p class="govuk-body">${exampleTag(line.example)} ${outcomeWords[line.outcome] ?? ''}. Edition ${line.edition}, published ${showMoment(line.publishedAt)}.${document === null ? '' : html` <a class="govuk-link govuk-!-display-none-print" href="${path}/decisions/${line.slug}/notice.json">As data (JSON)</a>`}</p>
${tombstone(line)}
${document === null ? '' : noticeBody(document)}`;
}

function tombstone(line: RegisterLine): Html | '' {
  if (line.state === 'published') return '';
  const words = {
    withheld: 'This notice is not for publication.',
    superseded: 'Another decision took the place of this one.',
    withdrawn: 'This notice was withdrawn.',
  }[line.state];
  return insetText({
    html: html`<p class="govuk-body"><strong>${words}</strong> Reason: ${line.reason ?? 'none was given'}</p>${line.supersededBy === null ? '' : html`<p class="govuk-body"><a class="govuk-link" href="${path}/decisions/${line.supersededBy}">The decision that took its place</a></p>`}`,
  });
}

export const filesPage = (model: {
  files: readonly PublishedFile[];
  kind: PublicationKind | undefined;
  year: string | undefined;
  source: string;
  pages: Html | '';
}): Html => html`<h1 class="govuk-heading-l">Grants, contracts and spending</h1>
${menu}
<p class="govuk-body">What a policing body publishes under the ${model.source}. Each file is of one month; a later edition stands beside the earlier ones.</p>
<form method="get" action="${path}/files" class="wm-filter">
${select({ id: 'kind', name: 'kind', label: { text: 'What' }, value: model.kind ?? '', items: [{ value: '', text: 'All' }, ...publicationKinds.map((kind) => ({ value: kind, text: kindWords[kind] }))] })}
${input({ id: 'year', name: 'year', label: { text: 'Year' }, classes: 'govuk-input--width-4', inputmode: 'numeric', value: model.year ?? '' })}
${button({ text: 'Find', classes: 'govuk-button--secondary' })}</form>
${
  model.files.length === 0
    ? emptyState({ title: 'No file has been published.' })
    : html`<p class="govuk-body"><a class="govuk-link" href="${addressOf(`${path}/files.json`, { kind: model.kind, year: model.year })}">This list as JSON</a></p>${table(
        {
          caption: 'Published files, the latest month first',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Published files',
          stack: true,
          head: ['File', 'What', 'Office', 'Lines', 'Total', 'Above', 'Published'],
          rows: model.files.map((file) => [
            file.reason === null
              ? html`<a class="govuk-link" href="${path}/files/${file.name}">${file.name}</a>${exampleTag(file.example)}`
              : html`${file.name}: withdrawn. ${file.reason}`,
            `${kindWords[file.kind]}, ${monthInWords(file.month)}`,
            file.office,
            file.lines,
            poundsInWords(file.totalPence),
            file.kind === 'grant' ? 'every grant' : poundsInWords(file.thresholdPence),
            showMoment(file.publishedAt),
          ]),
        },
      )}`
}${model.pages}`;
