import { page, type Reply } from '../web/route.ts';
import { secretRefused } from './reports/form-views.ts';

/** Refused, with nothing of it kept or shown again. */
export const refusedAsSecret = (): Reply =>
  page({
    title: 'This may not be entered here',
    section: 'intelligence',
    status: 422,
    body: secretRefused(),
  });
