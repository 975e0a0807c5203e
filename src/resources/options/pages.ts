import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { formTexts } from '../costs/form-texts.ts';
import { crumbs as costCrumbs } from '../costs/show.ts';
import { openAppraisal } from './acts.ts';
import { checkPreferred, checkSavings, checkStatement } from './checks.ts';
import { openForm } from './forms.ts';
import { oneAtATime, rank, shifts } from './ranking.ts';
import { getWhole, pageOfAppraisals } from './store.ts';
import { figureKinds, figureWords, optionStateWords, type WholeAppraisal } from './types.ts';
import { appraisalList, appraisalPage, figureText } from './view.ts';

const path = '/resources/options';
const pageSize = 50;

export const optionPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:costs',
    reads: 'none',
    query: Type.Object({ page: pageNumber }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const current = ask.query.page ?? 1;
        const found = await pageOfAppraisals(tx, { limit: pageSize, offset: (current - 1) * pageSize });
        return page({
          title: 'Options appraisals',
          section: 'resources',
          breadcrumbs: costCrumbs,
          body: appraisalList({ ...found, page: current, pageSize, mayEdit: ask.viewer.may('cost:edit') }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: `${path}/new`,
    right: 'cost:edit',
    reads: 'none',
    handle: async (ask) => showOpen(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/new`,
    right: 'cost:edit',
    reads: 'none',
    body: formBody({ title: field(200), question: field(2000), source: field(300) }),
    handle: openFromForm,
  }),
  route({
    method: 'GET',
    url: `${path}/:id`,
    right: 'see:costs',
    reads: 'none',
    params: idParams,
    handle: (ask) => showAppraisal(ask),
  }),
  route({
    method: 'GET',
    url: `${path}/:id/comparison.csv`,
    right: 'see:costs',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) =>
        markedCsv(ask, {
          name: `options-${ask.params.id}-${ask.today}`,
          lines: comparisonLines(await getWhole(tx, ask.params.id)),
        }),
      ),
  }),
];

const showOpen = (
  ask: Ask,
  shown: { values: Record<string, string | undefined>; errors: readonly FieldError[]; key?: string },
): Reply =>
  page({
    title: 'Open an options appraisal',
    section: 'resources',
    status: formStatus(shown),
    breadcrumbs: [...costCrumbs, { text: 'Options appraisals', href: path }],
    errors: summaryOf(shown.errors),
    body: openForm({ ...shown, csrfToken: ask.csrfToken }),
  });

async function openFromForm(
  ask: Ask<unknown, unknown, { title?: string; question?: string; source?: string; _key?: string }>,
): Promise<Reply> {
  const { title = '', question = '', source = '', _key: key = newKey() } = ask.body;
  try {
    const { id } = await ask.perform(
      openAppraisal,
      {
        // Its own, and the same for the same sending.
        code: `appraisal-${key
          .toLowerCase()
          .replaceAll(/[^a-z0-9]/g, '')
          .slice(0, 40)}`,
        title: title.trim(),
        question: question.trim(),
        source: source.trim() || null,
        exampleNote: null,
        example: false,
      },
      key,
    );
    return redirect(`${path}/${id}`, 'The appraisal is open.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showOpen(ask, { values: formTexts(ask.body), errors: error.fields, key: newKey() });
  }
}

const showAppraisal = (ask: Ask<{ id: number }>): Promise<Reply> =>
  ask.read(async (tx) => {
    const appraisal = await getWhole(tx, ask.params.id);
    const { options, criteria, scores, statements } = appraisal;
    const ranked = rank(options, criteria, scores);
    const [winner, ...rest] = ranked;
    const rivals = rest.filter(({ mean }) => mean !== undefined);
    const decided = winner?.mean !== undefined;
    return page({
      title: appraisal.title,
      section: 'resources',
      breadcrumbs: [...costCrumbs, { text: 'Options appraisals', href: path }],
      body: appraisalPage({
        appraisal,
        ranked,
        turns: decided ? oneAtATime(winner, rivals, criteria) : [],
        shifts: decided ? shifts(winner, rivals, criteria) : [],
        checks: [...statements.map(checkStatement), ...checkSavings(options), ...checkPreferred(ranked)],
        mayEdit: ask.viewer.may('cost:edit'),
        csrfToken: ask.csrfToken,
      }),
    });
  });

/** One line an option: figures as the page shows them, then the scores by criterion. */
function comparisonLines(appraisal: WholeAppraisal): string[] {
  const { options, criteria, scores } = appraisal;
  if (options.length === 0) throw notFound();
  const head = [
    'option',
    'state',
    'reason',
    'structure',
    'risks',
    'fit',
    ...figureKinds.map((kind) => figureWords[kind]),
    ...criteria.map(({ name, weight }) => `${name} (weight ${weight})`),
    'example',
  ];
  const rows = options.map((option) => [
    option.title,
    optionStateWords[option.state],
    option.reason,
    option.structure,
    option.risks,
    option.fit,
    ...figureKinds.map((kind) =>
      option.figures
        .filter(({ what }) => what === kind)
        .map((figure) => `${figureText(figure)}${figure.about === '' ? '' : ` (${figure.about})`}`)
        .join('; '),
    ),
    ...criteria.map(
      ({ id }) =>
        scores.find((one) => one.optionId === option.id && one.criterionId === id)?.score ?? 'not scored',
    ),
    appraisal.example ? 'example' : '',
  ]);
  return [head, ...rows].map(csvLine);
}
