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
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { exampleTag } from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { refusedAsSecret } from '../refused.ts';
import { holdsSecret } from '../stopped-words.ts';
import { addPeople, dropPerson, endBriefing, releaseBriefing, saveBriefing } from './acts.ts';
import { briefingItemPages, whyKept } from './item-pages.ts';
import { madeBriefing } from './made.ts';
import { readBriefing, readWhy } from './rules.ts';
import { getBriefing } from './store.ts';
import { type AreasRule, areaKindWords } from './types.ts';

const body = formBody({
  area: field(40),
  fromDay: field(10),
  fromTime: field(5),
  hours: field(4),
  words: field(2_000),
  keptBecause: field(1_000),
});
const itemParams = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });

export const briefingMakePages: readonly Route[] = [
  ...briefingItemPages,
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
          keptBecause: briefing.keptBecause ?? '',
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
    method: 'POST',
    url: '/briefings/:id/people/:item/out',
    right: 'briefing:make',
    reads: 'person',
    params: itemParams,
    body: formBody({ why: field(500) }),
    handle: async (ask) => {
      const { id, item } = ask.params;
      if (holdsSecret(ask.body)) return refusedAsSecret();
      const typed = ask.body.why ?? '';
      const { state } = await ask.read((tx) => getBriefing(tx, id));
      const read = readWhy(typed, `why-${item}`, 'Say why they are taken out');
      if (state === 'released' && 'errors' in read)
        return madeBriefing(ask, { errors: read.errors, why: typed });
      const why = typed.trim();
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
      if (holdsSecret(ask.body)) return refusedAsSecret();
      const typed = ask.body.why ?? '';
      const { state } = await ask.read((tx) => getBriefing(tx, id));
      const act = state === 'draft' ? ('discard' as const) : ('withdraw' as const);
      const read = readWhy(typed, 'why', 'Say why it is withdrawn');
      if (act === 'withdraw' && 'errors' in read)
        return madeBriefing(ask, { errors: read.errors, why: typed });
      const input = { id, version: ask.body._version ?? 0, act, why: typed.trim() };
      await ask.perform(endBriefing, input, ask.body._key ?? newKey());
      return redirect(
        '/briefings',
        act === 'discard'
          ? 'The draft was thrown away.'
          : 'It was withdrawn: nobody on the shift reads it any more, and whoever has it on paper is told.',
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
      { name: 'fromTime', label: 'From, time', as: 'line', hint: 'Like 7:00 or 19:30' },
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
      ...whyKept(showing),
    ],
    values,
    errors,
  );
  return sheetPage(
    {
      title: id === null ? 'Make a briefing' : 'Change the briefing',
      section: 'briefings',
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
  if (holdsSecret(ask.body)) return refusedAsSecret();
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
