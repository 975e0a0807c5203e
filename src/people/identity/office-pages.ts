import Type from 'typebox';
import { defineAct } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, textarea } from '../../web/components/index.ts';
import { form, formStatus, messageFor, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { getSeparation, insertOfficeAsk } from './separation-store.ts';
import { findPerson } from './store.ts';

/**
 * Asks the scheme's office about whom a record became whom one may not see. What the asker is told is the same whoever
 * that is, whether anybody may look at it, and however often they ask: the office alone reads it.
 */
export const askOffice = defineAct<
  { personId: number; separationId: number; words: string },
  { separationId: number }
>({
  name: 'link:ask-office',
  right: 'people:search',
  about: ({ separationId }) => ({ subject: 'separation', subjectId: separationId }),
  run: async (tx, { personId, separationId, words }, { actor, wrote, emit }) => {
    const { endedAt } = await getSeparation(tx, personId, separationId);
    if (endedAt !== null)
      throw new WaymarkError('not-allowed-now', {
        text: 'The record has come back to this person: there is nobody else to ask about.',
      });
    const { schemeId, agencyId, staffId } = actor;
    await insertOfficeAsk(tx, { separationId, words, schemeId, agencyId, staffId });
    await emit('person-checked', { staffId });
    await wrote({ subject: 'separation', subjectId: separationId, personId });
    return { separationId };
  },
});

const params = Type.Object({ id: idParams.properties.id, separation: idParams.properties.id });
type OfficeAsk<Body = unknown> = Ask<{ id: number; separation: number }, unknown, Body>;
const rights = ['see:records', 'contact:record'] as const;

/** From a separation to the scheme's office, for whoever may not see the person on the other side. */
export const officePages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/separations/:separation/office',
    right: [...rights],
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) => ask.read((tx) => showForm(tx, ask, framePerson, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/separations/:separation/office',
    right: [...rights],
    reads: 'person',
    about: 'person',
    params,
    limit: 30,
    body: formBody({ words: field(20_000) }),
    handle: (ask) => askFromForm(ask, framePerson),
  }),
];

const backTo = ({ params: { id, separation } }: OfficeAsk): string =>
  `/people/${id}/separations/${separation}`;

/** Whoever allocates is of the office: what they lack, identity reviewers know. */
const whomAsked = (isOffice: boolean) =>
  isOffice
    ? {
        name: 'an identity reviewer',
        answers: 'An identity reviewer looks, and speaks with you',
        reads: 'Identity reviewers read',
        button: 'Ask an identity reviewer',
        asked: 'The identity reviewers were asked. One of them will speak with you.',
      }
    : {
        name: 'the scheme’s office',
        answers: 'The office looks, and speaks with you',
        reads: 'The office reads',
        button: 'Ask the office',
        asked: 'The scheme’s office was asked. It will speak with you.',
      };

interface Again {
  words?: string;
  key?: string | undefined;
  errors?: readonly FieldError[];
}

async function showForm(
  tx: Tx,
  ask: OfficeAsk,
  framePerson: FramePerson,
  { words, key, errors = [] }: Again,
): Promise<Reply> {
  const { id: personId, separation: separationId } = ask.params;
  const { otherId, endedAt } = await getSeparation(tx, personId, separationId);
  if (endedAt !== null || (await findPerson(tx, otherId)) !== undefined) return redirect(backTo(ask));
  const { viewer, today } = ask;
  const frame = await framePerson(tx, { personId, viewer, today, path: '/people/:id/records' });
  const whom = whomAsked(viewer.may('case:allocate'));
  await ask.opened(tx, {
    act: 'person:separation',
    subject: 'separation',
    subjectId: separationId,
    personId,
  });
  return page({
    title: `Ask ${whom.name} – ${frame.name}`,
    section: 'people',
    status: formStatus({ errors }),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(errors),
    body: html`<h1 class="govuk-heading-l">Ask ${whom.name}</h1>
<p class="govuk-body">A record left this person, and you may not see whom it became. If you work with that person too, or something of yours belongs to them, say so here. ${whom.answers}; this page tells you nothing about them, whatever the answer.</p>
${form({
  action: `${backTo(ask)}/office`,
  csrfToken: ask.csrfToken,
  key,
  body: html`${textarea({ id: 'words', name: 'words', label: { text: 'How do you work with them, and what do you need?' }, hint: { text: `${whom.reads} this with your name. Do not write who you think it is` }, rows: 4, value: words ?? '', ...messageFor(errors, 'words') })}
<div class="govuk-button-group">${button({ text: whom.button, preventDoubleClick: true })}<a class="govuk-link" href="${backTo(ask)}">Back</a></div>`,
})}`,
  });
}

async function askFromForm(
  ask: OfficeAsk<{ words?: string; _key?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const words = ask.body.words?.trim() ?? '';
  const text = words === '' ? 'Say how you work with them' : 'Write at most 2,000 characters';
  if (words === '' || words.length > 2_000)
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, { words, key: ask.body._key, errors: [{ field: 'words', text }] }),
    );
  const { id: personId, separation: separationId } = ask.params;
  await ask.perform(askOffice, { personId, separationId, words }, ask.body._key ?? newKey());
  return redirect(backTo(ask), whomAsked(ask.viewer.may('case:allocate')).asked);
}
