import { type Html, html } from '../html.ts';

export type MarkingOptions = {
  /** The protective marking, such as OFFICIAL-SENSITIVE. */
  readonly marking: string;
  readonly place: 'top' | 'bottom';
  /** Drawn on paper only. */
  readonly printedBy: string;
  /** In words: "3 May 2026 at 07:02". */
  readonly printedAt: string;
};

/** The protective marking; on paper with who printed it and when. Every page carries it at top and bottom. */
export function marking(options: MarkingOptions): Html {
  return html`<div class="wm-marking wm-marking--${options.place}"><strong>${options.marking}</strong><span class="wm-print-only"> Printed by ${options.printedBy} on ${options.printedAt}</span></div>`;
}
