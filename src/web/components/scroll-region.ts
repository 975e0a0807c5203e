import { type Html, html } from '../html.ts';

/** A region that scrolls sideways by itself, so that a wide table never makes the page wider than a phone. */
export function scrollRegion(options: { readonly label: string; readonly html: Html }): Html {
  return html`<div class="wm-scroll" tabindex="0" role="region" aria-label="${options.label}">${options.html}</div>`;
}
