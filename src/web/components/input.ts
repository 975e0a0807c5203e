import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';
import { type FieldOptions, field } from './form-group.ts';

export type InputOptions = FieldOptions & {
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'search' | 'url' | 'number' | 'time' | 'date';
  readonly inputmode?: string;
  readonly value?: string | number | null;
  readonly autocomplete?: string;
  readonly autocapitalize?: string;
  readonly pattern?: string;
  readonly spellcheck?: boolean;
  readonly prefix?: Styled;
  readonly suffix?: Styled;
  readonly inputWrapper?: { readonly classes?: string; readonly attributes?: AttributeValues };
};

export function input(options: InputOptions): Html {
  const wrapped = hasContent(options.prefix) || hasContent(options.suffix) || hasAround(options.formGroup);
  if (!wrapped) return field(options, (id, ids) => element(options, id, ids));
  const group = options.formGroup;
  const outer = { ...options, formGroup: group && { classes: group.classes, attributes: group.attributes } };
  return field(outer, (id, ids) => {
    const wrapper = options.inputWrapper;
    return html`<div class="${classNames('govuk-input__wrapper', wrapper?.classes)}"${attributes(wrapper?.attributes)}>${
      group?.beforeInput && inner(group.beforeInput)
    }${affix('prefix', options.prefix)}${element(options, id, ids)}${affix('suffix', options.suffix)}${
      group?.afterInput && inner(group.afterInput)
    }</div>`;
  });
}

function hasContent(part: Styled | undefined): boolean {
  return Boolean(part && (part.html || part.text));
}

function hasAround(group: InputOptions['formGroup']): boolean {
  return hasContent(group?.beforeInput) || hasContent(group?.afterInput);
}

function affix(kind: 'prefix' | 'suffix', part: Styled | undefined): Html | null {
  if (!part || !hasContent(part)) return null;
  return html`<div class="${classNames(`govuk-input__${kind}`, part.classes)}" aria-hidden="true"${attributes(part.attributes)}>${inner(part)}</div>`;
}

function element(options: InputOptions, id: string, ids: string | undefined): Html {
  const own = attributes({
    class: classNames('govuk-input', options.classes, options.errorMessage && 'govuk-input--error'),
    id,
    name: options.name,
    type: options.type || 'text',
    spellcheck: options.spellcheck === undefined ? undefined : String(options.spellcheck),
    value: options.value,
    disabled: options.disabled,
    'aria-describedby': ids,
    autocomplete: options.autocomplete,
    autocapitalize: options.autocapitalize,
    pattern: options.pattern,
    inputmode: options.inputmode,
  });
  return html`<input${own}${attributes(options.attributes)}>`;
}
