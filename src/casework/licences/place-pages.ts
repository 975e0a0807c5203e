import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { showFramed, staleOf } from './framed.ts';
import { curfewWords, readCurfewForm, readEndPlaceForm, readZoneForm } from './place-rules.ts';
import { curfewFormPage, endPlacePage, type PlaceFormModel, zoneFormPage } from './place-views.ts';
import { endCurfew, endZone, setCurfew, setZone } from './register-acts.ts';
import { listCurfews, listZones } from './register-store.ts';
import type { CurfewForm, ZoneForm } from './types.ts';

const ofPlace = Type.Object({ id: idParams.properties.id, place: idParams.properties.id });
const endBody = formBody({ toDay: field(10), why: field(500) });

export const placePages = (framePerson: FramePerson): Route[] => [
  ...formRoutes<CurfewForm>(framePerson, curfews),
  route({
    method: 'POST',
    url: '/people/:id/licence/curfews',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({
      days: fieldList(),
      fromTime: field(5),
      toTime: field(5),
      fromDay: field(10),
      toDay: field(10),
      address: field(300),
      addressHandling: field(20),
      handling: field(20),
    }),
    handle: async (ask) => {
      const read = readCurfewForm(ask.body);
      if ('errors' in read) return again(ask, framePerson, curfews, read.errors);
      await ask.perform(setCurfew, { ...read.input, personId: ask.params.id }, ask.body._key ?? newKey());
      return saved(ask, curfews);
    },
  }),
  ...formRoutes<ZoneForm>(framePerson, zones),
  route({
    method: 'POST',
    url: '/people/:id/licence/zones',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({
      name: field(100),
      places: field(4_000),
      boundary: field(4_000),
      latitude: field(20),
      longitude: field(20),
      radius: field(7),
      protective: field(3),
      fromDay: field(10),
      toDay: field(10),
      handling: field(20),
    }),
    handle: async (ask) => {
      const read = readZoneForm(ask.body);
      if ('errors' in read) return again(ask, framePerson, zones, read.errors);
      await ask.perform(setZone, { ...read.input, personId: ask.params.id }, ask.body._key ?? newKey());
      return saved(ask, zones);
    },
  }),
  ...(['curfews', 'zones'] as const).flatMap((what) => [
    route({
      method: 'GET',
      url: `/people/:id/licence/${what}/:place/end`,
      right: 'licence:edit',
      reads: 'person',
      about: 'person',
      params: ofPlace,
      handle: (ask) =>
        ask.read((tx) => showEnd(tx, ask, framePerson, what, { values: { toDay: ask.today } })),
    }),
    route({
      method: 'POST',
      url: `/people/:id/licence/${what}/:place/end`,
      right: 'licence:edit',
      reads: 'person',
      about: 'person',
      params: ofPlace,
      body: endBody,
      handle: (ask) => endFromForm(ask, framePerson, what),
    }),
  ]),
];

interface Place<Values> {
  url: 'curfews' | 'zones';
  title: string;
  draft: 'curfew' | 'zone';
  done: string;
  lists: readonly (keyof Values & string)[];
  view(model: PlaceFormModel<Values>): Html;
}

const curfews: Place<CurfewForm> = {
  url: 'curfews',
  title: 'Add a curfew',
  draft: 'curfew',
  done: 'The curfew was recorded.',
  lists: ['days'],
  view: curfewFormPage,
};

const zones: Place<ZoneForm> = {
  url: 'zones',
  title: 'Add an exclusion zone',
  draft: 'zone',
  done: 'The zone was recorded.',
  lists: [],
  view: zoneFormPage,
};

const draftOf = (place: { draft: string }, personId: number): string => `${place.draft}:new:${personId}`;

function formRoutes<Values extends { fromDay?: string }>(
  framePerson: FramePerson,
  place: Place<Values>,
): Route[] {
  return [
    route({
      method: 'GET',
      url: `/people/:id/licence/${place.url}/new`,
      right: 'licence:edit',
      reads: 'person',
      about: 'person',
      params: idParams,
      handle: (ask) =>
        ask.read(async (tx) => {
          const draft = await findDraft<Values>(
            tx,
            ask.viewer.staffId,
            draftOf(place, ask.params.id),
            place.lists,
          );
          const values = draft?.values ?? ({ fromDay: ask.today } as Values);
          return show(tx, ask, framePerson, place, { personId: ask.params.id, values, kept: draft });
        }),
    }),
  ];
}

interface Shown<Values> {
  personId: number;
  values: Values;
  kept?: KeptDraft<Values> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
}

function show<Values>(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  place: Place<Values>,
  shown: Shown<Values>,
): Promise<Reply> {
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: shown.personId,
    title: place.title,
    act: 'licence:form',
    errors,
    body: () =>
      html`${keptNotice(shown.kept, ask.csrfToken)}${place.view({
        ...shown,
        action: `/people/${shown.personId}/licence/${place.url}`,
        draft: draftOf(place, shown.personId),
        csrfToken: ask.csrfToken,
        errors,
      })}`,
  });
}

const again = <Values>(
  ask: Ask<{ id: number }, unknown, Values & { _key?: string }>,
  framePerson: FramePerson,
  place: Place<Values>,
  errors: readonly FieldError[],
): Promise<Reply> =>
  ask.read((tx) =>
    show(tx, ask, framePerson, place, {
      personId: ask.params.id,
      values: ask.body,
      errors,
      key: ask.body._key,
    }),
  );

async function saved<Values>(ask: Ask<{ id: number }>, place: Place<Values>): Promise<Reply> {
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(place, ask.params.id)));
  return redirect(`/people/${ask.params.id}/licence#places`, place.done);
}

type What = 'curfews' | 'zones';
type PlaceAsk = Ask<{ id: number; place: number }>;

/** The one that is ended, with how it is called. */
async function findPlace(
  tx: Tx,
  ask: PlaceAsk,
  what: What,
): Promise<{ version: number; fromDay: string; words: string }> {
  const { id: personId, place } = ask.params;
  const curfew =
    what === 'curfews'
      ? (await listCurfews(tx, personId, ask.today)).find(({ id }) => id === place)
      : undefined;
  if (curfew !== undefined) return { ...curfew, words: curfewWords(curfew) };
  const zone =
    what === 'zones' ? (await listZones(tx, personId, ask.today)).find(({ id }) => id === place) : undefined;
  if (zone === undefined) throw notFound();
  return { ...zone, words: zone.name };
}

interface EndShown {
  values: { toDay?: string; why?: string };
  errors?: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showEnd(
  tx: Tx,
  ask: PlaceAsk,
  framePerson: FramePerson,
  what: What,
  shown: EndShown,
): Promise<Reply> {
  const { id: personId, place } = ask.params;
  const found = await findPlace(tx, ask, what);
  const errors = shown.errors ?? [];
  const heading = what === 'curfews' ? 'End a curfew' : 'End an exclusion zone';
  return showFramed(tx, ask, framePerson, {
    personId,
    title: heading,
    act: 'licence:form',
    about: { subject: what === 'curfews' ? 'curfew' : 'exclusion_zone', subjectId: place },
    errors,
    theirs: shown.theirs,
    body: () =>
      endPlacePage({
        ...shown,
        heading,
        what: found.words,
        action: `/people/${personId}/licence/${what}/${place}/end`,
        csrfToken: ask.csrfToken,
        version: found.version,
        errors,
      }),
  });
}

type EndAsk = Ask<
  { id: number; place: number },
  unknown,
  { toDay?: string; why?: string; _key?: string; _version?: number }
>;

async function endFromForm(ask: EndAsk, framePerson: FramePerson, what: What): Promise<Reply> {
  const { id: personId, place } = ask.params;
  const { fromDay } = await ask.read((tx) => findPlace(tx, ask, what));
  const read = readEndPlaceForm(ask.body, fromDay);
  if ('errors' in read)
    return ask.read((tx) =>
      showEnd(tx, ask, framePerson, what, { values: ask.body, errors: read.errors, key: ask.body._key }),
    );
  const input = { ...read.input, id: place, personId, version: ask.body._version ?? 0 };
  try {
    await ask.perform(what === 'curfews' ? endCurfew : endZone, input, ask.body._key ?? newKey());
  } catch (error) {
    const { theirs } = staleOf(error);
    return ask.read((tx) => showEnd(tx, ask, framePerson, what, { values: ask.body, theirs, key: newKey() }));
  }
  return redirect(`/people/${personId}/licence#places`, 'Its last day was recorded.');
}
