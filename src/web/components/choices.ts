import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { type Content, classNames, inner, type Styled, styled } from './content.ts';
import { type FieldsetOptions, fieldset } from './fieldset.ts';
import {
  descriptions,
  type ErrorWording,
  type FormGroupOptions,
  formGroup,
  type HintWording,
} from './form-group.ts';
import { hint } from './hint.ts';
import { label } from './label.ts';

/** One radio or checkbox. */
export type ChoiceItem = Content & {
  readonly value?: string | number;
  readonly id?: string;
  readonly label?: { readonly classes?: string; readonly attributes?: AttributeValues };
  readonly hint?: string | Html | Styled;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** Shown only while this one is chosen (always, without script). */
  readonly conditional?: { readonly html?: Html | false };
  readonly attributes?: AttributeValues;
};

export type Divider = { readonly divider: string };

/** What a group of radios or checkboxes takes. */
export type ChoicesOptions = {
  readonly name: string;
  readonly idPrefix?: string;
  readonly fieldset?: Omit<FieldsetOptions, 'html' | 'role'>;
  readonly hint?: HintWording;
  readonly errorMessage?: ErrorWording | null;
  readonly formGroup?: FormGroupOptions & { readonly beforeInputs?: Content; readonly afterInputs?: Content };
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export type DrawnChoice = {
  readonly block: 'govuk-radios' | 'govuk-checkboxes';
  readonly type: 'radio' | 'checkbox';
  readonly id: string;
  readonly name: string;
  readonly checked: boolean;
  readonly behaviour?: string;
  /** Ids that describe the group, where no fieldset carries them. */
  readonly describedBy?: string;
};

/** The group: hint, error and items, in a fieldset where one is asked for. */
export function choices(
  block: DrawnChoice['block'],
  options: ChoicesOptions,
  also: string | undefined,
  items: (ids: string | undefined) => readonly (Html | null)[],
): Html {
  const { parts, ids } = descriptions(options.idPrefix || options.name, options, also);
  const group = options.formGroup;
  const list = html`${parts}<div class="${classNames(block, options.classes)}"${attributes(options.attributes)} data-module="${block}">${
    group?.beforeInputs && inner(group.beforeInputs)
  }${items(ids)}${group?.afterInputs && inner(group.afterInputs)}</div>`;
  const content = options.fieldset ? fieldset({ ...options.fieldset, describedBy: ids, html: list }) : list;
  return formGroup(group, Boolean(options.errorMessage), content);
}

/** The id of the item at `index`: the first has no number, so that an error summary can link to it. */
export function choiceId(options: ChoicesOptions, item: ChoiceItem, index: number): string {
  return item.id || `${options.idPrefix || options.name}${index > 0 ? `-${index + 1}` : ''}`;
}

export function divider(block: DrawnChoice['block'], item: Divider): Html {
  return html`<div class="${block}__divider">${item.divider}</div>`;
}

export function choice(drawn: DrawnChoice, item: ChoiceItem): Html {
  const { block, id } = drawn;
  const words: Styled | undefined = item.hint ? styled<Styled>(item.hint) : undefined;
  const hintId = words && (words.html || words.text) ? `${id}-item-hint` : undefined;
  const shown = item.conditional?.html;
  const own = attributes({
    class: `${block}__input`,
    id,
    name: drawn.name,
    type: drawn.type,
    value: item.value ?? '',
    checked: drawn.checked,
    disabled: item.disabled,
    'data-aria-controls': shown ? `conditional-${id}` : undefined,
    'data-behaviour': drawn.behaviour || undefined,
    'aria-describedby': [drawn.describedBy, hintId].filter(Boolean).join(' ') || undefined,
  });
  const itsLabel = label({
    text: item.text,
    html: item.html,
    classes: classNames(`${block}__label`, item.label?.classes),
    attributes: item.label?.attributes,
    for: id,
  });
  const itsHint =
    words && hintId && hint({ ...words, id: hintId, classes: classNames(`${block}__hint`, words.classes) });
  return html`<div class="${block}__item"><input${own}${attributes(item.attributes)}>${itsLabel}${itsHint}</div>${
    shown && conditional(drawn, shown)
  }`;
}

function conditional(drawn: DrawnChoice, content: Html): Html {
  const block = `${drawn.block}__conditional`;
  return html`<div class="${classNames(block, !drawn.checked && `${block}--hidden`)}" id="conditional-${drawn.id}">${content}</div>`;
}
