import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { drawFields } from '../form-fields.ts';
import {
  drawSheet,
  firstShowing,
  type Posted,
  type Showing,
  send,
  sheetPage,
  withDraft,
} from '../form-flow.ts';
import { updateRuleOf } from './acts.ts';
import { victimCrumbs } from './list-pages.ts';
import type { Part, PartContext } from './part.ts';
import { parts } from './parts.ts';
import { getVictim, listCrimes } from './store.ts';
import type { PartCode, Victim } from './types.ts';
import { fullName } from './views.ts';

type One = { id: number; item: number };

const itemParams = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });

const body = formBody({
  kind: field(40),
  link: field(20),
  dueOn: field(10),
  state: field(20),
  givenOn: field(10),
  how: field(20),
  words: field(5_000),
  service: field(200),
  need: field(2_000),
  referredOn: field(10),
  outcome: field(2_000),
  askedOn: field(10),
  score: field(2),
  onLicence: field(3),
  wording: field(2_000),
  fromOn: field(10),
  toOn: field(10),
  why: field(2_000),
  offeredOn: field(10),
  settledOn: field(10),
});

export const victimPartPages: Route[] = [
  ...routesOf('updates', parts.updates),
  ...routesOf('referrals', parts.referrals),
  ...routesOf('satisfaction', parts.satisfaction),
  ...routesOf('conditions', parts.conditions),
  ...routesOf('offers', parts.offers),
];

function routesOf<Input, Row, Move>(code: PartCode, part: Part<Input, Row, Move>): Route[] {
  return [
    route({
      method: 'GET',
      url: `/victims/:id/${code}/new`,
      right: 'victim:work',
      reads: 'person',
      params: idParams,
      handle: (ask) =>
        ask.read(async (tx) => {
          const showing = await withDraft(tx, ask, draftOf(code, ask.params.id), [], firstShowing());
          return showNew(tx, ask, code, part, showing);
        }),
    }),
    route({
      method: 'POST',
      url: `/victims/:id/${code}`,
      right: 'victim:work',
      reads: 'person',
      params: idParams,
      body,
      handle: (ask: Ask<{ id: number }, unknown, Posted>) => addFromForm(ask, code, part),
    }),
    ...(part.moving === undefined
      ? []
      : [
          route({
            method: 'GET',
            url: `/victims/:id/${code}/:item`,
            right: 'victim:work',
            reads: 'person',
            params: itemParams,
            handle: (ask) =>
              ask.read(async (tx) => {
                const draft = draftOf(code, ask.params.id, ask.params.item);
                const showing = await withDraft(tx, ask, draft, [], firstShowing());
                return showMove(tx, ask, code, part.moving, showing);
              }),
          }),
          route({
            method: 'POST',
            url: `/victims/:id/${code}/:item`,
            right: 'victim:work',
            reads: 'person',
            params: itemParams,
            body,
            handle: (ask: Ask<One, unknown, Posted>) => moveFromForm(ask, code, part.moving),
          }),
        ]),
  ];
}

/** What is typed about a victim is kept for its writer alone, under the victim's number. */
const draftOf = (code: PartCode, victim: number, item?: number): string =>
  `victim-${code}:${victim}${item === undefined ? '' : `:${item}`}`;

async function contextOf(tx: Tx, ask: Ask, victimId: number): Promise<PartContext> {
  const victim = await getVictim(tx, victimId);
  const [crimes, rule] = await Promise.all([
    listCrimes(tx, victimId, ask.today),
    updateRuleOf(tx, ask.viewer.schemeId, ask.today),
  ]);
  return { victim, crimes, rule, today: ask.today };
}

async function showNew<Input, Row, Move>(
  tx: Tx,
  ask: Ask<{ id: number }>,
  code: PartCode,
  { adding }: Part<Input, Row, Move>,
  showing: Showing,
): Promise<Reply> {
  const context = await contextOf(tx, ask, ask.params.id);
  return showSheet(tx, ask, context.victim, showing, {
    heading: adding.heading,
    what: 'this record',
    action: `/victims/${ask.params.id}/${code}`,
    save: adding.save,
    draft: draftOf(code, ask.params.id),
    fields: drawFields(adding.fields(context), showing.values, showing.errors),
  });
}

async function showSheet(
  tx: Tx,
  ask: Ask,
  victim: Victim,
  showing: Showing,
  sheet: Parameters<typeof drawSheet>[1],
): Promise<Reply> {
  await ask.opened(tx, { act: 'victim:form', subject: 'victim', subjectId: victim.id });
  return sheetPage(
    {
      title: `${sheet.heading} – ${fullName(victim)}`,
      section: 'victims',
      breadcrumbs: [...victimCrumbs, { text: fullName(victim), href: `/victims/${victim.id}` }],
      body: drawSheet(ask.csrfToken, sheet, showing),
    },
    showing,
  );
}

async function addFromForm<Input, Row, Move>(
  ask: Ask<{ id: number }, unknown, Posted>,
  code: PartCode,
  part: Part<Input, Row, Move>,
): Promise<Reply> {
  const { id } = ask.params;
  const context = await ask.read((tx) => contextOf(tx, ask, id));
  return send(ask, {
    read: part.adding.read(ask.body, context),
    perform: (input, key) => ask.perform(part.adding.act, { ...input, id }, key),
    again: (showing) => ask.read((tx) => showNew(tx, ask, code, part, showing)),
    draft: draftOf(code, id),
    done: () => redirect(`/victims/${id}#${code}`, part.adding.done),
  });
}

type Moving<Row, Move> = Part<unknown, Row, Move>['moving'];

async function showMove<Row, Move>(
  tx: Tx,
  ask: Ask<One>,
  code: PartCode,
  moving: Moving<Row, Move>,
  showing: Showing,
): Promise<Reply> {
  if (moving === undefined) throw new Error(`${code} has no moves`);
  const { id, item } = ask.params;
  const context = await contextOf(tx, ask, id);
  const row = await moving.get(tx, { id: item, victimId: id });
  const shown = { ...showing, version: showing.version ?? row.version };
  return showSheet(tx, ask, context.victim, shown, {
    heading: moving.heading,
    what: 'this',
    action: `/victims/${id}/${code}/${item}`,
    save: moving.save,
    draft: draftOf(code, id, item),
    lead: html`<p class="govuk-body">${moving.words(row, context)}</p>${moving.before?.(row, context) ?? ''}`,
    fields: drawFields(moving.fields(row, context), shown.values, shown.errors),
  });
}

async function moveFromForm<Row, Move>(
  ask: Ask<One, unknown, Posted>,
  code: PartCode,
  moving: Moving<Row, Move>,
): Promise<Reply> {
  if (moving === undefined) throw new Error(`${code} has no moves`);
  const { id, item } = ask.params;
  const { context, row } = await ask.read(async (tx) => ({
    context: await contextOf(tx, ask, id),
    row: await moving.get(tx, { id: item, victimId: id }),
  }));
  return send(ask, {
    read: moving.read(ask.body, row, context),
    perform: (input, key) =>
      ask.perform(moving.act, { ...input, id, part: item, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showMove(tx, ask, code, moving, showing)),
    current: () =>
      ask.read(async (tx) => {
        const now = await moving.get(tx, { id: item, victimId: id });
        return { text: moving.words(now, context), version: now.version };
      }),
    draft: draftOf(code, id, item),
    done: () => redirect(`/victims/${id}#${code}`, moving.done),
  });
}
