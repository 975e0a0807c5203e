import type { StaffViewer } from '../access/viewers.ts';
import { mayEnter, type RouteRight } from '../web/route.ts';
import type { TodayItem, Wing } from '../web/wing.ts';

interface Door {
  pattern: RegExp;
  right: RouteRight;
}

let doorsOf: { wings: readonly Wing[]; doors: Door[] } | undefined;

/** Pages of all wings as patterns, made once. A path's own words come before its numbers. */
function listDoors(wings: readonly Wing[]): Door[] {
  if (doorsOf?.wings === wings) return doorsOf.doors;
  const doors = wings
    .flatMap((wing) => wing.routes ?? [])
    .filter(({ method }) => method === 'GET')
    .sort((left, right) => left.url.split(':').length - right.url.split(':').length)
    .map(({ url, right }) => ({ pattern: new RegExp(`^${url.replaceAll(/:[a-z]+/gi, '[^/]+')}/?$`), right }));
  doorsOf = { wings, doors };
  return doors;
}

/** Whether the viewer's role may open a page: a link that leads to a refusal is not drawn. */
export function mayOpen(wings: readonly Wing[], viewer: StaffViewer, href: string): boolean {
  const path = href.split(/[?#]/)[0] ?? '';
  const door = listDoors(wings).find(({ pattern }) => pattern.test(path));
  return door === undefined || mayEnter(viewer, door.right);
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
