import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { classNames } from './content.ts';
import { type FieldOptions, field } from './form-group.ts';

export type SelectItem = {
  readonly value?: string | number;
  readonly text: string | number;
  readonly selected?: boolean;
  readonly disabled?: boolean;
  readonly attributes?: AttributeValues;
};

/** Items under a heading of the list. */
export type SelectGroup = { readonly group: string; readonly items: readonly SelectItem[] };

export type SelectOptions = FieldOptions & {
  readonly items: readonly (SelectItem | SelectGroup | null | false | undefined)[];
  /** The chosen item's value; an item's own `selected` wins. */
  readonly value?: string | number | null;
};

export function select(options: SelectOptions): Html {
  return field(options, (id, ids) => {
    const own = attributes({
      class: classNames('govuk-select', options.classes, options.errorMessage && 'govuk-select--error'),
      id,
      name: options.name,
      disabled: options.disabled,
      'aria-describedby': ids,
    });
    const items = options.items.map((item) =>
      item && 'group' in item
        ? html`<optgroup label="${item.group}">${item.items.map((one) => option(one, options.value))}</optgroup>`
        : item && option(item, options.value),
    );
    return html`<select${own}${attributes(options.attributes)}>${items}</select>`;
  });
}

function option(item: SelectItem, chosen: SelectOptions['value']): Html {
  const effective = item.value ?? item.text;
  const matches = Boolean(chosen) && String(effective) === String(chosen);
  const own = attributes({
    value: item.value === undefined ? undefined : String(item.value),
    selected: item.selected ?? matches,
    disabled: item.disabled,
  });
  return html`<option${own}${attributes(item.attributes)}>${item.text}</option>`;
}
