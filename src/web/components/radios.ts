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

export type RadioItem = ChoiceItem | Divider;

export type RadiosOptions = ChoicesOptions & {
  readonly items: readonly (RadioItem | null | false | undefined)[];
  /** The chosen item's value; an item's own `checked` wins. */
  readonly value?: string | number | null;
};

export function radios(options: RadiosOptions): Html {
  const block = 'govuk-radios';
  return choices(block, options, options.fieldset?.describedBy, () =>
    options.items.map((item, index) => {
      if (!item) return null;
      if ('divider' in item) return divider(block, item);
      const matches = Boolean(options.value) && item.value === options.value;
      const id = choiceId(options, item, index);
      return choice({ block, type: 'radio', id, name: options.name, checked: item.checked ?? matches }, item);
    }),
  );
}
