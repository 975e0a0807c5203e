import { type attributes, type Html, html } from '../html.ts';
import { classNames, inner } from './content.ts';
import { hint } from './hint.ts';
import { type TextareaOptions, textarea } from './textarea.ts';
import { plurals } from './translations.ts';

type Plurals = Readonly<Record<string, string>>;

export type CharacterCountOptions = Omit<TextareaOptions, 'describedBy'> & {
  readonly maxlength?: number | string;
  readonly maxwords?: number | string;
  readonly countType?: string;
  readonly threshold?: number | string;
  readonly countMessage?: { readonly classes?: string };
  readonly textareaDescriptionText?: string;
  readonly charactersUnderLimitText?: Plurals;
  readonly charactersAtLimitText?: string;
  readonly charactersOverLimitText?: Plurals;
  readonly wordsUnderLimitText?: Plurals;
  readonly wordsAtLimitText?: string;
  readonly wordsOverLimitText?: Plurals;
};

export function characterCount(options: CharacterCountOptions): Html {
  const id = options.id || options.name;
  const limit = options.maxwords || options.maxlength;
  const words = (options.countType || (options.maxwords && 'words')) === 'words';
  const template =
    options.textareaDescriptionText || `You can enter up to %{count} ${words ? 'words' : 'characters'}`;
  const message = hint({
    id: `${id}-info`,
    text: limit ? template.replaceAll('%{count}', String(limit)) : undefined,
    classes: classNames('govuk-character-count__message', options.countMessage?.classes),
  });
  const after = options.formGroup?.afterInput;
  return textarea({
    ...options,
    id,
    describedBy: `${id}-info`,
    classes: classNames('govuk-js-character-count', options.classes),
    formGroup: {
      classes: classNames('govuk-character-count', options.formGroup?.classes),
      attributes: { ...data(options, Boolean(limit)), ...options.formGroup?.attributes },
      beforeInput: options.formGroup?.beforeInput,
      afterInput: { html: html`${message}${after && inner(after)}` },
    },
  });
}

function data(options: CharacterCountOptions, limited: boolean): Parameters<typeof attributes>[0] {
  return {
    'data-module': 'govuk-character-count',
    'data-maxlength': options.maxlength,
    'data-maxwords': options.maxwords,
    'data-threshold': options.threshold,
    'data-count-type': options.countType || (options.maxwords && 'words'),
    ...(!limited && options.textareaDescriptionText
      ? plurals('textarea-description', { other: options.textareaDescriptionText })
      : {}),
    ...plurals('characters-under-limit', options.charactersUnderLimitText),
    'data-i18n.characters-at-limit': options.charactersAtLimitText || undefined,
    ...plurals('characters-over-limit', options.charactersOverLimitText),
    ...plurals('words-under-limit', options.wordsUnderLimitText),
    'data-i18n.words-at-limit': options.wordsAtLimitText || undefined,
    ...plurals('words-over-limit', options.wordsOverLimitText),
  };
}
