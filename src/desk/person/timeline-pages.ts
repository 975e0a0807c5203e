import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { isDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, fieldList, idParams } from '../../web/schemas.ts';
import type { PersonTab, TimelineEntry, TimelineWindow, Wing } from '../../web/wing.ts';
import { mayOpen } from '../links.ts';
import { framed } from './frame.ts';
import { inOrder, readCursor, type TimelineFilter, takePage, windowOf } from './timeline-rules.ts';
import { kindWords, timelinePage } from './timeline-view.ts';

const pageSize = 80;

interface TimelineQuery {
  kind?: string[];
  agency?: number | '';
  from?: string;
  to?: string;
  changed?: string;
  before?: string;
}

/** Everything that happened with a person, by every agency, in one place; what the viewer may not see is not there. */
export const timelinePages = (wings: () => readonly Wing[], tabs: () => readonly PersonTab[]): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/timeline',
    right: 'see:identity',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({
      kind: fieldList(20),
      agency: Type.Optional(Type.Union([Type.Literal(''), idParams.properties.id])),
      from: field(10),
      to: field(10),
      changed: field(3),
      before: field(30),
    }),
    handle: (ask) => showTimeline(ask, wings(), tabs()),
  }),
];

/** When the viewer last looked at a person before this look; undefined on the first. */
export const findLastLook = async (tx: Tx, personId: number): Promise<Date | undefined> =>
  (await tx.one(sql<{ at: Date | null }>`select last_looked(${personId}) as at`)).at ?? undefined;

/**
 * What every wing gives, newest first: the newest `limit`, or what is in a window. A link that the viewer's role may not
 * follow is left off.
 */
export async function timelineOf(
  tx: Tx,
  wings: readonly Wing[],
  ask: { personId: number; viewer: StaffViewer; limit?: number; window?: TimelineWindow },
): Promise<TimelineEntry[]> {
  const given = await Promise.all(
    wings.flatMap((wing) => wing.timeline ?? []).map((load) => load(tx, ask.personId, ask.limit, ask.window)),
  );
  return inOrder(given.flat()).map(({ href, ...entry }) =>
    href === undefined || !mayOpen(wings, ask.viewer, href) ? entry : { ...entry, href },
  );
}

const dayOf = (text: string | undefined): string | undefined =>
  text !== undefined && isDay(text) ? text : undefined;

async function showTimeline(
  ask: Ask<{ id: number }, TimelineQuery>,
  wings: readonly Wing[],
  tabs: readonly PersonTab[],
): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today, query } = ask;
  return ask.read(async (tx) => {
    const { frame } = await framed(tx, { personId, viewer, today, path: '/people/:id' }, tabs);
    const [agencies, since] = await Promise.all([listAgencies(tx), findLastLook(tx, personId)]);
    const agency = agencies.find(({ id }) => id === query.agency);
    const known = Object.keys(kindWords) as TimelineEntry['kind'][];
    const filter: TimelineFilter = {
      kinds: known.filter((kind) => query.kind?.includes(kind)),
      agency: agency === undefined ? undefined : { id: agency.id, name: agency.name },
      from: dayOf(query.from),
      to: dayOf(query.to),
      onlyChanged: query.changed === 'yes' && since !== undefined,
    };
    const cursor = readCursor(query.before);
    const wanted = { size: pageSize, cursor, since };
    const given = await timelineOf(tx, wings, { personId, viewer, window: windowOf(filter, wanted) });
    const { entries, older } = takePage(given, filter, wanted);
    await ask.opened(tx, {
      act: 'person:timeline',
      subject: 'person',
      subjectId: personId,
      personId,
      detail: {
        kinds: filter.kinds,
        agency: filter.agency?.id ?? null,
        from: filter.from ?? null,
        to: filter.to ?? null,
        changed: filter.onlyChanged,
        older: cursor !== undefined,
      },
    });
    return page({
      title: `Timeline – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: timelinePage({
        personId,
        entries,
        filter,
        agencies,
        since,
        older,
        isOlder: cursor !== undefined,
      }),
    });
  });
}
