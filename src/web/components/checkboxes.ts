import type { Html } from '../html.ts';
import {
  type ChoiceItem,
  type ChoicesOptions,
  choice,
  choiceId,
  choices,
  type Divider,
  divider,
} from './choices.ts';

export type CheckboxItem =
  | (ChoiceItem & { readonly name?: string; readonly behaviour?: 'exclusive' })
  | Divider;

export type CheckboxesOptions = ChoicesOptions & {
  readonly items: readonly (CheckboxItem | null | false | undefined)[];
  /** Values of the chosen items; an item's own `checked` wins. */
  readonly values?: readonly (string | number)[];
  readonly describedBy?: string;
};

export function checkboxes(options: CheckboxesOptions): Html {
  const block = 'govuk-checkboxes';
  const also = options.fieldset?.describedBy || options.describedBy;
  return choices(block, options, also, (ids) =>
    options.items.map((item, index) => {
      if (!item) return null;
      if ('divider' in item) return divider(block, item);
      const matches = item.value !== undefined && (options.values?.includes(item.value) ?? false);
      return choice(
        {
          block,
          type: 'checkbox',
          id: choiceId(options, item, index),
          name: item.name || options.name,
          checked: item.checked ?? matches,
          behaviour: item.behaviour,
          describedBy: options.fieldset ? undefined : ids,
        },
        item,
      );
    }),
  );
}
