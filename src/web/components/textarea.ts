import { attributes, type Html, html } from '../html.ts';
import { classNames } from './content.ts';
import { type FieldOptions, field } from './form-group.ts';

export type TextareaOptions = FieldOptions & {
  readonly value?: string | null;
  readonly rows?: number | string;
  readonly autocomplete?: string;
  readonly spellcheck?: boolean;
};

export function textarea(options: TextareaOptions): Html {
  return field(options, (id, ids) => {
    const own = attributes({
      class: classNames('govuk-textarea', options.errorMessage && 'govuk-textarea--error', options.classes),
      id,
      name: options.name,
      rows: options.rows || 5,
      spellcheck: options.spellcheck === undefined ? undefined : String(options.spellcheck),
      disabled: options.disabled,
      'aria-describedby': ids,
      autocomplete: options.autocomplete || undefined,
    });
    // A browser drops one line break after the tag; without this a text that begins with one would lose it.
    const value = options.value?.startsWith('\n') ? `\n${options.value}` : options.value;
    return html`<textarea${own}${attributes(options.attributes)}>${value}</textarea>`;
  });
}
