import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, checkboxes, insetText } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { piecesOf } from './names.ts';
import { quarterName } from './quarters.ts';
import { wholeText } from './rules.ts';
import { headed } from './show.ts';
import type { Grant, GrantReturn, Place, ReturnText } from './types.ts';

export interface CheckModel {
  grant: Grant;
  one: GrantReturn;
  text: ReturnText;
  /** Undefined while the words are still being looked through. */
  places: readonly Place[] | undefined;
  values: readonly string[];
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  theirs?: string | undefined;
}

const fieldWords: Record<Place['field'], string> = {
  narrative: 'What was done and what came of it',
  spendNote: 'About the spending',
};

/** The scheme's office reads a provider's words for names, before the policing body has them. */
export function checkPage(model: CheckModel): Html {
  const { grant, one, text, places } = model;
  return html`${headed(grant, `Read for names: ${quarterName(one)}, ${grant.provider}`)}
${changedMeanwhile('this return', model.theirs)}
<p class="govuk-body">Marked is whatever may name somebody, on the scheme or not: capitals in a sentence, names on the record, numbers. Read all of it: a story may tell who somebody is without a name. Tick every place where anybody is named or could be recognised. The provider is shown the places and nothing else; do not tell them whether somebody is on the scheme.</p>
${(['narrative', 'spendNote'] as const).map((field) => (text[field] === '' ? '' : html`<h2 class="govuk-heading-m">${fieldWords[field]}</h2>${drawn(text[field], places ?? [], field)}`))}
${places === undefined ? insetText({ text: 'The words are still being looked through for names. Open this page again in a minute.' }) : deciding(model, places)}`;
}

/** Each place with its number, so that it can be ticked below. */
function drawn(text: string, places: readonly Place[], field: Place['field']): Html {
  const own = places.map((place, index) => ({ place, index })).filter(({ place }) => place.field === field);
  const pieces = piecesOf(
    text,
    own.map(({ place }) => place),
  );
  return html`<p class="govuk-body wm-wrap">${pieces.map((piece) => (piece.marked === null ? piece.text : html`<mark>${piece.text}<sup>${(own[piece.marked]?.index ?? 0) + 1}</sup></mark>`))}</p>`;
}

function deciding(model: CheckModel, places: readonly Place[]): Html {
  const { one, text, errors } = model;
  return form({
    action: `/resources/grants/returns/${one.id}/check`,
    csrfToken: model.csrfToken,
    key: model.key,
    version: one.version,
    body: html`<input type="hidden" name="text" value="${text.id}">
${places.length === 0 && insetText({ text: 'Nothing was found that looks like a name or a number of somebody.' })}
${checkboxes({ idPrefix: 'marks', name: 'marks', fieldset: { legend: { text: 'Places to send back' } }, values: [...model.values], items: [...places.map((place, index) => ({ value: String(index), text: `${index + 1}: ${text[place.field].slice(place.start, place.end)}` })), { value: String(wholeText), text: 'All of it: the story tells who somebody is' }], ...messageFor(errors, 'marks') })}
<div class="govuk-button-group">${button({ text: 'Nobody is named: pass it on', name: 'act', value: 'pass', preventDoubleClick: true })}${button({ text: 'Send back the ticked places', name: 'act', value: 'send-back', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
  });
}
