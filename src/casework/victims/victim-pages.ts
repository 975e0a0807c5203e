import { showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { drawFields } from '../form-fields.ts';
import {
  drawSheet,
  firstShowing,
  type Posted,
  type Sheet,
  type Showing,
  send,
  sheetPage,
  withDraft,
} from '../form-flow.ts';
import { Reading } from '../reading.ts';
import { addCrime, changeVictim, closeVictim, handOver, reopenVictim, updateRuleOf } from './acts.ts';
import { victimCrumbs } from './list-pages.ts';
import { listConditions, listOffers, listReferrals, listSatisfaction, listUpdates } from './part-store.ts';
import { crimeOf, readDetails } from './rules.ts';
import { getVictim, listCrimes, listOfficers } from './store.ts';
import type { Victim } from './types.ts';
import { detailFields, fullName, victimPage } from './views.ts';

type One = { id: number };

const detailsBody = formBody({
  capacity: field(10),
  givenNames: field(100),
  familyName: field(100),
  born: field(10),
  contactScheme: field(20),
  wantsUpdates: fieldList(1),
  phone: field(40),
  email: field(200),
  address: field(500),
  prefers: field(10),
  bestTimes: field(500),
  noContactTimes: field(500),
  message: field(20),
  safeWords: field(500),
  needs: field(5_000),
});

export const victimPages: Route[] = [
  route({
    method: 'GET',
    url: '/victims/:id',
    right: 'see:victims',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showVictim(tx, ask)),
  }),
  route({
    method: 'GET',
    url: '/victims/:id/details',
    right: 'victim:work',
    reads: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const victim = await getVictim(tx, ask.params.id);
        const fresh = firstShowing(formOf(victim), victim.version);
        return showSheet(
          tx,
          ask,
          detailsSheet,
          await withDraft(tx, ask, draftOf(victim.id), ['wantsUpdates'], fresh),
        );
      }),
  }),
  route({
    method: 'POST',
    url: '/victims/:id/details',
    right: 'victim:work',
    reads: 'person',
    params: idParams,
    body: detailsBody,
    handle: changeFromForm,
  }),
  ...(['crime', 'hand-over', 'close'] as const).flatMap((what) => [
    route({
      method: 'GET',
      url: `/victims/:id/${what}`,
      right: 'victim:work',
      reads: 'person',
      params: idParams,
      handle: (ask) => ask.read((tx) => showSheet(tx, ask, sheets[what], firstShowing())),
    }),
    route({
      method: 'POST',
      url: `/victims/:id/${what}`,
      right: 'victim:work',
      reads: 'person',
      params: idParams,
      body: formBody({ crime: field(60), to: field(20), why: field(2_000) }),
      handle: (ask) => changeFrom[what](ask),
    }),
  ]),
  route({
    method: 'POST',
    url: '/victims/:id/reopen',
    right: 'victim:work',
    reads: 'person',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        reopenVictim,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(`/victims/${ask.params.id}`, 'The case is open again.');
    },
  }),
];

const draftOf = (id: number): string => `victim-details:${id}`;

async function showVictim(tx: Tx, ask: Ask<One>): Promise<Reply> {
  const { id } = ask.params;
  const victim = await getVictim(tx, id);
  const [crimes, updates, referrals, satisfaction, conditions, offers, rule] = await Promise.all([
    listCrimes(tx, id, ask.today),
    listUpdates(tx, id),
    listReferrals(tx, id),
    listSatisfaction(tx, id),
    listConditions(tx, id),
    listOffers(tx, id),
    updateRuleOf(tx, ask.viewer.schemeId, ask.today),
  ]);
  await ask.opened(tx, { act: 'victim:open', subject: 'victim', subjectId: id });
  return page({
    title: fullName(victim),
    section: 'victims',
    breadcrumbs: [...victimCrumbs, { text: fullName(victim) }],
    body: victimPage({
      victim,
      crimes,
      updates,
      referrals,
      satisfaction,
      conditions,
      offers,
      rule,
      today: ask.today,
      mayWork: ask.viewer.may('victim:work'),
      csrfToken: ask.csrfToken,
    }),
  });
}

type MakeSheet = (work: { tx: Tx; ask: Ask<One>; victim: Victim; showing: Showing }) => Promise<Sheet>;

async function showSheet(tx: Tx, ask: Ask<One>, make: MakeSheet, showing: Showing): Promise<Reply> {
  const victim = await getVictim(tx, ask.params.id);
  const sheet = await make({ tx, ask, victim, showing });
  const shown = { ...showing, version: showing.version ?? victim.version };
  await ask.opened(tx, { act: 'victim:form', subject: 'victim', subjectId: victim.id });
  return sheetPage(
    {
      title: `${sheet.heading} – ${fullName(victim)}`,
      section: 'victims',
      breadcrumbs: [...victimCrumbs, { text: fullName(victim), href: `/victims/${victim.id}` }],
      body: drawSheet(ask.csrfToken, sheet, shown),
    },
    shown,
  );
}

const formOf = (victim: Victim) => ({
  capacity: victim.capacity,
  givenNames: victim.givenNames,
  familyName: victim.familyName,
  born: victim.born ?? '',
  contactScheme: victim.contactScheme,
  wantsUpdates: victim.wantsUpdates ? ['yes'] : [],
  phone: victim.phone ?? '',
  email: victim.email ?? '',
  address: victim.address ?? '',
  prefers: victim.prefers ?? '',
  bestTimes: victim.bestTimes ?? '',
  noContactTimes: victim.noContactTimes ?? '',
  message: victim.message,
  safeWords: victim.safeWords ?? '',
  needs: victim.needs ?? '',
});

const detailsSheet: MakeSheet = async ({ victim, showing }) => ({
  heading: 'Details, preferences and needs',
  what: 'this record',
  action: `/victims/${victim.id}/details`,
  save: 'Save details',
  draft: draftOf(victim.id),
  fields: detailFields(showing),
});

async function changeFromForm(ask: Ask<One, unknown, Posted>): Promise<Reply> {
  const { id } = ask.params;
  return send(ask, {
    read: readDetails(ask.body, ask.today),
    perform: (input, key) =>
      ask.perform(changeVictim, { ...input, id, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showSheet(tx, ask, detailsSheet, showing)),
    current: () => ask.read((tx) => nowOf(tx, id)),
    draft: draftOf(id),
    done: () => redirect(`/victims/${id}`, 'The details were saved.'),
  });
}

async function nowOf(tx: Tx, id: number): Promise<{ text: string; version: number }> {
  const victim = await getVictim(tx, id);
  const reach = [victim.phone, victim.email, victim.address].filter((way) => way !== null).join('; ');
  return {
    text: `${fullName(victim)}. ${reach}. ${victim.needs ?? ''}${victim.state === 'closed' ? ` Closed on ${showDay(victim.closedOn ?? '')}.` : ''}`,
    version: victim.version,
  };
}

const sheets: Record<'crime' | 'hand-over' | 'close', MakeSheet> = {
  crime: async ({ victim, showing: { values, errors } }) => ({
    heading: 'Add another crime',
    what: 'this record',
    action: `/victims/${victim.id}/crime`,
    save: 'Add crime',
    fields: drawFields(
      [
        {
          name: 'crime',
          label: 'Crime number',
          as: 'line',
          hint: 'One for which a member was charged, cautioned or convicted',
        },
      ],
      values,
      errors,
    ),
  }),
  'hand-over': async ({ tx, ask, victim, showing: { values, errors } }) => {
    const officers = await listOfficers(tx, ask.viewer.schemeId, ask.viewer);
    return {
      heading: 'Hand over to a colleague',
      what: 'this record',
      action: `/victims/${victim.id}/hand-over`,
      save: 'Hand over',
      lead: html`<p class="govuk-body">${officers.length === 0 ? 'Nobody else in your agency works with victims in this scheme.' : 'They are the named contact from now on, and you no longer see this record.'}</p>`,
      fields: drawFields(
        [
          {
            name: 'to',
            label: 'To whom',
            as: 'select',
            choices: [
              { value: '', text: 'Choose' },
              ...officers.map(({ id, name }) => ({ value: String(id), text: name })),
            ],
          },
        ],
        values,
        errors,
      ),
    };
  },
  close: async ({ tx, ask, victim, showing: { values, errors } }) => {
    const { afterCloseDays } = await updateRuleOf(tx, ask.viewer.schemeId, ask.today);
    return {
      heading: 'Close the case',
      what: 'this record',
      action: `/victims/${victim.id}/close`,
      save: 'Close case',
      lead: html`<p class="govuk-body">Nothing becomes due any more. You see the record, and may open it again, for ${afterCloseDays} more days; after that it is out of sight.</p>`,
      fields: drawFields([{ name: 'why', label: 'Why', as: 'text', rows: 3 }], values, errors),
    };
  },
};

const changeFrom: Record<keyof typeof sheets, (ask: Ask<One, unknown, Posted>) => Promise<Reply>> = {
  crime: (ask) => {
    const form = new Reading(ask.body);
    const crime = form.words('crime', 'Enter the crime number');
    return sendSheet(ask, 'crime', crime === null ? { errors: form.errors } : { input: crimeOf(crime) }, {
      perform: (input, key) =>
        ask.perform(addCrime, { id: ask.params.id, version: ask.body._version ?? 0, crime: input }, key),
      done: () => redirect(`/victims/${ask.params.id}`, 'The crime was added.'),
    });
  },
  'hand-over': async (ask) => {
    const officers = await ask.read((tx) => listOfficers(tx, ask.viewer.schemeId, ask.viewer));
    const form = new Reading(ask.body);
    const to = form.id(
      'to',
      officers.map(({ id }) => id),
      'Choose a colleague',
    );
    return sendSheet(ask, 'hand-over', to === null ? { errors: form.errors } : { input: to }, {
      perform: (input, key) =>
        ask.perform(handOver, { id: ask.params.id, version: ask.body._version ?? 0, to: input }, key),
      done: () => redirect('/victims', 'The case was handed over.'),
    });
  },
  close: (ask) => {
    const form = new Reading(ask.body);
    const why = form.words('why', 'Say why it is closed');
    return sendSheet(ask, 'close', why === null ? { errors: form.errors } : { input: why }, {
      perform: (input, key) =>
        ask.perform(closeVictim, { id: ask.params.id, version: ask.body._version ?? 0, why: input }, key),
      done: () => redirect(`/victims/${ask.params.id}`, 'The case is closed.'),
    });
  },
};

const sendSheet = <Input>(
  ask: Ask<One, unknown, Posted>,
  what: keyof typeof sheets,
  read: { input: Input } | { errors: Showing['errors'][number][] },
  work: { perform(input: Input, key: string): Promise<unknown>; done(): Reply },
): Promise<Reply> =>
  send(ask, {
    read,
    ...work,
    again: (showing) => ask.read((tx) => showSheet(tx, ask, sheets[what], showing)),
    current: () => ask.read((tx) => nowOf(tx, ask.params.id)),
  });
