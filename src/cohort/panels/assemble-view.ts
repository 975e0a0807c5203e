import { showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { ragWords } from '../../scheme/ratings.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  checkboxes,
  emptyState,
  input,
  insetText,
  numberedPages,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Suggestion } from './suggestions.ts';
import { type Item, type Meeting, questionWords, type Source, sources, sourceWords } from './types.ts';

/** Why somebody is suggested, in a sentence that stands on the agenda. */
export function whySuggested({ source, day, detail, amount }: Suggestion): string {
  const on = day === null ? '' : showDay(day);
  if (source === 'representation')
    return `${detail === 'appeal' ? 'Appeal' : 'Representation'}, to be heard by ${on}`;
  if (source === 'review') return `Review due ${on}`;
  if (source === 'release') return `Release planned for ${on} from ${detail}`;
  if (source === 'candidate') return `Candidate, rank ${detail}, ${amount ?? 0} points`;
  const [was, now] = detail.split(' ').map((code) => ragWords[code as keyof typeof ragWords] ?? code);
  return `RAG went from ${was?.toLowerCase()} to ${now?.toLowerCase()} on ${on}`;
}

/** A value of the form that names a suggestion; read back against the list, never trusted. */
export const keyOf = ({ source, personId, ref }: Suggestion): string => `${source}.${personId}.${ref ?? 0}`;

export interface AssembleModel {
  meeting: Meeting;
  suggestions: readonly Suggestion[];
  /** One source alone, and which page of it. */
  of?: Source | undefined;
  page: number;
  perPage: number;
  picked: readonly string[];
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
}

export function assemblePage(model: AssembleModel): Html {
  const { meeting, suggestions, of, picked, errors, csrfToken, key } = model;
  const groups = sources
    .map((source) => ({ source, people: suggestions.filter((one) => one.source === source) }))
    .filter(({ people }) => people.length > 0);
  return html`<h1 class="govuk-heading-l">Put together the agenda of ${showDay(meeting.heldOn)}</h1>
<p class="govuk-body">${meeting.base === null ? 'People of every base' : `People of ${meeting.base}`} whom a panel might look at. Nobody who stands on an agenda already.${of !== undefined && html` <a class="govuk-link" href="/panels/${meeting.id}/assemble">Every reason</a>`}</p>
${meeting.state === 'issued' && insetText({ text: 'The agenda is issued: whoever you add is seen at once by everybody invited.' })}
${
  groups.length === 0
    ? emptyState({
        title: 'There is nobody to put on the agenda whom you may see.',
        actions: [{ text: 'Back to the meeting', href: `/panels/${meeting.id}` }],
      })
    : form({
        action: `/panels/${meeting.id}/assemble`,
        csrfToken,
        key,
        body: html`${of !== undefined && html`<input type="hidden" name="of" value="${of}">`}${groups.map(
          ({ source, people }, index) =>
            html`${checkboxes({
              name: 'picked',
              idPrefix: index === 0 ? 'picked' : `picked-${source}`,
              fieldset: {
                legend: {
                  text: `${sourceWords[source]} (${people[0]?.count ?? 0})`,
                  classes: 'govuk-fieldset__legend--m',
                },
              },
              classes: 'govuk-checkboxes--small',
              values: [...picked],
              items: people.map((one) => ({
                value: keyOf(one),
                text: one.name,
                hint: { text: whySuggested(one) },
              })),
              ...(index === 0 ? messageFor(errors, 'picked') : {}),
            })}${moreOf(model, source, people)}`,
        )}${button({ text: 'Put them on the agenda', preventDoubleClick: true })}`,
      })
}`;
}

/** Where a source has more than are shown: a page of it alone, or its further pages. */
function moreOf(
  { meeting, of, page, perPage }: AssembleModel,
  source: Source,
  people: readonly Suggestion[],
): Html | null {
  const count = people[0]?.count ?? 0;
  const href = (to: number): string =>
    addressOf(`/panels/${meeting.id}/assemble`, { of: source, page: to === 1 ? undefined : to });
  if (of !== undefined)
    return html`${numberedPages(page, Math.ceil(count / perPage), href, sourceWords[source])}`;
  return count > people.length
    ? html`<p class="govuk-body">${people.length} of ${count} are shown. <a class="govuk-link" href="${href(1)}">All ${count}: ${sourceWords[source].toLowerCase()}</a></p>`
    : null;
}

export interface OrderModel {
  meeting: Meeting;
  items: readonly Item[];
  values: ReadonlyMap<number, { position: string; minutes: string }>;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  theirs?: string | undefined;
}

export function orderPage({ meeting, items, values, errors, csrfToken, key, theirs }: OrderModel): Html {
  const cell = (name: 'position' | 'minutes', item: Item, index: number, label: string): Html =>
    input({
      id: `${name}-${item.id}`,
      name: `${name}-${item.id}`,
      label: { text: `${label} of ${item.name}`, classes: 'govuk-visually-hidden' },
      inputmode: 'numeric',
      classes: 'govuk-input--width-3',
      value:
        values.get(item.id)?.[name] ??
        (name === 'position' ? String(index + 1) : item.minutes === null ? '' : String(item.minutes)),
      ...messageFor(errors, `${name}-${item.id}`),
    });
  return html`<h1 class="govuk-heading-l">Order and time, panel of ${showDay(meeting.heldOn)}</h1>
${theirs !== undefined && insetText({ text: `Somebody changed this meeting meanwhile. ${theirs} What you entered is below: look at the meeting, then save it again.` })}
${
  items.length === 0
    ? emptyState({ title: 'There is nobody on the agenda to put in order.' })
    : form({
        action: `/panels/${meeting.id}/order`,
        csrfToken,
        key,
        version: meeting.version,
        body: html`${table({
          caption: 'Items that are not decided',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Order of the agenda',
          stack: true,
          firstCellIsHeader: true,
          head: [{ text: 'Who' }, { text: 'Question' }, { text: 'Place' }, { text: 'Minutes' }],
          rows: items.map((item, index) => [
            item.name,
            questionWords[item.question],
            cell('position', item, index, 'Place'),
            cell('minutes', item, index, 'Minutes'),
          ]),
        })}${button({ text: 'Save the order', preventDoubleClick: true })}`,
      })
}`;
}
