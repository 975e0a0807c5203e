import type { FieldError } from '../../kernel/errors.ts';
import { button, fileUpload } from '../../web/components/index.ts';
import { form, formStatus, messageFor, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { readOfficialScores, takeOfficialScores } from './official.ts';
import { rescorePeople } from './run.ts';
import { readUpload } from './upload-text.ts';

export const officialPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/official-scores',
    right: 'intake:import',
    reads: 'none',
    section: 'cohort',
    handle: async (ask) => show(ask, []),
  }),
  route({
    method: 'POST',
    url: '/cohort/official-scores',
    right: 'intake:import',
    reads: 'none',
    multipart: true,
    limit: 10,
    handle: upload,
  }),
];

const show = (ask: Ask, errors: readonly FieldError[]): Reply =>
  page({
    title: 'Official scores',
    section: 'cohort',
    status: formStatus({ errors }),
    breadcrumbs: [{ text: 'Official scores' }],
    errors: summaryOf(errors),
    body: html`<h1 class="govuk-heading-l">Official scores</h1>
<p class="govuk-body">A score that your agency’s own tool gave stands before the indicative one, with its date and version. The file is CSV, with the columns identifier (PNC, CRO, CRN or prison number), instrument, percent (within two years), needs, scored_on and tool_version. Whom you may not see is taken too, and you are told counts alone.</p>
${form({
  action: '/cohort/official-scores',
  csrfToken: ask.csrfToken,
  multipart: true,
  body: html`${fileUpload({ id: 'file', name: 'file', label: { text: 'The file' }, ...messageFor(errors, 'file') })}${button({ text: 'Bring in', preventDoubleClick: true })}`,
})}`,
  });

/** After these many, the next run scores them: a form does not wait for a county. */
const scoredAtOnce = 200;

async function upload(ask: Ask): Promise<Reply> {
  const { bytes, tooLarge } = await readUpload(ask);
  if (tooLarge) return show(ask, [{ field: 'file', text: 'The file is larger than 4 MB' }]);
  if (bytes === undefined) return show(ask, [{ field: 'file', text: 'Choose the file' }]);
  const { lines, faults } = readOfficialScores(bytes.toString('utf8'), ask.today);
  if (faults.length > 0) {
    const said = faults
      .slice(0, 20)
      .map(({ line, text }) => (line === null ? text : `Line ${line}: ${text}`));
    if (faults.length > 20) said.push(`and ${faults.length - 20} more`);
    return show(ask, [{ field: 'file', text: `Nothing was taken. ${said.join('. ')}` }]);
  }
  const { agencyId, staffId, schemeId } = ask.viewer;
  const { taken, notFound, personIds } = await takeOfficialScores(ask.database, { agencyId, staffId, lines });
  if (personIds.length <= scoredAtOnce)
    await rescorePeople(ask.database, { schemeId, personIds, on: ask.today, now: ask.now });
  return redirect(
    '/cohort/official-scores',
    `${taken} scores were taken. ${notFound} lines name nobody, or more than one person, or repeat another.`,
  );
}
