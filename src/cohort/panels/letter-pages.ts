import Type, { type Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { askDeferral, decideDeferral, tellPerson, writeLetter } from './after-acts.ts';
import { getTelling, listTellings } from './after-store.ts';
import { type LetterRule, toldHow } from './after-types.ts';
import { type LetterForm, letterList, letterPage } from './letter-view.ts';

const pageSize = 50;
const form = (url: string) => ({
  method: 'POST' as const,
  url: `/panels/letters/:id/${url}`,
  reads: 'person' as const,
  section: 'panels' as const,
  params: idParams,
});

export const letterPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/panels/letters',
    right: 'contact:record',
    reads: 'list',
    section: 'panels',
    query: Type.Object({ told: Type.Optional(Type.Literal('yes')), page: pageNumber }),
    handle: showLetters,
  }),
  route({
    method: 'GET',
    url: '/panels/letters/:id',
    right: 'see:panel',
    reads: 'person',
    section: 'panels',
    params: idParams,
    handle: (ask) => ask.read((tx) => showLetter(tx, ask, undefined)),
  }),
  route({
    ...form('text'),
    right: 'panel:prepare',
    body: formBody({ text: field(20_000) }),
    handle: (ask) =>
      sent(ask, 'text', async ({ id, version, key }) => {
        await ask.perform(writeLetter, { id, version, text: ask.body.text ?? '' }, key);
        return 'The letter was saved.';
      }),
  }),
  route({
    ...form('defer'),
    right: 'contact:record',
    body: formBody({ why: field(4_000), reviewOn: field(100) }),
    handle: (ask) =>
      sent(ask, 'defer', async ({ id, version, key }) => {
        const { why = '', reviewOn = '' } = ask.body;
        await ask.perform(askDeferral, { id, version, why, reviewOn }, key);
        return 'Somebody else has to approve it. Until then nobody tells them.';
      }),
  }),
  route({
    ...form('answer'),
    right: 'panel:prepare',
    body: formBody({ answer: oneOf(['approve', 'refuse', 'end']) }),
    handle: (ask) =>
      sent(ask, 'answer', async ({ id, version, key }) => {
        await ask.perform(decideDeferral, { id, version, answer: ask.body.answer }, key);
        return 'It was recorded.';
      }),
  }),
  route({
    ...form('told'),
    right: 'contact:record',
    body: formBody({ toldOn: field(100), how: oneOf(toldHow) }),
    handle: (ask) =>
      sent(ask, 'told', async ({ id, version, key }) => {
        const { toldOn = '', how } = ask.body;
        await ask.perform(tellPerson, { id, version, toldOn, how }, key);
        return 'It was recorded that they were told.';
      }),
  }),
];

async function showLetters(ask: Ask<unknown, { told?: 'yes'; page?: number }>): Promise<Reply> {
  const told = ask.query.told === 'yes';
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const letters = await listTellings(tx, ask.viewer.schemeId, {
      told,
      limit: pageSize,
      offset: (number - 1) * pageSize,
    });
    await ask.listed(tx, {
      act: 'panel:letters',
      subject: 'panel_telling',
      people: letters,
    });
    return page({
      title: 'Letters',
      section: 'panels',
      breadcrumbs: [{ text: 'Panels', href: '/panels' }, { text: 'Letters' }],
      body: letterList({
        letters,
        told,
        today: ask.today,
        page: number,
        pages: Math.max(1, Math.ceil((letters[0]?.count ?? 0) / pageSize)),
        href: (to) =>
          addressOf('/panels/letters', { told: told ? 'yes' : undefined, page: to === 1 ? undefined : to }),
      }),
    });
  });
}

async function showLetter(tx: Tx, ask: Ask<{ id: number }>, again: LetterForm | undefined): Promise<Reply> {
  const { viewer, today } = ask;
  const [telling, rule] = await Promise.all([
    getTelling(tx, ask.params.id),
    findRule<LetterRule>(tx, viewer.schemeId, 'panel-letters', today),
  ]);
  await ask.opened(tx, {
    act: 'panel:letter',
    subject: 'panel_telling',
    subjectId: telling.id,
    personId: telling.personId,
  });
  return page({
    title: `${telling.template} – ${telling.name}`,
    section: 'panels',
    status: again === undefined ? 200 : formStatus(again),
    breadcrumbs: [{ text: 'Letters', href: '/panels/letters' }, { text: telling.name }],
    errors: summaryOf(again?.errors ?? []),
    body: letterPage({
      telling,
      mostGrade: rule?.body.mostGrade ?? 6,
      isExample: rule?.example ?? false,
      today,
      again,
      mayPrepare: viewer.may('panel:prepare'),
      mayTell: viewer.may('contact:record'),
      askedByMe: telling.deferAskedById === viewer.staffId,
      csrfToken: ask.csrfToken,
    }),
  });
}

type FormBody = Static<ReturnType<typeof formBody<Record<never, never>>>>;

async function sent(
  ask: Ask<{ id: number }, unknown, FormBody>,
  form: LetterForm['form'],
  perform: (sending: { id: number; version: number; key: string }) => Promise<string>,
): Promise<Reply> {
  const { id } = ask.params;
  const key = ask.body._key ?? newKey();
  try {
    const done = await perform({ id, version: ask.body._version ?? 0, key });
    return redirect(`/panels/letters/${id}`, done);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    const values = Object.fromEntries(
      Object.entries(ask.body).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
    );
    const shown = (errors: readonly FieldError[], theirs?: string): Promise<Reply> =>
      ask.read((tx) =>
        showLetter(tx, ask, { form, values, errors, theirs, key: theirs === undefined ? key : newKey() }),
      );
    if (error.code === 'invalid' && error.fields.length > 0) return shown(error.fields);
    if (error.code !== 'stale-version') throw error;
    return shown([], (error.data.current as { text?: string } | undefined)?.text ?? '');
  }
}
