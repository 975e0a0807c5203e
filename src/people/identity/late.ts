import { WaymarkError } from '../../kernel/errors.ts';
import { page, type Reply } from '../../web/route.ts';
import { decidedMeanwhile } from './proposal-views.ts';

const queue = '/identity/review';

/** A colleague was first: says so, and keeps what was written. Anything else is thrown on. */
export function whereLate(error: unknown, why: string, back = queue): Reply {
  if (!(error instanceof WaymarkError) || error.code !== 'not-allowed-now') throw error;
  return page({
    title: 'Somebody else was first',
    section: 'people',
    status: 409,
    breadcrumbs:
      back === queue ? [{ text: 'Pairs to review', href: queue }, { text: 'Somebody else was first' }] : [],
    body: decidedMeanwhile(error.message, why, back),
  });
}
