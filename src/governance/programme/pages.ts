import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState } from '../../web/components/index.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, idParams, oneOf } from '../../web/schemas.ts';
import { listEvents } from '../registers/history.ts';
import type { GovernanceSection } from '../sections.ts';
import { entryPages } from './entry-pages.ts';
import { isLate, schedule } from './rules.ts';
import { getItem, getProgramme, listItems, listPhases, listProgrammes } from './store.ts';
import { itemKindWords, ragWords } from './types.ts';
import {
  type ItemFilter,
  itemPage,
  type ProgrammeLine,
  programmeList,
  programmePage,
  programmePath,
  programmeTable,
} from './views.ts';

export const programmePages: Route[] = [
  route({
    method: 'GET',
    url: programmePath,
    right: 'see:governance',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          title: 'Programme',
          section: 'governance',
          breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Programme' }],
          body: programmeList(await loadLines(tx, ask), ask.today, ask.viewer.may('programme:manage')),
        }),
      ),
  }),
  ...entryPages,
  route({
    method: 'GET',
    url: '/governance/programme/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    query: Type.Object({ show: Type.Optional(oneOf(['open', 'late', 'slipping', ''])), stream: field(100) }),
    handle: showProgramme,
  }),
  route({
    method: 'GET',
    url: '/governance/programme/:id/plan.csv',
    right: 'see:governance',
    reads: 'export',
    params: idParams,
    handle: download,
  }),
  route({
    method: 'GET',
    url: '/governance/programme/items/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    handle: showItem,
  }),
];

async function loadLines(tx: Tx, ask: Pick<Ask, 'today'>): Promise<ProgrammeLine[]> {
  const [programmes, items] = await Promise.all([listProgrammes(tx), listItems(tx, undefined)]);
  return programmes.map((programme) => {
    const mine = items.filter(({ programmeId }) => programmeId === programme.id);
    return { programme, items: mine, placed: schedule(mine, ask.today) };
  });
}

type PageQuery = { show?: 'open' | 'late' | 'slipping' | ''; stream?: string };

async function showProgramme(ask: Ask<{ id: number }, PageQuery>): Promise<Reply> {
  const { today, query } = ask;
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [programme, phases, items] = await Promise.all([
      getProgramme(tx, id),
      listPhases(tx, id),
      listItems(tx, id),
    ]);
    const placed = schedule(items, today);
    const filter: ItemFilter = { show: query.show || undefined, stream: query.stream || undefined };
    const shown = items.filter((item) => {
      if (filter.stream !== undefined && item.stream !== filter.stream) return false;
      if (filter.show === undefined) return true;
      if (item.doneOn !== null || item.dropped) return false;
      return filter.show === 'late'
        ? isLate(item, today)
        : filter.show === 'open' || (placed.get(item.id)?.slip ?? 0) > 0;
    });
    return page({
      title: programme.title,
      section: 'governance',
      breadcrumbs: [
        { text: 'Governance', href: '/governance' },
        { text: 'Programme', href: programmePath },
        { text: programme.title },
      ],
      body: programmePage({
        programme,
        phases,
        items,
        shown,
        placed,
        filter,
        today,
        mayManage: ask.viewer.may('programme:manage'),
        hrefWith: (changes) => addressOf(`${programmePath}/${id}`, { ...filter, ...changes }),
      }),
    });
  });
}

async function showItem(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const item = await getItem(tx, ask.params.id);
    const [programme, phases, items, events] = await Promise.all([
      getProgramme(tx, item.programmeId),
      listPhases(tx, item.programmeId),
      listItems(tx, item.programmeId),
      listEvents(tx, 'programme-item', item.id),
    ]);
    return page({
      title: item.title,
      section: 'governance',
      breadcrumbs: [
        { text: 'Governance', href: '/governance' },
        { text: 'Programme', href: programmePath },
        { text: programme.title, href: `${programmePath}/${programme.id}` },
        { text: item.title },
      ],
      body: itemPage({
        item,
        programme,
        phase: phases.find(({ id }) => id === item.phaseId),
        items,
        placed: schedule(items, ask.today),
        events,
        today: ask.today,
        mayManage: ask.viewer.may('programme:manage'),
      }),
    });
  });
}

const csvHead = [
  ...[
    'phase',
    'item',
    'kind',
    'work stream',
    'owner',
    'agreed start',
    'agreed end',
    'expected start',
    'expected end',
  ],
  ...['start now', 'end now', 'slip in days', 'pushed by', 'done', 'dropped', 'rating', 'why', 'needs'],
];

async function download(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [phases, items] = await Promise.all([listPhases(tx, id), listItems(tx, id), getProgramme(tx, id)]);
    const placed = schedule(items, ask.today);
    const titleOf = (one: number | undefined): string => items.find((item) => item.id === one)?.title ?? '';
    const lines = items.map((item) => {
      const at = placed.get(item.id);
      return csvLine([
        phases.find((phase) => phase.id === item.phaseId)?.number,
        ...[item.title, itemKindWords[item.kind], item.stream, item.owner],
        ...[item.baseStartsOn, item.baseEndsOn, item.startsOn, item.endsOn],
        ...[at?.startsOn, at?.endsOn, at?.slip, titleOf(at?.pushedBy)],
        ...[
          item.doneOn,
          item.dropped ? 'yes' : 'no',
          ragWords[item.rag],
          item.ragWhy,
          item.needs.map(titleOf).join('; '),
        ],
      ]);
    });
    await ask.exported(tx, {
      act: 'programme:export',
      subject: 'programme-item',
      people: [],
      ids: items.map((item) => item.id),
    });
    return markedCsv(ask, { name: `programme-${id}-${ask.today}`, lines: [csvLine(csvHead), ...lines] });
  });
}

/** The wing's first page: each programme in a line. */
export async function programmeSection(tx: Tx, ask: Pick<Ask, 'today'>): Promise<GovernanceSection> {
  const lines = await loadLines(tx, ask);
  const items = lines.flatMap((line) => line.items);
  return {
    id: 'programme',
    title: 'Programme',
    stats: [
      { number: lines.length, label: lines.length === 1 ? 'programme' : 'programmes', href: programmePath },
      {
        number: items.filter((item) => isLate(item, ask.today)).length,
        label: 'items late',
        href: programmePath,
      },
    ],
    body:
      lines.length === 0
        ? emptyState({ title: 'No programme is entered.' })
        : programmeTable(lines, ask.today),
    all: { text: 'All programmes', href: programmePath },
  };
}
