import Type from 'typebox';
import {
  drawFields,
  drawSheet,
  firstShowing,
  type Posted,
  type Showing,
  send,
  sheetPage,
} from '../../casework/index.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { exampleTag } from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { addPeople, dropPerson, endBriefing, releaseBriefing, saveBriefing, saveItem } from './acts.ts';
import { madeBriefing } from './made.ts';
import { readBriefing, readItem } from './rules.ts';
import { getBriefing, listMadeItems, listTellable } from './store.ts';
import { type AreasRule, areaKindWords } from './types.ts';
import { notTold } from './views.ts';

const body = formBody({
  area: field(40),
  fromDay: field(10),
  fromTime: field(5),
  hours: field(4),
  words: field(2_000),
});
const itemParams = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
type One = { id: number; item: number };

export const briefingMakePages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/briefings/new',
    right: 'briefing:make',
    reads: 'none',
    handle: (ask) => ask.read((tx) => showForm(tx, ask, null, firstShowing(firstValues(ask.now)))),
  }),
  route({
    method: 'POST',
    url: '/briefings',
    right: 'briefing:make',
    reads: 'none',
    body,
    handle: (ask) => save(ask, null),
  }),
  route({
    method: 'GET',
    url: '/briefings/:id/edit',
    right: 'briefing:make',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const briefing = await getBriefing(tx, ask.params.id);
        const hours = Math.round((briefing.untilAt.getTime() - briefing.fromAt.getTime()) / 3_600_000);
        const values = {
          ...timesOf(briefing.fromAt),
          hours: String(hours),
          area: briefing.area,
          words: briefing.words,
        };
        return showForm(tx, ask, briefing.id, firstShowing(values, briefing.version));
      }),
  }),
  route({
    method: 'POST',
    url: '/briefings/:id',
    right: 'briefing:make',
    reads: 'none',
    params: idParams,
    body,
    handle: (ask) => save(ask, ask.params.id),
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/people',
    right: 'briefing:make',
    reads: 'list',
    params: idParams,
    body: formBody({ person: fieldList() }),
    handle: async (ask) => {
      const { id } = ask.params;
      const personIds = (ask.body.person ?? [])
        .map(Number)
        .filter((one) => Number.isSafeInteger(one) && one > 0);
      if (personIds.length === 0)
        return madeBriefing(ask, { errors: [{ field: 'suggested', text: 'Choose somebody to put in' }] });
      // Whoever puts somebody in who has no lead is called about them.
      const input = { id, version: ask.body._version ?? 0, personIds, callWhom: ask.viewer.name };
      const { added } = await ask.perform(addPeople, input, ask.body._key ?? newKey());
      return redirect(
        `/briefings/${id}`,
        added === 1 ? 'One person was put in.' : `${added} people were put in.`,
      );
    },
  }),
  route({
    method: 'GET',
    url: '/briefings/:id/people/:item',
    right: 'briefing:make',
    reads: 'person',
    params: itemParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const item = await getItem(tx, ask.params);
        const values = {
          lookFor: item.lookFor,
          callWhom: item.callWhom,
          reports: item.reportIds.map(String),
        };
        return showItem(tx, ask, firstShowing(values, item.version));
      }),
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/people/:item',
    right: 'briefing:make',
    reads: 'person',
    params: itemParams,
    body: formBody({ lookFor: field(2_000), callWhom: field(500), reports: fieldList() }),
    handle: saveItemFromForm,
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/people/:item/out',
    right: 'briefing:make',
    reads: 'person',
    params: itemParams,
    body: formBody({ why: field(500) }),
    handle: async (ask) => {
      const { id, item } = ask.params;
      const why = ask.body.why?.trim() ?? '';
      const { state } = await ask.read((tx) => getBriefing(tx, id));
      if (state === 'released' && why === '')
        return madeBriefing(ask, { errors: [{ field: `why-${item}`, text: 'Say why they are taken out' }] });
      await ask.perform(dropPerson, { id, version: 0, itemId: item, why }, ask.body._key ?? newKey());
      return redirect(`/briefings/${id}`, 'They were taken out.');
    },
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/release',
    right: 'briefing:release',
    reads: 'list',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { id } = ask.params;
      await ask.perform(releaseBriefing, { id, version: ask.body._version ?? 0 }, ask.body._key ?? newKey());
      return redirect(`/briefings/${id}`, 'It is released. Who reads it shows at its end.');
    },
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/end',
    right: 'briefing:make',
    reads: 'list',
    params: idParams,
    body: formBody({ why: field(500) }),
    handle: async (ask) => {
      const { id } = ask.params;
      const why = ask.body.why?.trim() ?? '';
      const { state } = await ask.read((tx) => getBriefing(tx, id));
      const act = state === 'draft' ? ('discard' as const) : ('withdraw' as const);
      if (act === 'withdraw' && why === '')
        return madeBriefing(ask, { errors: [{ field: 'why', text: 'Say why it is withdrawn' }] });
      const input = { id, version: ask.body._version ?? 0, act, why };
      await ask.perform(endBriefing, input, ask.body._key ?? newKey());
      return redirect(
        '/briefings',
        act === 'discard'
          ? 'The draft was thrown away.'
          : 'It was withdrawn: nobody on the shift reads it any more.',
      );
    },
  }),
];

const timesOf = (at: Date) => ({
  fromDay: londonDay(at),
  fromTime: new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at),
});

const firstValues = (now: Date) => ({ ...timesOf(now), hours: '12' });

async function showForm(tx: Tx, ask: Ask, id: number | null, showing: Showing): Promise<Reply> {
  const rule = await ruleInForce<AreasRule>(tx, ask.viewer.schemeId, 'briefing-areas', ask.today);
  const { values, errors } = showing;
  const fields = drawFields(
    [
      {
        name: 'area',
        label: 'Area or shift',
        as: 'radios',
        choices: rule.body.areas.map((one) => ({
          value: one.code,
          text: one.name,
          hint: `${areaKindWords[one.kind]}: ${one.beats.join(', ')}. Read by ${one.team}`,
        })),
      },
      { name: 'fromDay', label: 'From, day', as: 'day' },
      { name: 'fromTime', label: 'From, time', as: 'line', hint: 'Like 07:00' },
      {
        name: 'hours',
        label: 'For how many hours',
        as: 'number',
        hint: `At most ${rule.body.mostHours}. It ends by itself`,
      },
      {
        name: 'words',
        label: 'For the whole shift (optional)',
        as: 'text',
        rows: 3,
        hint: 'About nobody: what is said of people goes beside them',
      },
    ],
    values,
    errors,
  );
  return sheetPage(
    {
      title: id === null ? 'Make a briefing' : 'Change the briefing',
      section: 'intelligence',
      breadcrumbs: [
        { text: 'Briefings', href: '/briefings' },
        { text: id === null ? 'Make a briefing' : `Briefing ${id}` },
      ],
      body: drawSheet(
        ask.csrfToken,
        {
          heading: id === null ? 'Make a briefing' : 'Change the briefing',
          what: 'this briefing',
          action: id === null ? '/briefings' : `/briefings/${id}`,
          save: 'Go on to who is in it',
          lead: rule.example
            ? html`<p class="govuk-body">The areas and shifts are the scheme’s to name.${exampleTag(true)}</p>`
            : '',
          fields,
        },
        showing,
      ),
    },
    showing,
  );
}

async function save(ask: Ask<unknown, unknown, Posted>, id: number | null): Promise<Reply> {
  const rule = await ask.read((tx) =>
    ruleInForce<AreasRule>(tx, ask.viewer.schemeId, 'briefing-areas', ask.today),
  );
  return send(ask, {
    read: readBriefing(ask.body, rule.body, ask.now),
    perform: (input, key) =>
      ask.perform(saveBriefing, { ...input, id, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showForm(tx, ask, id, showing)),
    current: async () => {
      const { words, version } = await ask.read((tx) => getBriefing(tx, id ?? 0));
      return { text: words === '' ? '(no words for the whole shift)' : words, version };
    },
    done: (made) => redirect(`/briefings/${made.id}`),
  });
}

async function getItem(tx: Tx, { id, item }: One) {
  const found = (await listMadeItems(tx, id)).find((one) => one.id === item);
  if (found === undefined) throw notFound();
  return found;
}

async function showItem(tx: Tx, ask: Ask<One>, showing: Showing): Promise<Reply> {
  const item = await getItem(tx, ask.params);
  const reports = await listTellable(tx, item.personId);
  await ask.opened(tx, {
    act: 'briefing:person',
    subject: 'briefing',
    subjectId: ask.params.id,
    personId: item.personId,
  });
  const { values, errors } = showing;
  const path = `/briefings/${ask.params.id}`;
  return sheetPage(
    {
      title: `${item.name} in briefing ${ask.params.id}`,
      section: 'intelligence',
      breadcrumbs: [{ text: `Briefing ${ask.params.id}`, href: path }, { text: item.name }],
      body: drawSheet(
        ask.csrfToken,
        {
          heading: item.name,
          what: 'what is told of them',
          action: `${path}/people/${item.id}`,
          save: 'Save',
          lead: notTold(),
          fields: html`${drawFields(
            [
              {
                name: 'lookFor',
                label: 'What to look for',
                as: 'text',
                rows: 3,
                hint: 'What an officer should notice or check. No health, no victim, no plan',
              },
              {
                name: 'callWhom',
                label: 'Whom to call',
                as: 'line',
                hint: 'A name and a number that is answered on this shift',
              },
            ],
            values,
            errors,
          )}${
            reports.length === 0
              ? html`<p class="govuk-body">No report of theirs may be told: only accepted ones, without conditions, about them alone.</p>`
              : drawFields(
                  [
                    {
                      name: 'reports',
                      label: 'Reports that are told, with their grade',
                      as: 'boxes',
                      choices: reports.map((one) => ({
                        value: String(one.id),
                        text: one.text.slice(0, 300),
                        hint: `Report ${one.id}: ${one.grade}`,
                      })),
                    },
                  ],
                  values,
                  errors,
                )
          }`,
        },
        showing,
      ),
    },
    showing,
  );
}

async function saveItemFromForm(ask: Ask<One, unknown, Posted>): Promise<Reply> {
  const { id, item } = ask.params;
  const { personId } = await ask.read((tx) => getItem(tx, ask.params));
  const known = (await ask.read((tx) => listTellable(tx, personId))).map((one) => one.id);
  return send(ask, {
    read: readItem(ask.body, known),
    perform: (input, key) =>
      ask.perform(saveItem, { ...input, id, itemId: item, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showItem(tx, ask, showing)),
    current: async () => {
      const now = await ask.read((tx) => getItem(tx, ask.params));
      return { text: `${now.lookFor} Call: ${now.callWhom}`, version: now.version };
    },
    done: () => redirect(`/briefings/${id}`, 'Kept.'),
  });
}
