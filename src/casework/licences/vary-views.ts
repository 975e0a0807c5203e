import { type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  details,
  input,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { isFixed } from './rules.ts';
import type { Condition, LibraryCondition, Licence, VariationForm } from './types.ts';
import { titleOf } from './views.ts';

export interface VaryModel {
  licence: Licence;
  standing: readonly Condition[];
  /** What the policy of today offers; standard ones that stand already are left out. */
  library: readonly LibraryCondition[];
  policy: string | undefined;
  today: Day;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  draft: string;
  values: VariationForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function varyPage(model: VaryModel): Html {
  const { licence, values, errors } = model;
  return html`<h1 class="govuk-heading-l">Vary the conditions</h1>
<p class="govuk-body">${titleOf(licence)}</p>
${changedMeanwhile('this', model.theirs)}
${form({
  action: `/people/${licence.personId}/licence/${licence.id}/vary`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`
<input type="hidden" name="shown" value="${model.standing.map(({ id }) => id).join(',')}">
<h2 class="govuk-heading-m">What stands now</h2>
${model.standing.length === 0 ? html`<p class="govuk-body" id="remove">No conditions stand.</p>` : standingFields(model)}
<h2 class="govuk-heading-m">Add from the library${model.policy === undefined ? '' : `: wording of version ${model.policy} of the policy on licence conditions`}</h2>
${model.library.length === 0 ? html`<p class="govuk-body">The library has conditions of licences and of post-sentence supervision. Write the requirements of an order below.</p>` : libraryFields(model)}
${textarea({ id: 'bespoke', name: 'bespoke', label: { text: 'Bespoke conditions, or requirements of an order' }, hint: { text: 'An empty line between two' }, rows: 4, value: values.bespoke ?? '', ...messageFor(errors, 'bespoke') })}
<h2 class="govuk-heading-m">Why, and from when</h2>
${textarea({ id: 'why', name: 'why', label: { text: 'Why is it varied?' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
${input({ id: 'approvedBy', name: 'approvedBy', label: { text: 'Who approved it' }, hint: { text: 'Name and post, or the court' }, value: values.approvedBy ?? '', ...messageFor(errors, 'approvedBy') })}
<div class="wm-row">${input({ id: 'approvedOn', name: 'approvedOn', type: 'date', label: { text: 'Approved on' }, classes: 'govuk-input--width-10', value: values.approvedOn ?? '', ...messageFor(errors, 'approvedOn') })}
${input({ id: 'effectiveOn', name: 'effectiveOn', type: 'date', label: { text: 'In force from' }, classes: 'govuk-input--width-10', value: values.effectiveOn ?? '', ...messageFor(errors, 'effectiveOn') })}</div>
${button({ text: 'Save the variation', preventDoubleClick: true })}`,
})}`;
}

function standingFields({ standing, library, values, errors }: VaryModel): Html {
  const rewordable = standing
    .map((one, index) => ({ one, index }))
    .filter(({ one }) => one.kind !== 'standard');
  const fixed = standing.filter((one) => isFixed(one, library));
  const removable = standing.filter((one) => !isFixed(one, library));
  return html`${fixed.length === 0 ? '' : html`<p class="govuk-body">Every licence has the standard conditions under the policy in force, so they stay:</p><ul class="govuk-list govuk-list--bullet">${fixed.map(({ wording }) => html`<li>${wording}</li>`)}</ul>`}
${
  removable.length === 0
    ? html`<p class="govuk-body" id="remove">No other conditions stand, so there is nothing to remove.</p>`
    : checkboxes({
        name: 'remove',
        fieldset: { legend: { text: 'Remove', classes: 'govuk-fieldset__legend--s' } },
        classes: 'govuk-checkboxes--small',
        values: [values.remove ?? []].flat(),
        ...messageFor(errors, 'remove'),
        items: removable.map((one) => ({
          value: String(one.id),
          text: one.wording,
          hint: { text: `From ${showDay(one.fromDay)}` },
        })),
      })
}
${rewordable.length === 0 ? '' : details({ summaryText: 'Reword', open: rewordable.some(({ one, index }) => (values[`reword${index}`] ?? one.wording) !== one.wording), html: html`${rewordable.map(({ one, index }) => textarea({ id: `reword${index}`, name: `reword${index}`, label: { text: `Instead of: ${one.wording}` }, rows: 2, value: values[`reword${index}`] ?? one.wording }))}` })}`;
}

function libraryFields({ library, standing, values, errors }: VaryModel): Html {
  const chosen = [values.add ?? []].flat();
  const codes = new Set(standing.map(({ code }) => code));
  const offered = library
    .map((one, index) => ({ one, index }))
    .filter(({ one }) => one.kind === 'additional' || !codes.has(one.code));
  const categories = [...new Set(offered.map(({ one }) => one.category))];
  return html`${categories.map((category) => {
    const of = offered.filter(({ one }) => one.category === category);
    return details({
      summaryText: category,
      open: of.some(
        ({ one, index }) => chosen.includes(one.code) || errors.some(({ field }) => field === `fill${index}`),
      ),
      html: html`${of.map(
        ({
          one,
          index,
        }) => html`${checkboxes({ name: 'add', idPrefix: `add-${one.code}`, classes: 'govuk-checkboxes--small', values: chosen, items: [{ value: one.code, text: one.wording }] })}
${
  one.needsInput
    ? textarea({
        id: `fill${index}`,
        name: `fill${index}`,
        label: {
          html: html`In full, with what stands in brackets filled in<span class="govuk-visually-hidden">: ${one.wording}</span>`,
          classes: 'govuk-body-s',
        },
        rows: 2,
        value: values[`fill${index}`] ?? one.wording,
        ...messageFor(errors, `fill${index}`),
      })
    : ''
}`,
      )}`,
    });
  })}`;
}
