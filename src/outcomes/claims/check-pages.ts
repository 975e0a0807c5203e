import Type from 'typebox';
import type { FieldError } from '../../kernel/errors.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { formBody } from '../../web/schemas.ts';
import { outcomesCrumb } from '../crumbs.ts';
import { checkPage } from './check-view.ts';
import { listClaims } from './linked.ts';

const right = ['see:outcomes', 'see:aggregates'] as const;
const longest = 40_000;

/** Where whoever writes a paper or speaks to the press holds their words against the figures. Nothing is kept. */
export const checkPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes/check-text',
    right,
    reads: 'none',
    section: 'outcomes',
    handle: (ask) => show(ask, { text: '', chosen: undefined, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/outcomes/check-text',
    right,
    reads: 'none',
    section: 'outcomes',
    body: formBody({
      text: Type.Optional(Type.String({ maxLength: 200_000 })),
      claim: Type.Optional(Type.String({ maxLength: 20 })),
    }),
    handle: check,
  }),
];

interface Showing {
  text: string;
  chosen: string | undefined;
  errors: readonly FieldError[];
}

function check(ask: Ask<unknown, unknown, { text?: string; claim?: string }>): Promise<Reply> {
  const { text = '', claim } = ask.body;
  const errors: FieldError[] = [];
  if (text.trim() === '') errors.push({ field: 'text', text: 'Paste the text that you want to check' });
  if (text.length > longest)
    errors.push({
      field: 'text',
      text: `Check at most ${longest.toLocaleString('en-GB')} characters at a time`,
    });
  return show(ask, { text, chosen: claim, errors });
}

async function show(ask: Ask, showing: Showing): Promise<Reply> {
  const claims = await ask.read((tx) => listClaims(tx, ask.viewer.schemeId, { newestOnly: true }));
  return page({
    title: 'Check a text',
    section: 'outcomes',
    marking: 'OFFICIAL',
    breadcrumbs: [outcomesCrumb(ask.viewer), { text: 'Check a text' }],
    status: showing.errors.length > 0 ? 422 : 200,
    errors: summaryOf(showing.errors),
    body: checkPage({ ...showing, claims, csrfToken: ask.csrfToken }),
  });
}
