import { showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { knownBox, type Said } from '../../people/index.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  emptyState,
  input,
  numberedPages,
  radios,
  subNavigation,
  summaryList,
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
  nominationTransitions,
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

const foundWords = ({ finding }: Nomination): string =>
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
  const line = (id: 'given' | 'family' | 'identifier', label: string, hint?: string): Html =>
    input({
      id,
      name: id,
      label: { text: label },
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      autocomplete: 'off',
      value: values[id] ?? '',
      ...messageFor(errors, id),
    });
  const day = (id: 'born' | 'consentOn', label: string): Html =>
    input({
      id,
      name: id,
      type: 'date',
      label: { text: label },
      classes: 'govuk-input--width-10',
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
${line('given', 'Given name')}${line('family', 'Family name')}${day('born', 'Date of birth')}
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
${day('consentOn', 'Day on which they agreed')}
${button({ text: 'Send', preventDoubleClick: true })}`,
})}`;
}

export interface NominationModel {
  nomination: Nomination;
  isSelecting: boolean;
  isOwnAgency: boolean;
  errors: readonly FieldError[];
  answer?: string | undefined;
  theirs?: string | undefined;
  key?: string | undefined;
  csrfToken: string;
}

export function nominationPage(model: NominationModel): Html {
  const { nomination: row, isSelecting } = model;
  const allowed = nominationTransitions[row.state];
  return html`<h1 class="govuk-heading-l">${row.givenName} ${row.familyName}</h1>
${changedMeanwhile('this nomination', model.theirs)}
${summaryList({
  rows: [
    { key: 'State', value: nominationStateWords[row.state] },
    {
      key: 'Nominated',
      value: `${row.kind === 'self' ? 'By themselves, through' : 'By'} ${row.staff}, ${row.agency}, ${showMoment(row.madeAt)}`,
    },
    { key: 'Born', value: showDay(row.born) },
    { key: 'Number', value: row.identifier ?? 'None given' },
    ...(row.consentOn === null
      ? []
      : [
          {
            key: 'Agreed',
            value: `${row.consent === 'paper' ? 'On a signed paper' : 'To the worker'}, ${showDay(row.consentOn)}`,
          },
        ]),
    { key: 'Why', value: row.why },
    { key: 'What shows it', value: row.evidence },
    { key: 'What is hoped for', value: row.hoped },
    ...(row.answer === null ? [] : [{ key: 'Answer', value: row.answer }]),
  ],
})}
${isSelecting && html`<h2 class="govuk-heading-m">What selection found</h2><p class="govuk-body">${foundWords(row)}${row.candidateId !== null && html` <a class="govuk-link" href="/cohort/candidates/${row.candidateId}">The candidate</a>`}</p>`}
<div class="wm-no-print">${
    isSelecting &&
    allowed.answer !== undefined &&
    form({
      action: `/cohort/nominations/${row.id}/answer`,
      csrfToken: model.csrfToken,
      key: model.key,
      version: row.version,
      body: html`${textarea({ id: 'answer', name: 'answer', label: { text: 'What the nominator is told' }, hint: { text: 'Whether somebody is a candidate or a member is not for every agency: say what theirs may know.' }, rows: 4, value: model.answer ?? '', ...messageFor(model.errors, 'answer') })}${button({ text: 'Answer', preventDoubleClick: true })}`,
    })
  }${
    model.isOwnAgency &&
    allowed.withdraw !== undefined &&
    form({
      action: `/cohort/nominations/${row.id}/withdraw`,
      csrfToken: model.csrfToken,
      version: row.version,
      body: button({
        text: 'Withdraw this nomination',
        classes: 'govuk-button--secondary',
        preventDoubleClick: true,
      }),
    })
  }</div>`;
}
