import type { StaffViewer } from '../access/viewers.ts';
import { mayEnter, type RouteRight } from '../web/route.ts';
import type { TodayItem, Wing } from '../web/wing.ts';

interface Door {
  pattern: RegExp;
  right: RouteRight;
}

interface Doors {
  wings: readonly Wing[];
  doors: Door[];
  /** What was found for an address without its numbers: a page draws dozens of links of a few kinds. */
  found: Map<string, Door | undefined>;
}

let doorsOf: Doors | undefined;

/** Pages of all wings as patterns, made once. A path's own words come before its numbers. */
function listDoors(wings: readonly Wing[]): Doors {
  if (doorsOf?.wings === wings) return doorsOf;
  const doors = wings
    .flatMap((wing) => wing.routes ?? [])
    .filter(({ method }) => method === 'GET')
    .sort((left, right) => left.url.split(':').length - right.url.split(':').length)
    .map(({ url, right }) => ({ pattern: new RegExp(`^${url.replaceAll(/:[a-z]+/gi, '[^/]+')}/?$`), right }));
  doorsOf = { wings, doors, found: new Map() };
  return doorsOf;
}

/** Whether the viewer's role may open a page: a link that leads to a refusal is not drawn. */
export function mayOpen(wings: readonly Wing[], viewer: StaffViewer, href: string): boolean {
  const door = findDoor(listDoors(wings), href.split(/[?#]/, 1)[0] ?? '');
  return door === undefined || mayEnter(viewer, door.right);
}

function findDoor({ doors, found }: Doors, path: string): Door | undefined {
  const kind = path.replaceAll(/\/\d+(?=\/|$)/g, '/1');
  if (!found.has(kind) && found.size < 5_000)
    found.set(
      kind,
      doors.find(({ pattern }) => pattern.test(kind)),
    );
  return found.has(kind) ? found.get(kind) : doors.find(({ pattern }) => pattern.test(kind));
}

/** What of Today leads to a page that the viewer may open. That a list was cut is said in any case. */
export const openItems = (
  wings: readonly Wing[],
  viewer: StaffViewer,
  items: readonly TodayItem[],
): TodayItem[] =>
  items.flatMap((item) => {
    if (mayOpen(wings, viewer, item.href)) return [item];
    return item.more === true ? [{ ...item, href: '' }] : [];
  });
