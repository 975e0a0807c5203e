import { type listWarrantsOut, type SafetyWarning, warrantKindWords } from '../../casework/index.ts';
import { type Day, londonDay, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { ragWords } from '../../scheme/ratings.ts';
import { emptyState, ragTag, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { CaseRow } from './case-store.ts';

export interface BriefedPerson extends CaseRow {
  /** Risk to staff: first, and nothing else of risk. */
  warnings: readonly SafetyWarning[];
  conditions: readonly string[];
  warrants: Awaited<ReturnType<typeof listWarrantsOut>>;
}

export interface BriefingModel {
  people: readonly BriefedPerson[];
  total: number;
  today: Day;
  now: Date;
  madeFor: string;
}

/** One table of everybody: what to take care of, what to look for, what is next. */
export const briefingPage = (
  model: BriefingModel,
): Html => html`<h1 class="govuk-heading-l">Briefing, ${showDay(model.today)}</h1>
<p class="govuk-body wm-no-print"><button type="button" class="govuk-button" data-module="govuk-button" data-print hidden>Print</button></p>
<p class="govuk-body wm-no-print">That you opened this to print it is recorded. Keep the paper with you, and destroy it after use.</p>
${model.people.length === 0 ? emptyState({ title: 'Nobody is allocated to you.', actions: [{ text: 'Case list', href: '/case-list' }] }) : peopleTable(model)}
${model.total > model.people.length ? html`<p class="govuk-body"><strong>${model.people.length} of ${model.total} people are on it</strong>, the highest rated first.</p>` : ''}
<p class="govuk-body-s">Copy of ${model.madeFor}, made ${showMoment(model.now)}: not to be passed on. What you may not see, health and intelligence are not on it.</p>`;

const peopleTable = (model: BriefingModel): Html =>
  table({
    caption: 'Your people, the highest rated first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Your people',
    stack: true,
    head: ['Person', 'Officer safety', 'Warrants and conditions', 'Next'].map((text) => ({ text })),
    rows: model.people.map((one) => [
      html`<strong><a class="govuk-link" href="/people/${one.personId}">${one.name}</a></strong>${one.rag === null ? '' : html`<br>${ragTag({ value: one.rag, text: ragWords[one.rag] })}`}${one.coversFor === null ? '' : html`<br><span class="govuk-hint">You cover ${one.coversFor}</span>`}`,
      one.warnings.length === 0 ? 'No warning that you may see' : lines(one.warnings.map(warned)),
      watchedFor(one),
      nextOf(one, model.today),
    ]),
  });

const lines = (all: readonly (Html | string)[]): Html =>
  html`${all.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}`;

const warned = ({ text, why, outOfDate }: SafetyWarning): Html =>
  html`<strong>${text}</strong>: ${why}${outOfDate && ' (past its review date: check before you go)'}`;

function watchedFor(one: BriefedPerson): Html | string {
  const all = [
    ...one.warrants.map(
      (warrant) =>
        html`<strong>${warrantKindWords[warrant.kind]}</strong> of ${showShortDay(warrant.issuedOn)}, not executed${warrant.attempts === 0 ? ', not tried' : `, tried ${warrant.attempts === 1 ? 'once' : `${warrant.attempts} times`}${warrant.lastAt === null ? '' : `, last ${showShortDay(londonDay(warrant.lastAt))}`}`}`,
    ),
    ...one.conditions,
  ];
  return all.length === 0 ? 'None that you may see' : lines(all);
}

function nextOf(one: BriefedPerson, today: Day): Html | string {
  const all = [
    one.custody === null ? undefined : `In ${one.custody}`,
    one.release === null ? undefined : `Release ${showShortDay(one.release)}`,
    one.nextAt === null ? 'Nothing planned' : showMoment(one.nextAt),
    one.nextReview === null || one.nextReview > today ? undefined : 'Review due',
  ].filter((line) => line !== undefined);
  return lines(all);
}
