import { type AttributeValues, attributes, type Html, html, raw } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';

export type ButtonOptions = Content & {
  readonly type?: 'submit' | 'button' | 'reset';
  readonly name?: string;
  readonly value?: string | number;
  readonly href?: string;
  readonly id?: string;
  readonly disabled?: boolean;
  readonly preventDoubleClick?: boolean;
  readonly isStartButton?: boolean;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

const startIcon = raw(
  '<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>',
);

/** A button, or a link that looks like one where `href` is given. */
export function button(options: ButtonOptions): Html {
  const classes = classNames('govuk-button', options.classes, options.isStartButton && 'govuk-button--start');
  const common = html`${attributes({ class: classes, 'data-module': 'govuk-button' })}${attributes(options.attributes)}${attributes({ id: options.id || undefined })}`;
  const words = options.isStartButton && options.html ? html`<span>${options.html}</span>` : inner(options);
  const icon = options.isStartButton && startIcon;
  if (options.href)
    return html`<a href="${options.href}" role="button" draggable="false"${common}>${words}${icon}</a>`;
  const own = attributes({
    type: options.type ?? 'submit',
    value: options.value || undefined,
    name: options.name || undefined,
    disabled: options.disabled,
    'aria-disabled': options.disabled ? 'true' : undefined,
    'data-prevent-double-click':
      options.preventDoubleClick === undefined ? undefined : String(options.preventDoubleClick),
  });
  return html`<button${own}${common}>${words}${icon}</button>`;
}
