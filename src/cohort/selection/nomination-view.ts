import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { knownBox, type Said } from '../../people/index.ts';
import {
  button,
  checkboxes,
  emptyState,
  input,
  numberedPages,
  radios,
  subNavigation,
  table,
  textarea,
} from '../../web/components/index.ts';
import { type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  findingWords,
  type NominationForm,
  type NominationState,
  nominationDraft,
  nominationStates,
  nominationStateWords,
} from './nomination-rules.ts';
import type { Nomination } from './nomination-store.ts';

export interface NominationListModel {
  rows: readonly Nomination[];
  count: number;
  state: NominationState | 'all';
  page: number;
  pageSize: number;
  isSelecting: boolean;
  mayNominate: boolean;
}

export function nominationList(model: NominationListModel): Html {
  const { rows, count, state, page, pageSize, isSelecting, mayNominate } = model;
  const linkTo = (wanted: NominationState | 'all', at = 1): string =>
    `/cohort/nominations?state=${wanted}${at === 1 ? '' : `&page=${at}`}`;
  return html`<h1 class="govuk-heading-l">Nominations</h1>
<p class="govuk-body">${isSelecting ? 'People whom agencies, or they themselves, ask the scheme to look at. A nomination lists somebody; a panel decides.' : 'People whom your agency asked the scheme to look at, and what it was answered.'}</p>
${mayNominate && html`<p class="govuk-body">${button({ text: 'Nominate somebody', href: '/cohort/nominations/new' })}</p>`}
${subNavigation({ label: 'State of nominations', items: [...nominationStates, 'all' as const].map((one) => ({ text: one === 'all' ? 'All' : nominationStateWords[one], href: linkTo(one), active: one === state })) })}
${
  rows.length === 0
    ? emptyState({ title: 'No nomination here.' })
    : table({
        caption: `${count} ${count === 1 ? 'nomination' : 'nominations'}, the newest first`,
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: 'Nominations',
        stack: true,
        head: ['Who', 'By', 'On', 'State', ...(isSelecting ? ['Found'] : [])].map((text) => ({ text })),
        rows: rows.map((row) => [
          html`<a class="govuk-link" href="/cohort/nominations/${row.id}">${row.givenName} ${row.familyName}</a>`,
          row.kind === 'self' ? `Themselves, by ${row.agency}` : row.agency,
          showMoment(row.madeAt),
          nominationStateWords[row.state],
          ...(isSelecting ? [foundWords(row)] : []),
        ]),
      })
}
${numberedPages(page, Math.max(1, Math.ceil(count / pageSize)), (at) => linkTo(state, at), 'Pages of nominations')}`;
}

export const foundWords = ({ finding }: Nomination): string =>
  finding === null ? 'Nobody yet, or somebody whom you may not see' : findingWords[finding];

export interface NominationFormModel {
  values: NominationForm;
  /** What was said of those who are like them. */
  said: Said;
  kept?: Pick<KeptDraft<unknown>, 'form' | 'savedAt'> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  csrfToken: string;
}

export function nominationForm({ values, said, kept, errors, key, csrfToken }: NominationFormModel): Html {
  const text = (id: 'why' | 'evidence' | 'hoped', label: string, hint: string): Html =>
    textarea({
      id,
      name: id,
      label: { text: label },
      hint: { text: hint },
      rows: 4,
      value: values[id] ?? '',
      ...messageFor(errors, id),
    });
  const line = (id: 'given' | 'family' | 'born' | 'identifier', label: string, hint?: string): Html =>
    input({
      id,
      name: id,
      label: { text: label },
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      ...(id === 'born' ? { classes: 'govuk-input--width-10' } : {}),
      autocomplete: 'off',
      value: values[id] ?? '',
      ...messageFor(errors, id),
    });
  const repeat = errors.find(({ field }) => field === 'again');
  return html`<h1 class="govuk-heading-l">Nominate somebody</h1>
<p class="govuk-body">The scheme looks at whoever is nominated. It does not say here whether it knows them, and you are answered in the same words either way.</p>
${keptNotice(kept, csrfToken)}
${form({
  action: '/cohort/nominations',
  csrfToken,
  key,
  draft: nominationDraft,
  body: html`${repeat !== undefined && checkboxes({ idPrefix: 'again', name: 'again', fieldset: { legend: { text: 'It seems to be a repeat', classes: 'govuk-fieldset__legend--s' } }, errorMessage: { text: repeat.text }, items: [{ value: 'yes', text: 'It is not: send it all the same' }] })}
${radios({
  idPrefix: 'kind',
  name: 'kind',
  fieldset: { legend: { text: 'Who asks', classes: 'govuk-fieldset__legend--s' } },
  value: values.kind ?? '',
  ...messageFor(errors, 'kind'),
  items: [
    { value: 'agency', text: 'My agency' },
    { value: 'self', text: 'The person themselves, through me' },
  ],
})}
${line('given', 'Given name')}${line('family', 'Family name')}${line('born', 'Date of birth', 'For example 6 5 1990, or the year alone where the day is not known.')}
${line('identifier', 'PNC, CRO, CRN or prison number (optional)', 'With a number they are found even where a name is written otherwise.')}
${knownBox(said)}
${text('why', 'Why', 'What they do, how often, and why now.')}
${text('evidence', 'What shows it', 'Records, dates and who can say more. Nothing of a victim, and nothing of health.')}
${text('hoped', 'What is hoped for', 'What the scheme could do that is not being done.')}
<h2 class="govuk-heading-m">Where they ask themselves</h2>
${radios({
  idPrefix: 'consent',
  name: 'consent',
  fieldset: { legend: { text: 'How they agreed', classes: 'govuk-fieldset__legend--s' } },
  value: values.consent ?? '',
  ...messageFor(errors, 'consent'),
  items: [
    { value: 'paper', text: 'A signed paper, kept by my agency' },
    { value: 'to-worker', text: 'They told me' },
  ],
})}
${input({
  id: 'consentOn',
  name: 'consentOn',
  type: 'date',
  label: { text: 'Day on which they agreed' },
  classes: 'govuk-input--width-10',
  value: values.consentOn ?? '',
  ...messageFor(errors, 'consentOn'),
})}
${button({ text: 'Send', preventDoubleClick: true })}`,
})}`;
}
