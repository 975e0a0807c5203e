import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';
import { type FieldsetOptions, fieldset } from './fieldset.ts';
import {
  descriptions,
  type ErrorWording,
  type FormGroupOptions,
  formGroup,
  type HintWording,
} from './form-group.ts';
import { input } from './input.ts';

export type DatePart = {
  readonly id?: string;
  readonly name?: string;
  readonly label?: string;
  readonly value?: string | number | null;
  readonly autocomplete?: string;
  readonly pattern?: string;
  readonly inputmode?: string;
  readonly classes?: string;
  /** True marks this part as the wrong one; with an error message and none marked, all are. */
  readonly error?: boolean;
  readonly attributes?: AttributeValues;
};

export type DateInputOptions = {
  readonly id: string;
  readonly namePrefix?: string;
  readonly day?: DatePart | null;
  readonly month?: DatePart | null;
  readonly year?: DatePart | null;
  /** In place of day, month and year. */
  readonly items?: readonly (DatePart | null | false | undefined)[];
  /** By the whole name of each part, the prefix included. */
  readonly values?: Readonly<Record<string, string | number | null | undefined>>;
  readonly hint?: HintWording;
  readonly errorMessage?: ErrorWording | null;
  readonly fieldset?: Omit<FieldsetOptions, 'html' | 'role'>;
  readonly formGroup?: FormGroupOptions & { readonly beforeInputs?: Content; readonly afterInputs?: Content };
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export function dateInput(options: DateInputOptions): Html {
  const { parts, ids } = descriptions(options.id, options, options.fieldset?.describedBy);
  const items = itemsOf(options);
  const anyMarked = items.some((item) => item && isMarked(item));
  const group = options.formGroup;
  const list = html`${parts}<div class="${classNames('govuk-date-input', options.classes)}"${attributes(options.attributes)}${attributes({ id: options.id || undefined })}>${
    group?.beforeInputs && inner(group.beforeInputs)
  }${items.map((item) => item && datePart(options, item, anyMarked))}${group?.afterInputs && inner(group.afterInputs)}</div>`;
  const content = options.fieldset
    ? fieldset({ ...options.fieldset, describedBy: ids, role: 'group', html: list })
    : list;
  return formGroup(group, Boolean(options.errorMessage), content);
}

function itemsOf(options: DateInputOptions): readonly (DatePart | null | false | undefined)[] {
  if (options.items?.length) return options.items;
  return (['day', 'month', 'year'] as const).map((name) => {
    const given = options[name];
    if (given === undefined) return { name, value: options.values?.[name] };
    return given && { ...given, name: given.name ?? name };
  });
}

function isMarked(item: DatePart): boolean {
  return Boolean(item.error || item.classes?.includes('govuk-input--error'));
}

function datePart(options: DateInputOptions, item: DatePart, anyMarked: boolean): Html {
  const name = item.name ?? '';
  const wholeName = (options.namePrefix ? `${options.namePrefix}-` : '') + name;
  const wrong = isMarked(item) || (item.error !== false && Boolean(options.errorMessage) && !anyMarked);
  const isYear = name === 'year' || (options.year?.name !== undefined && name === options.year.name);
  const classes = classNames(
    'govuk-date-input__input',
    wrong && !item.classes?.includes('govuk-input--error') && 'govuk-input--error',
    !item.classes?.includes('govuk-input--width-') && `govuk-input--width-${isYear ? 4 : 2}`,
    item.classes,
  );
  const field = input({
    label: {
      text: item.label || name.charAt(0).toUpperCase() + name.slice(1).toLowerCase(),
      classes: 'govuk-date-input__label',
    },
    id: item.id || `${options.id}-${name}`,
    classes,
    name: wholeName,
    value: item.value ?? options.values?.[wholeName],
    inputmode: item.inputmode || 'numeric',
    autocomplete: item.autocomplete,
    pattern: item.pattern,
    attributes: item.attributes,
  });
  return html`<div class="govuk-date-input__item">${field}</div>`;
}
