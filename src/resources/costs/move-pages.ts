import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { codeField, field, formBody, idParams } from '../../web/schemas.ts';
import { listBearers } from './body-store.ts';
import { loadFormulas } from './formulas.ts';
import { moveCostLine } from './move-acts.ts';
import { type LinePlace, placeOf } from './move-rules.ts';
import { type MoveValues, moveForm } from './move-view.ts';
import { bearerWords, crumbs } from './show.ts';
import { getCostLine } from './store.ts';
import type { CostLine } from './types.ts';

const shared = {
  right: 'cost:edit',
  reads: 'none',
  params: idParams,
  url: '/resources/costs/:id/move',
} as const;

const body = formBody({
  heading: field(200),
  year: field(10),
  bearer: codeField,
  formula: field(60),
  why: field(2000),
});

type OneLine<Body = unknown> = Ask<{ id: number }, unknown, Body>;

export const movePages: Route[] = [
  route({ ...shared, method: 'GET', handle: (ask) => show(ask, { errors: [] }) }),
  route({ ...shared, method: 'POST', body, handle: moveFromForm }),
];

const valuesOf = (line: CostLine): MoveValues => {
  const { heading, year, bearer, formula } = placeOf(line);
  return { heading, year, bearer: bearer ?? '', formula: formula ?? 'cost-share' };
};

interface Shown {
  values?: MoveValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  /** As the form showed it; the present one where it is shown anew. */
  version?: number;
  stale?: boolean;
}

const show = (ask: OneLine, shown: Shown): Promise<Reply> =>
  ask.read(async (tx) => {
    const [line, bearers, { versions }] = await Promise.all([
      getCostLine(tx, ask.params.id),
      listBearers(tx),
      loadFormulas(tx, ask.viewer.schemeId),
    ]);
    const theirs = shown.stale ? `${line.heading}, ${line.year}, ${bearerWords(line)}` : undefined;
    return page({
      title: `Change where it stands: ${line.heading}`,
      section: 'resources',
      status: formStatus({ errors: shown.errors, theirs }),
      breadcrumbs: [...crumbs, { text: line.heading, href: `/resources/costs/${line.id}` }],
      errors: summaryOf(shown.errors),
      body: moveForm({
        line,
        bearers,
        formulas: versions,
        values: shown.values ?? valuesOf(line),
        errors: shown.errors,
        key: shown.key,
        version: shown.stale ? line.version : (shown.version ?? line.version),
        theirs,
        csrfToken: ask.csrfToken,
      }),
    });
  });

const readPlace = (values: MoveValues): LinePlace => ({
  heading: values.heading?.trim() ?? '',
  year: values.year?.trim() ?? '',
  bearer: values.bearer || null,
  formula: !values.formula || values.formula === 'cost-share' ? null : values.formula,
});

async function moveFromForm(ask: OneLine<MoveValues & { _key?: string; _version?: number }>): Promise<Reply> {
  const { _key: key = newKey(), _version: version = 0, ...values } = ask.body;
  const { id } = ask.params;
  try {
    await ask.perform(
      moveCostLine,
      { id, version, ...readPlace(values), why: values.why?.trim() ?? '' },
      key,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return show(ask, { values, errors: error.fields, key, version });
    if (error.code === 'stale-version') return show(ask, { values, errors: [], key: newKey(), stale: true });
    throw error;
  }
  return redirect(`/resources/costs/${id}`, 'The line was changed. What it was is in its history.');
}
