import Type from 'typebox';
import { showMoment } from '../kernel/clock.ts';
import { sql, type Tx } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { button } from './components/index.ts';
import { draftField } from './forms.ts';
import { type Html, html } from './html.ts';
import { json, type Route, route } from './route.ts';

/** What somebody has typed into a form and not yet sent: kept on the server, for them alone. */
export interface KeptDraft<Form> {
  form: string;
  values: Form;
  savedAt: Date;
}

/**
 * A page that shows its form with a draft says so: `keptNotice`. `lists` are the fields that hold several values;
 * what was kept of any other is text, whatever was sent, so that no draft can break its form.
 */
export async function findDraft<Form extends object>(
  tx: Tx,
  staffId: number,
  form: string,
  lists: readonly (keyof Form & string)[] = [],
): Promise<KeptDraft<Form> | undefined> {
  const kept = await tx.maybe(
    sql<
      KeptDraft<Record<string, string | string[]>>
    >`select form, body as values, saved_at as "savedAt" from draft where staff_id = ${staffId} and form = ${form}`,
  );
  if (kept === undefined) return undefined;
  const fitted = Object.entries(kept.values).map(([name, value]) => {
    const several = Array.isArray(value) ? value : [value];
    return [name, lists.some((list) => list === name) ? several : (several.at(-1) ?? '')];
  });
  return { ...kept, values: Object.fromEntries(fitted) as Form };
}

/** Above a form that shows what was typed earlier: since when, and a button that empties it. */
export const keptNotice = (
  kept: Pick<KeptDraft<unknown>, 'form' | 'savedAt'> | undefined,
  csrfToken: string,
): Html | null =>
  kept === undefined
    ? null
    : html`<div class="govuk-inset-text wm-no-print"><p class="govuk-body"><strong>We kept what you typed on ${showMoment(kept.savedAt)}.</strong> It is in the form below and has not been sent.</p>
<form method="post" action="/drafts/throw-away" data-draft-discard>
<input type="hidden" name="_csrf" value="${csrfToken}">
<input type="hidden" name="form" value="${kept.form}">
<input type="hidden" name="again" value="yes">
${button({ text: 'Start again', classes: 'govuk-button--secondary govuk-!-margin-bottom-0', preventDoubleClick: true })}</form></div>`;

export const dropDraft = (tx: Tx, staffId: number, form: string): Promise<number> =>
  tx.run(sql`delete from draft where staff_id = ${staffId} and form = ${form}`);

/** Unsent forms that one member of staff may leave behind. */
const mostDrafts = 200;

/** The person a draft is about, from a name like `contact:new:42`; forms that name another thing have none. */
const personOf = (form: string): number | null => {
  const match = /^[a-z-]+:new:(\d{1,15})$/.exec(form);
  return match === null ? null : Number(match[1]);
};

/** What may not be kept even as a draft: a wing says so of its own forms, in words for whoever typed it. */
export interface DraftStop {
  /** Of a draft's name. */
  forms: RegExp;
  refusal(texts: readonly string[]): string | undefined;
}

type DraftBody = Readonly<Record<string, string | string[]>>;

/** Keeps what was typed; false where so many unsent forms are kept already that this one is not. */
export async function keepDraft(tx: Tx, staffId: number, form: string, body: DraftBody): Promise<boolean> {
  const kept = Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('_')));
  const saved = await tx.run(sql`insert into draft (staff_id, form, person_id, body)
    select ${staffId}, ${form}, (select id from person where id = ${personOf(form)}), ${JSON.stringify(kept)}::jsonb
    where (select count(*) from draft where staff_id = ${staffId} and form <> ${form}) < ${mostDrafts}
    on conflict (staff_id, form) do update set body = excluded.body, saved_at = now()`);
  return saved > 0;
}

/** Why this form may not be kept; undefined where it may. */
const refusalOf = (stops: readonly DraftStop[], form: string, body: DraftBody): string | undefined => {
  const texts = Object.values(body).flat();
  for (const stop of stops) {
    const refusal = stop.forms.test(form) ? stop.refusal(texts) : undefined;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};

/** A form as it was posted, and the name under which it is kept. */
export interface Typed {
  form: string;
  values: DraftBody;
}

/** Characters of a draft that comes with a form: as much as a form is shown again with. */
const mostTyped = 200_000;

/** What a form that keeps drafts has posted; undefined for any other, and for what no form of ours posts. */
export function typedIn(body: unknown): Typed | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const entries: [string, unknown][] = Object.entries(body);
  const form = entries.find(([name]) => name === draftField)?.[1];
  if (typeof form !== 'string' || !formName.test(form)) return undefined;
  const texts = entries.filter((entry): entry is [string, string | string[]] =>
    [entry[1]].flat().every((one) => typeof one === 'string'),
  );
  const size = texts.flatMap(([, value]) => value).reduce((sum, { length }) => sum + length, 0);
  return texts.length > 200 || size > mostTyped ? undefined : { form, values: Object.fromEntries(texts) };
}

/** A form that was posted and not taken: what it says is what they come back to, and not what was kept before it. */
export async function keepTyped(
  tx: Tx,
  staffId: number,
  { form, values }: Typed,
  stops: readonly DraftStop[],
): Promise<void> {
  if (refusalOf(stops, form, values) !== undefined) await dropDraft(tx, staffId, form);
  else await keepDraft(tx, staffId, form, values);
}

const formName = /^[a-z0-9:-]{1,120}$/;

export const draftRoutes = (stops: readonly DraftStop[]): readonly Route[] => [
  route({
    method: 'POST',
    url: '/drafts/:form',
    right: 'signed-in',
    reads: 'none',
    params: Type.Object({ form: Type.String({ pattern: formName.source }) }),
    body: Type.Record(
      Type.String({ maxLength: 60 }),
      Type.Union([
        Type.String({ maxLength: 20_000 }),
        Type.Array(Type.String({ maxLength: 500 }), { maxItems: 50 }),
      ]),
      { maxProperties: 60 },
    ),
    handle: async (ask) => {
      const { form } = ask.params;
      const { staffId } = ask.viewer;
      const refusal = refusalOf(stops, form, ask.body);
      if (refusal !== undefined) {
        // What was kept before it was typed on may hold the beginning of it.
        await ask.read((tx) => dropDraft(tx, staffId, form));
        throw new WaymarkError('not-allowed-now', { text: refusal });
      }
      if (!(await ask.read((tx) => keepDraft(tx, staffId, form, ask.body))))
        throw new WaymarkError('not-allowed-now', {
          text: `${mostDrafts} unsent forms are kept for you already, so this one is not. Send or empty some of them.`,
        });
      return json({ saved: ask.now.toISOString() });
    },
  }),
];
