import type { FieldError } from '../kernel/errors.ts';
import { checkboxes, details, input, radios, select, textarea } from '../web/components/index.ts';
import { messageFor } from '../web/forms.ts';
import { type Html, html } from '../web/html.ts';
import { handlings, handlingWords } from './contacts/types.ts';
import { typed, typedList, type Values } from './reading.ts';

export interface Choice {
  value: string;
  text: string;
  hint?: string;
}

/** One field of a form: what is asked, how. */
export interface FieldSpec {
  name: string;
  label: string;
  as: 'line' | 'text' | 'day' | 'number' | 'radios' | 'select' | 'boxes' | 'tick';
  hint?: string | undefined;
  choices?: readonly Choice[];
  rows?: number;
  /** What is chosen or typed where the form is new. */
  initial?: string;
}

export const drawFields = (
  specs: readonly FieldSpec[],
  values: Values,
  errors: readonly FieldError[],
): Html => html`${specs.map((spec) => drawField(spec, values, errors))}`;

function drawField(spec: FieldSpec, values: Values, errors: readonly FieldError[]): Html {
  const { name, label } = spec;
  const value = values[name] === undefined ? (spec.initial ?? '') : typed(values, name);
  const said = {
    ...(spec.hint === undefined ? {} : { hint: { text: spec.hint } }),
    ...messageFor(errors, name),
  };
  const items = (spec.choices ?? []).map(({ hint, ...choice }) => ({
    ...choice,
    ...(hint === undefined ? {} : { hint: { text: hint } }),
  }));
  const fieldset = { legend: { text: label, classes: 'govuk-fieldset__legend--s' } };
  switch (spec.as) {
    case 'line':
      return input({ id: name, name, label: { text: label }, value, ...said });
    case 'number':
      return input({
        id: name,
        name,
        inputmode: 'numeric',
        classes: 'govuk-input--width-4',
        label: { text: label },
        value,
        ...said,
      });
    case 'day':
      return input({
        id: name,
        name,
        type: 'date',
        classes: 'govuk-input--width-10',
        label: { text: label },
        value,
        ...said,
      });
    case 'text':
      return textarea({ id: name, name, label: { text: label }, rows: spec.rows ?? 5, value, ...said });
    case 'radios':
      return radios({ name, fieldset, classes: 'govuk-radios--small', value, items, ...said });
    case 'select':
      return select({ id: name, name, label: { text: label }, value, items, ...said });
    case 'boxes':
      return checkboxes({
        name,
        fieldset,
        classes: 'govuk-checkboxes--small',
        values: typedList(values, name),
        items,
        ...said,
      });
    case 'tick':
      return checkboxes({
        name,
        classes: 'govuk-checkboxes--small',
        values: typedList(values, name),
        items: [{ value: 'yes', text: label }],
        ...said,
      });
  }
}

/** Who may see what the form records, as contacts ask it. */
export const handlingFields = (
  agencies: readonly { id: number; name: string }[],
  values: Values,
  errors: readonly FieldError[],
): Html => html`${drawField({ name: 'handling', label: 'Who may see it', as: 'radios', initial: 'partners', choices: handlings.map((value) => ({ value, text: handlingWords[value] })) }, values, errors)}
${details({
  summaryText: 'Which agencies, where you chose named agencies',
  open: typed(values, 'handling') === 'named',
  html: drawField(
    {
      name: 'named',
      label: 'Agencies that may see it, besides mine',
      as: 'boxes',
      choices: agencies.map(({ id, name }) => ({ value: String(id), text: name })),
    },
    values,
    errors,
  ),
})}`;
