import { type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, input, insetText, radios, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { CurrentMembership } from './memberships.ts';
import type { MembershipWords } from './person-view.ts';
import { type MembershipChange, type ReviewForm, rags, ragWords } from './types.ts';

export interface ReviewPageModel {
  personId: number;
  membership: CurrentMembership;
  words: MembershipWords;
  today: Day;
  /** The last one that was recorded. */
  last: MembershipChange | undefined;
  /** When the scheme's rule would look again; null where it has none. */
  suggested: { day: Day; months: number; example: boolean } | null;
  csrfToken: string;
  values: ReviewForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  /** What stands there now, when somebody changed it meanwhile. */
  theirs?: string | undefined;
}

/** One form for a review: when, how the person stands, why, and when next. */
export function reviewPage(model: ReviewPageModel): Html {
  const { errors, values } = model;
  const path = `/people/${model.personId}/membership`;
  return html`<h1 class="govuk-heading-l">Record a membership review</h1>
${model.theirs !== undefined && insetText({ html: html`<p class="govuk-body"><strong>Somebody changed the membership while you were writing.</strong> It now says:</p><p class="govuk-body">${model.theirs}</p><p class="govuk-body">What you chose and wrote is below. Send it to go on, or change it first.</p>` })}
${lastReview(model)}
${form({
  action: `${path}/review`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.membership.version,
  body: html`
${input({ id: 'heldOn', name: 'heldOn', type: 'date', label: { text: 'Date the review was held' }, classes: 'govuk-input--width-10', value: values.heldOn ?? model.today, ...messageFor(errors, 'heldOn') })}
${ratingField(model)}
${tierField(model)}
${textarea({ id: 'why', name: 'why', label: { text: 'What the review found, and why' }, hint: { text: 'Everybody who works with the person reads this, link workers too: no offences, no intelligence' }, rows: 4, value: values.why ?? '', ...messageFor(errors, 'why') })}
${input({ id: 'nextReview', name: 'nextReview', type: 'date', label: { text: 'Next review' }, hint: { text: suggestion(model) }, classes: 'govuk-input--width-10', value: values.nextReview ?? model.suggested?.day ?? '', ...messageFor(errors, 'nextReview') })}
<div class="govuk-button-group">${button({ text: 'Save review', preventDoubleClick: true })}<a class="govuk-link" href="${path}">Cancel</a></div>`,
})}
<p class="govuk-body">Nothing was reviewed? <a class="govuk-link" href="${path}/review-date">Move the date of the next review</a></p>`;
}

function lastReview({ last, membership, today }: ReviewPageModel): Html {
  const due =
    membership.nextReview === null
      ? 'No review was due.'
      : `This review ${membership.nextReview < today ? 'was' : 'is'} due on ${showDay(membership.nextReview)}.`;
  return html`<p class="govuk-body">${due}</p>
${last !== undefined && last.heldOn !== null && insetText({ html: html`<p class="govuk-body"><strong>Last review: ${showDay(last.heldOn)}</strong>${last.staff !== null && `, by ${last.staff}`}</p><p class="govuk-body">${last.why}</p>` })}`;
}

const ratingField = ({ membership, words, values, errors }: ReviewPageModel): Html =>
  radios({
    name: 'rag',
    fieldset: { legend: { text: 'RAG as it now is', classes: 'govuk-fieldset__legend--s' } },
    ...(words.rag.example
      ? { hint: { text: 'The meanings are examples: the scheme has to set its own.' } }
      : {}),
    classes: 'govuk-radios--small',
    ...messageFor(errors, 'rag'),
    value: values.rag ?? membership.rag,
    items: rags.map((rag) => ({
      value: rag,
      text: `${ragWords[rag]}${rag === membership.rag ? ' (unchanged)' : ''}`,
      ...(words.rag.meanings[rag] === undefined ? {} : { hint: { text: words.rag.meanings[rag] } }),
    })),
  });

const tierField = ({ membership, words, values, errors }: ReviewPageModel): Html =>
  radios({
    name: 'tier',
    fieldset: { legend: { text: 'Tier as it now is', classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small govuk-radios--inline',
    ...messageFor(errors, 'tier'),
    value: values.tier ?? membership.tier ?? 'none',
    items: [...words.tiers, { code: 'none', name: 'No tier' }].map(({ code, name }) => ({
      value: code,
      text: `${name}${code === (membership.tier ?? 'none') ? ' (unchanged)' : ''}`,
    })),
  });

function suggestion({ suggested }: ReviewPageModel): string {
  if (suggested === null) return 'The scheme has no rule for this: set the date';
  const months = `${suggested.months} ${suggested.months === 1 ? 'month' : 'months'}`;
  return `${suggested.example ? 'By the example rule' : 'By the scheme’s rule'}, ${months} after a review held today. You may set another date`;
}
