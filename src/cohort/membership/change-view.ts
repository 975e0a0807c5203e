import type { FieldError } from '../../kernel/errors.ts';
import { button, input, insetText, radios, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { changeFormTitle } from './change-words.ts';
import type { CurrentMembership } from './memberships.ts';
import type { MembershipWords } from './person-view.ts';
import { type Change, type ChangeForm, rags, ragWords, statutoryStatuses, statutoryWords } from './types.ts';

export interface ChangeModel {
  personId: number;
  what: Change;
  membership: CurrentMembership;
  words: MembershipWords;
  csrfToken: string;
  values: ChangeForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  /** What stands there now, when somebody changed it meanwhile. */
  theirs?: string | undefined;
}

export function changePage(model: ChangeModel): Html {
  const { errors, values } = model;
  return html`<h1 class="govuk-heading-l">${changeFormTitle(model.what, model.membership)}</h1>
${model.theirs !== undefined && insetText({ html: html`<p class="govuk-body"><strong>Somebody changed the membership while you were writing.</strong> It now says:</p><p class="govuk-body">${model.theirs}</p><p class="govuk-body">Your text is below. Send it to replace theirs, or change it first.</p>` })}
${form({
  action: `/people/${model.personId}/membership/${model.what}`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.membership.version,
  body: html`${valueField(model)}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, hint: { text: 'Everybody who works with the person reads this, link workers too: no offences, no intelligence' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
<div class="govuk-button-group">${button({ text: model.what === 'state' ? changeFormTitle('state', model.membership) : 'Save', preventDoubleClick: true })}<a class="govuk-link" href="/people/${model.personId}/membership">Cancel</a></div>`,
})}`;
}

function valueField({ what, membership, words, values, errors }: ChangeModel): Html | null {
  switch (what) {
    case 'rag':
      return radios({
        name: 'value',
        fieldset: { legend: { text: 'Rating', classes: 'govuk-fieldset__legend--s' } },
        ...(words.rag.example
          ? { hint: { text: 'The meanings are examples: the scheme has to set its own.' } }
          : {}),
        ...messageFor(errors, 'value'),
        value: values.value ?? membership.rag,
        items: rags.map((rag) => ({
          value: rag,
          text: ragWords[rag],
          ...(words.rag.meanings[rag] === undefined ? {} : { hint: { text: words.rag.meanings[rag] } }),
        })),
      });
    case 'tier':
      return radios({
        name: 'value',
        fieldset: { legend: { text: 'Tier', classes: 'govuk-fieldset__legend--s' } },
        ...messageFor(errors, 'value'),
        value: values.value ?? membership.tier ?? 'none',
        items: [
          ...words.tiers.map(({ code, name }) => ({ value: code, text: name })),
          { value: 'none', text: 'No tier' },
        ],
      });
    case 'review-date':
      return input({
        id: 'value',
        name: 'value',
        type: 'date',
        label: { text: 'Date of the next review' },
        classes: 'govuk-input--width-10',
        value: values.value ?? membership.nextReview ?? '',
        ...messageFor(errors, 'value'),
      });
    case 'strand':
      return select({
        id: 'value',
        name: 'value',
        label: { text: 'Strand' },
        value: values.value ?? membership.strand,
        ...messageFor(errors, 'value'),
        items: words.strands.map(({ code, name }) => ({ value: code, text: name })),
      });
    case 'statutory':
      return html`${radios({
        name: 'value',
        fieldset: { legend: { text: 'Status', classes: 'govuk-fieldset__legend--s' } },
        hint: { text: 'It never decides which services somebody gets.' },
        ...messageFor(errors, 'value'),
        value: values.value ?? membership.statutory,
        items: statutoryStatuses.map((code) => ({ value: code, text: statutoryWords[code] })),
      })}${input({ id: 'day', name: 'day', type: 'date', label: { text: 'From' }, classes: 'govuk-input--width-10', value: values.day ?? '', ...messageFor(errors, 'day') })}`;
    case 'transition':
      return textarea({
        id: 'plan',
        name: 'plan',
        label: { text: 'The way to adult services' },
        hint: { text: 'Who takes over, what has been agreed with the person, and by when' },
        rows: 6,
        value: values.plan ?? membership.transitionPlan ?? '',
        ...messageFor(errors, 'plan'),
      });
    case 'state':
      return null;
  }
}
