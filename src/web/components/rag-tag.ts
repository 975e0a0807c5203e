import { type Html, html } from '../html.ts';
import { classNames } from './content.ts';

export type Rag = 'red' | 'amber' | 'green' | 'blue' | 'none';

export type RagTagOptions = {
  readonly value: Rag;
  /** The scheme's own words for this value: "Red", "Amber: at risk". Never empty, for colour alone says nothing. */
  readonly text: string;
  readonly trend?: 'up' | 'down' | 'same';
  readonly classes?: string;
};

const colours: Readonly<Record<Rag, string | null>> = {
  red: 'govuk-tag--red',
  amber: 'govuk-tag--yellow',
  green: 'govuk-tag--green',
  blue: null, // the plain tag is blue
  none: 'govuk-tag--grey',
};

const trends = {
  up: html`<span class="wm-rag__trend">, worse<span class="govuk-visually-hidden"> than before</span></span>`,
  down: html`<span class="wm-rag__trend">, better<span class="govuk-visually-hidden"> than before</span></span>`,
  same: html`<span class="wm-rag__trend govuk-visually-hidden">, as before</span>`,
};

/** RAG as word and colour. `trend` is the risk's: up is worse, and is said so, for an arrow up would look like good news. Throws where there is no word. */
export function ragTag(options: RagTagOptions): Html {
  if (!options.text.trim()) throw new TypeError('A RAG tag needs a word: colour alone is not enough');
  const classes = classNames(
    'govuk-tag wm-rag',
    `wm-rag--${options.value}`,
    colours[options.value],
    options.classes,
  );
  return html`<strong class="${classes}">${options.text}${options.trend && trends[options.trend]}</strong>`;
}
