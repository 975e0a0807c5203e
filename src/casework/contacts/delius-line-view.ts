import { showMoment } from '../../kernel/clock.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  radios,
  select,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Showing } from '../form-flow.ts';
import { typed } from '../reading.ts';
import type { Lists } from './choices.ts';
import { lineTransitions } from './delius-rules.ts';
import type { NearContact } from './delius-store.ts';
import type { DeliusLine } from './delius-types.ts';
import { absenceField } from './test-fields.ts';
import { contactOutcomes, handlingWords, outcomeWords } from './types.ts';

interface LineModel extends Lists {
  line: DeliusLine;
  near: readonly NearContact[];
  showing: Showing;
  csrfToken: string;
  /** What the rule calls the code. */
  kindOfCode: string | undefined;
}

/** One line that Delius gave back, beside what it may be. */
export const linePage = (model: LineModel): Html => html`<h1 class="govuk-heading-l">A contact in Delius</h1>
<p class="govuk-body"><strong>${model.line.name}</strong>, ${showMoment(model.line.at)}, ${model.line.code ?? 'no code'}${model.line.description === null ? '' : `: ${model.line.description}`}. Number in Delius: ${model.line.deliusId}</p>
${model.line.note === null ? '' : html`<blockquote class="govuk-inset-text wm-wrap">${model.line.note}</blockquote>`}
${changedMeanwhile('this line', model.showing.theirs)}
${
  Object.keys(lineTransitions[model.line.state]).length === 0
    ? emptyState({
        title: 'It was decided already.',
        actions: [{ text: 'Exchange with Delius', href: '/contacts/delius' }],
      })
    : decisionForm(model)
}`;

function decisionForm(model: LineModel): Html {
  const { showing, line, near } = model;
  const { errors } = showing;
  const kindName = (code: string): string => model.kinds.find((one) => one.code === code)?.name ?? code;
  return form({
    action: `/contacts/delius/lines/${line.id}`,
    csrfToken: model.csrfToken,
    key: showing.key,
    version: showing.version ?? line.version,
    body: html`${radios({
      name: 'decision',
      fieldset: { legend: { text: 'What is it?', classes: 'govuk-fieldset__legend--s' } },
      classes: 'govuk-radios--small',
      value: typed(showing.values, 'decision'),
      ...messageFor(errors, 'decision'),
      items: [
        ...near
          .filter(({ deliusId }) => deliusId === null)
          .map((one) => ({
            value: `contact-${one.id}`,
            text: `The same as ours: ${kindName(one.kind)}, ${showMoment(one.at)}${one.note === null ? '' : `: ${one.note.slice(0, 120)}`}`,
          })),
        {
          value: 'take-in',
          text: 'We do not have it: take it in as a contact',
        },
        ...(lineTransitions[line.state].leave === undefined
          ? []
          : [{ value: 'leave', text: 'Leave it in Delius alone' }]),
      ],
    })}
${details({ summaryText: 'The contact, where it is taken in', open: true, html: takeInFields(model) })}
${button({ text: 'Save decision', preventDoubleClick: true })}`,
  });
}

function takeInFields(model: LineModel): Html {
  const { showing, line } = model;
  const { values, errors } = showing;
  const kind = values.kind === undefined ? (model.kindOfCode ?? '') : typed(values, 'kind');
  return html`${select({ id: 'kind', name: 'kind', label: { text: 'Kind of contact' }, value: kind, items: [{ value: '', text: 'Choose' }, ...model.kinds.map(({ code, name }) => ({ value: code, text: name }))], ...messageFor(errors, 'kind') })}
${select({ id: 'outcome', name: 'outcome', label: { text: 'Did they attend?' }, value: typed(values, 'outcome'), items: [{ value: '', text: 'Choose' }, ...contactOutcomes.map((code) => ({ value: code as string, text: outcomeWords[code] }))], ...messageFor(errors, 'outcome') })}
${absenceField(typed(values, 'absence'), errors, model.rule.absenceReasons)}
${textarea({ id: 'note', name: 'note', label: { text: 'What happened' }, rows: 4, value: values.note === undefined ? (line.note ?? '') : typed(values, 'note'), ...messageFor(errors, 'note') })}
${select({ id: 'handling', name: 'handling', label: { text: 'Who may see it' }, value: typed(values, 'handling') || 'own', items: (['own', 'statutory', 'partners'] as const).map((code) => ({ value: code as string, text: handlingWords[code] })), ...messageFor(errors, 'handling') })}`;
}
