import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { type Content, classNames, describedBy, inner, type Styled, styled } from './content.ts';
import { type ErrorMessageOptions, errorMessage } from './error-message.ts';
import { hint } from './hint.ts';
import { type LabelOptions, label } from './label.ts';

export type LabelWording = string | Html | Omit<LabelOptions, 'for'>;
export type HintWording = string | Html | Styled;
export type ErrorWording = string | Html | Omit<ErrorMessageOptions, 'id'>;

export type FormGroupOptions = {
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

/** What every single-control field takes. `id` falls back to `name`. */
export type FieldOptions = {
  readonly id?: string;
  readonly name: string;
  readonly label: LabelWording;
  readonly hint?: HintWording;
  /** Undefined or null means no error: hand over what validation said, as it is. */
  readonly errorMessage?: ErrorWording | null;
  readonly describedBy?: string;
  readonly classes?: string;
  readonly disabled?: boolean;
  readonly attributes?: AttributeValues;
  readonly formGroup?: FormGroupOptions & { readonly beforeInput?: Content; readonly afterInput?: Content };
};

/** The hint and error of a field, and the ids that describe its control. */
export function descriptions(
  id: string,
  options: { readonly hint?: HintWording; readonly errorMessage?: ErrorWording | null },
  also?: string,
): { readonly parts: Html; readonly ids: string | undefined } {
  const hintId = options.hint ? `${id}-hint` : undefined;
  const errorId = options.errorMessage ? `${id}-error` : undefined;
  const parts = html`${options.hint && hint({ ...styled<Styled>(options.hint), id: hintId })}${
    options.errorMessage &&
    errorMessage({ ...styled<ErrorMessageOptions>(options.errorMessage), id: errorId })
  }`;
  return { parts, ids: describedBy(also, hintId, errorId) };
}

/** The group round a field: red bar where it has an error. */
export function formGroup(group: FormGroupOptions | undefined, hasError: boolean, content: Html): Html {
  const classes = classNames('govuk-form-group', hasError && 'govuk-form-group--error', group?.classes);
  return html`<div class="${classes}"${attributes(group?.attributes)}>${content}</div>`;
}

/** A whole field: label, hint, error, then the control, which is told the ids that describe it. */
export function field(options: FieldOptions, control: (id: string, ids: string | undefined) => Html): Html {
  const id = options.id || options.name;
  const { parts, ids } = descriptions(id, options, options.describedBy);
  const group = options.formGroup;
  const content = html`${label({ ...styled<LabelOptions>(options.label), for: id })} ${parts}${
    group?.beforeInput && inner(group.beforeInput)
  }${control(id, ids)}${group?.afterInput && inner(group.afterInput)}`;
  return formGroup(group, Boolean(options.errorMessage), content);
}
