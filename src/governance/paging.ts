import { pagination } from '../web/components/index.ts';
import type { Html } from '../web/html.ts';

/** Earlier and later pages of a list, or nothing where there is one page only. */
export function pagesOf(current: number, hasMore: boolean, href: (page: number) => string): Html | '' {
  if (current === 1 && !hasMore) return '';
  return pagination({
    ...(current > 1 ? { previous: { href: href(current - 1) } } : {}),
    ...(hasMore ? { next: { href: href(current + 1) } } : {}),
  });
}
