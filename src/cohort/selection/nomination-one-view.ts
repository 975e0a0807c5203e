import { showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { birthWords, carriedFields } from '../../people/index.ts';
import { button, changedMeanwhile, summaryList, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { formOf, nominationStateWords, nominationTransitions } from './nomination-rules.ts';
import type { Nomination, SaidToBe } from './nomination-store.ts';
import { foundWords } from './nomination-view.ts';

export interface NominationModel {
  nomination: Nomination & SaidToBe;
  isSelecting: boolean;
  isOwnAgency: boolean;
  /** The viewer nominated them. */
  isMine: boolean;
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
    { key: 'Born', value: birthWords(row.born, row.bornAs) },
    ...saidRow(model),
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
    button({
      text: 'Withdraw this nomination',
      href: `/cohort/nominations/${row.id}/withdraw`,
      classes: 'govuk-button--secondary',
    })
  }${model.isOwnAgency && allowed.withdraw === undefined && typedForm({ text: 'Nominate again with this', carried: { ...formOf(row) }, csrfToken: model.csrfToken })}</div>`;
}

/** Whom the nominator chose, for those who see them. */
const saidRow = ({ nomination: row, isMine }: NominationModel) => {
  const href = row.saidPersonId === null ? `/records/${row.saidRecordId}` : `/people/${row.saidPersonId}`;
  return row.saidName === null
    ? []
    : [
        {
          key: isMine ? 'You said' : 'The nominator said',
          value: html`<a class="govuk-link" href="${href}">${row.saidName}</a>`,
        },
      ];
};

interface TypedForm {
  text: string;
  carried: Readonly<Record<string, string | undefined>>;
  csrfToken: string;
}

/** Opens the form with what was typed in it. */
const typedForm = ({ text, carried, csrfToken }: TypedForm): Html =>
  form({
    action: '/cohort/nominations',
    csrfToken,
    body: html`${carriedFields(carried)}${button({ text, name: 'do', value: 'edit', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });

export const withdrawalPage = (
  { id, version, givenName, familyName, born, bornAs }: Nomination,
  csrfToken: string,
): Html => html`<h1 class="govuk-heading-l">Withdraw this nomination?</h1>
<p class="govuk-body">Of ${givenName} ${familyName}, born ${birthWords(born, bornAs)}. Selection answers it no more. It cannot be taken up again, but its page then offers the form with everything that it said, to be corrected and sent.</p>
${form({
  action: `/cohort/nominations/${id}/withdraw`,
  csrfToken,
  version,
  body: html`<div class="govuk-button-group">${button({ text: 'Withdraw it', classes: 'govuk-button--warning', preventDoubleClick: true })}<a class="govuk-link" href="/cohort/nominations/${id}">Leave it as it is</a></div>`,
})}`;

export const memberPage = ({
  personId,
  name,
  carried,
  csrfToken,
}: Omit<TypedForm, 'text'> & {
  personId: number;
  name: string;
}): Html => html`<h1 class="govuk-heading-l">${name} is on the scheme already</h1>
<p class="govuk-body">There is nothing to send, and nothing was sent. <a class="govuk-link" href="/people/${personId}">The page of ${name}</a> says who leads the case.</p>
${typedForm({ text: 'Change what you typed', carried, csrfToken })}`;
