import { type Fragment, type Html, html } from '../html.ts';

export type EmptyStateOptions = {
  /** What is not there, in one sentence: "Nothing is due today." */
  readonly title: string;
  /** Why, and what would bring something here. */
  readonly text?: Fragment;
  readonly actions?: readonly { readonly text: string; readonly href: string }[];
};

/** In place of an empty list: what is missing, why, and what to do next. */
export function emptyState(options: EmptyStateOptions): Html {
  const links = options.actions?.map(
    (action) => html`<li><a class="govuk-link" href="${action.href}">${action.text}</a></li>`,
  );
  return html`<div class="wm-empty"><p class="govuk-body govuk-!-font-weight-bold">${options.title}</p>${
    options.text && html`<p class="govuk-body">${options.text}</p>`
  }${links?.length && html`<ul class="govuk-list">${links}</ul>`}</div>`;
}
