import type { Tx } from '../kernel/database.ts';
import { type FieldError, WaymarkError } from '../kernel/errors.ts';
import { newKey } from '../kernel/ids.ts';
import { button, changedMeanwhile } from '../web/components/index.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../web/drafts.ts';
import { form, formStatus, summaryOf } from '../web/forms.ts';
import { type Html, html } from '../web/html.ts';
import { type Ask, type PageBody, page, type Reply } from '../web/route.ts';
import type { Values } from './reading.ts';

/** How a form is shown: first, again with what is wrong with it, or beside what somebody else made of it meanwhile. */
export interface Showing {
  values: Values;
  errors: readonly FieldError[];
  /** Where the values are a draft's. */
  kept?: KeptDraft<Values> | undefined;
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

export const firstShowing = (values: Values = {}, version?: number): Showing => ({
  values,
  errors: [],
  version,
});

/** What a form was posted with. */
export type Posted = Values & { _key?: string; _version?: number };

export interface Sheet {
  heading: string;
  /** What is changed, in the words of the page: `this flag`. */
  what: string;
  action: string;
  save: string;
  draft?: string | undefined;
  /** Between heading and form. */
  lead?: Html | '';
  fields: Html;
  /** After the form: withdrawing, ending. */
  below?: Html | '';
}

export const drawSheet = (
  csrfToken: string,
  sheet: Sheet,
  showing: Showing,
): Html => html`${keptNotice(showing.kept, csrfToken)}<h1 class="govuk-heading-l">${sheet.heading}</h1>
${sheet.lead ?? ''}${changedMeanwhile(sheet.what, showing.theirs)}${form({
  action: sheet.action,
  csrfToken,
  key: showing.key,
  version: showing.version,
  draft: sheet.draft,
  body: html`${sheet.fields}${button({ text: sheet.save, preventDoubleClick: true })}`,
})}${sheet.below ?? ''}`;

/** The page of a sheet: 200, 422 with errors, 409 with both texts. */
export const sheetPage = (body: Omit<PageBody, 'status' | 'errors'>, showing: Showing): Reply =>
  page({ ...body, status: formStatus(showing), errors: summaryOf(showing.errors) });

/** The form as it was left, or as it stands. */
export async function withDraft(
  tx: Tx,
  ask: Ask,
  draft: string,
  lists: readonly string[],
  fresh: Showing,
): Promise<Showing> {
  const kept = await findDraft<Record<string, string | string[]>>(tx, ask.viewer.staffId, draft, lists);
  return kept === undefined ? fresh : { ...fresh, values: kept.values, kept };
}

export interface Sending<Input, Result> {
  read: { input: Input } | { errors: FieldError[] };
  perform(input: Input, key: string): Promise<Result>;
  /** Shows the form once more. */
  again(showing: Showing): Promise<Reply>;
  /** What stands now and its version, for whoever was slower. */
  current?(): Promise<{ text: string; version: number }>;
  draft?: string | undefined;
  done(result: Result): Reply;
}

/** Sends what was typed. What is wrong with it, and what somebody else did meanwhile, is said on the form itself. */
export async function send<Input, Result>(
  ask: Ask<unknown, unknown, Posted>,
  sending: Sending<Input, Result>,
): Promise<Reply> {
  const typed: Showing = { values: ask.body, errors: [], key: ask.body._key, version: ask.body._version };
  const { read, draft } = sending;
  if ('errors' in read) return sending.again({ ...typed, errors: read.errors });
  let result: Result;
  try {
    result = await sending.perform(read.input, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid' && error.fields.length > 0)
      return sending.again({ ...typed, errors: error.fields });
    if (error.code !== 'stale-version' || sending.current === undefined) throw error;
    const { text, version } = await sending.current();
    return sending.again({ ...typed, key: newKey(), version, theirs: text });
  }
  if (draft !== undefined) await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draft));
  return sending.done(result);
}
