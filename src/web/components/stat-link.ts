import { type Html, html } from '../html.ts';

export type StatLinkOptions = {
  readonly number: number | string;
  readonly label: string;
  /** The list that makes the number. Left out only where the viewer may see the count and not the list. */
  readonly href?: string;
};

/** A number that leads to the list that makes it. */
export function statLink(options: StatLinkOptions): Html {
  const content = html`<span class="wm-stat__number">${options.number}</span> <span class="wm-stat__label">${options.label}</span>`;
  if (!options.href) return html`<span class="wm-stat">${content}</span>`;
  return html`<a class="govuk-link wm-stat" href="${options.href}">${content}</a>`;
}

/** Several of them in a row. */
export function statLinks(stats: readonly StatLinkOptions[]): Html {
  return html`<ul class="wm-stats">${stats.map((stat) => html`<li>${statLink(stat)}</li>`)}</ul>`;
}
