import type { FieldError } from '../kernel/errors.ts';
import { newKey } from '../kernel/ids.ts';
import { type Fragment, type Html, html } from './html.ts';

export interface FormOptions {
  action: string;
  csrfToken: string;
  /** Kept when a form is shown again with errors, so that one intention has one key. */
  key?: string | undefined;
  /** Version of what is changed. */
  version?: number | undefined;
  /** Name of the draft kept on the server while the form is filled in. */
  draft?: string | undefined;
  multipart?: boolean;
  body: Fragment;
}

/** Under which name what a form says is kept where it is not taken: read by the server before its route sees the form. */
export const draftField = '_draft';

/** A form that posts with its token, its key and, where something is changed, its version. */
export function form(options: FormOptions): Html {
  const draftUrl = options.draft === undefined ? undefined : `/drafts/${encodeURIComponent(options.draft)}`;
  return html`<form method="post" action="${options.action}" novalidate${options.multipart ? html` enctype="multipart/form-data"` : ''}${draftUrl === undefined ? '' : html` data-draft-url="${draftUrl}"`}>
<input type="hidden" name="_csrf" value="${options.csrfToken}">
<input type="hidden" name="_key" value="${options.key ?? newKey()}">
${options.version === undefined ? '' : html`<input type="hidden" name="_version" value="${options.version}">`}
${options.draft === undefined ? '' : html`<input type="hidden" name="${draftField}" value="${options.draft}">`}
${options.body}
${draftUrl === undefined ? '' : html`<p class="govuk-hint" data-draft-status role="status"></p>`}
</form>`;
}

/** A catalogue error's fields as the error summary wants them. Fields' ids are their names. */
export const summaryOf = (fields: readonly FieldError[]): { text: string; href: string }[] =>
  fields.map(({ field, text }) => ({ text, href: `#${field}` }));

/** The message for one field, as GOV.UK components take it. */
export const messageFor = (
  fields: readonly FieldError[],
  name: string,
): { errorMessage: { text: string } } | Record<string, never> => {
  const found = fields.find((field) => field.field === name);
  return found === undefined ? {} : { errorMessage: { text: found.text } };
};

/** 200 for a form first shown; 422 with its errors; 409 where somebody else changed what it is about meanwhile. */
export const formStatus = (shown: { errors: readonly FieldError[]; theirs?: string | undefined }): number =>
  shown.theirs !== undefined ? 409 : shown.errors.length > 0 ? 422 : 200;
