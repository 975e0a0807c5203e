import { londonDay } from '../../kernel/clock.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { planSeries, slotsOf } from './appointment-acts.ts';
import { codesOf, loadChoices } from './choices.ts';
import { contactFields, newDraft, type Posted, showNewForm } from './form-page.ts';
import { mostRepeats, readRepeat } from './repeat-rules.ts';
import { readContactForm } from './rules.ts';
import { seriesPreview } from './series-view.ts';
import type { ContactInput } from './types.ts';
import { warningsFor } from './warnings.ts';

const seriesBody = formBody({ ...contactFields, skip: fieldList(mostRepeats), back: field(3) });

type SeriesAsk = Ask<{ id: number }, unknown, Posted>;

/** What a repeated appointment would make, before anything is made. */
export const seriesPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'POST',
    url: '/people/:id/contacts/series',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: seriesBody,
    handle: (ask) => makeFromForm(ask, framePerson),
  }),
];

async function makeFromForm(ask: SeriesAsk, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const showAgain = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) =>
      showNewForm(tx, ask, framePerson, { personId: id, values: ask.body, errors, key: ask.body._key }),
    );
  if (ask.body.back === 'yes') return showAgain([]);
  const choices = await ask.read((tx) => loadChoices(tx, ask, id));
  const read = readContactForm(id, ask.body, codesOf(choices), ask.now);
  if ('errors' in read) return showAgain(read.errors);
  const series = readSeries(ask, read.input);
  if ('errors' in series) return showAgain(series.errors);
  try {
    const { ids } = await ask.perform(
      planSeries,
      { ...series.input, sure: ask.body.sure === 'yes' },
      ask.body._key ?? newKey(),
    );
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft(id)));
    return redirect(`/people/${id}/contacts`, `${ids.length} appointments were planned.`);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    const errors = error.fields.some(({ field: name }) => name === 'sure')
      ? [{ field: 'sure', text: 'Read the warnings and tick the box, or leave those days out' }]
      : error.fields;
    return showSeries(ask, framePerson, { input: read.input, showAgain, errors });
  }
}

function readSeries(
  ask: SeriesAsk,
  input: ContactInput,
): { input: Omit<Parameters<typeof slotsOf>[0], never> } | { errors: readonly FieldError[] } {
  const read = readRepeat(ask.body, londonDay(new Date(input.at)));
  if ('errors' in read) return read;
  if (read.repeat === undefined)
    return { errors: invalid([{ field: 'every', text: 'Choose how often it repeats' }]).fields };
  if (input.outcome !== null)
    return { errors: [{ field: 'day', text: 'Only appointments that lie ahead repeat. Check the date' }] };
  return { input: { ...input, repeat: read.repeat, skip: [ask.body.skip ?? []].flat() } };
}

/** The preview: every date with what is to be known of it. */
export async function showSeries(
  ask: SeriesAsk,
  framePerson: FramePerson,
  showing: {
    input: ContactInput;
    showAgain(errors: readonly FieldError[]): Promise<Reply>;
    errors?: readonly FieldError[];
  },
): Promise<Reply> {
  const { id: personId } = ask.params;
  const series = readSeries(ask, showing.input);
  if ('errors' in series) return showing.showAgain(series.errors);
  const slots = slotsOf({ ...series.input, skip: [] });
  return ask.read(async (tx) => {
    const about = { personId, viewer: ask.viewer, today: ask.today, path: '/people/:id/contacts' };
    const [frame, warnings] = await Promise.all([
      framePerson(tx, about),
      warningsFor(tx, ask.viewer, { personId, staffId: ask.viewer.staffId, slots }),
    ]);
    await ask.opened(tx, { act: 'contact:form', subject: 'person', subjectId: personId, personId });
    const errors = showing.errors ?? [];
    return page({
      title: `Appointments to be made – ${frame.name}`,
      section: 'cohort',
      status: errors.length > 0 ? 422 : 200,
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      errors: summaryOf(errors),
      body: seriesPreview({
        personId,
        csrfToken: ask.csrfToken,
        key: ask.body._key,
        values: ask.body,
        every: series.input.repeat.every,
        slots: slots.map((slot, index) => ({ ...slot, warnings: warnings[index] ?? [] })),
        errors,
      }),
    });
  });
}
