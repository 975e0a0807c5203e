import type { FieldError } from '../../kernel/errors.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { readUpload } from '../../web/upload-text.ts';
import { readOfficialScores, takeOfficialScores } from './official.ts';
import { bringInOfficial, takeBackOfficial } from './official-acts.ts';
import { listOfficialFiles } from './official-store.ts';
import { officialView } from './official-view.ts';
import { rescorePeople } from './run.ts';

const backBody = formBody({ why: field(2_000) });

export const officialPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/official-scores',
    right: 'intake:import',
    reads: 'none',
    section: 'cohort',
    handle: (ask) => show(ask, {}),
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
  route({
    method: 'POST',
    url: '/cohort/official-scores/:id/take-back',
    right: 'intake:import',
    reads: 'none',
    params: idParams,
    body: backBody,
    handle: async (ask) => {
      const { id } = ask.params;
      const { why = '', _version: version = 0, _key: key = newKey() } = ask.body;
      try {
        await ask.perform(takeBackOfficial, { id, version, why }, key);
      } catch (error) {
        if (!(error instanceof WaymarkError)) throw error;
        if (error.code === 'invalid') return show(ask, { errors: error.fields, back: { id, why } });
        if (error.code !== 'stale-version') throw error;
        const { by, why: theirs } = (error.data.current ?? {}) as { by?: string; why?: string };
        return show(ask, { theirs: `taken back by ${by ?? 'somebody'}: ${theirs ?? ''}`, back: { id, why } });
      }
      return redirect('/cohort/official-scores', 'The file was taken back. Its scores count nowhere.');
    },
  }),
];

interface Showing {
  errors?: readonly FieldError[];
  /** The file whose taking back is shown again, with what was typed. */
  back?: { id: number; why: string };
  theirs?: string;
}

async function show(ask: Ask, { errors = [], back, theirs }: Showing): Promise<Reply> {
  const files = await ask.read((tx) => listOfficialFiles(tx, ask.viewer.schemeId));
  return page({
    title: 'Official scores',
    section: 'cohort',
    status: formStatus({ errors, theirs }),
    breadcrumbs: [{ text: 'Official scores' }],
    errors: summaryOf(errors),
    body: officialView({
      files,
      agencyId: ask.viewer.agencyId,
      errors,
      back,
      theirs,
      csrfToken: ask.csrfToken,
    }),
  });
}

/** After these many, the next run scores them: a form does not wait for a county. */
const scoredAtOnce = 200;

async function upload(ask: Ask): Promise<Reply> {
  const { values, bytes, fileName, tooLarge } = await readUpload(ask);
  if (tooLarge) return show(ask, { errors: [{ field: 'file', text: 'The file is larger than 4 MB' }] });
  if (bytes === undefined) return show(ask, { errors: [{ field: 'file', text: 'Choose the file' }] });
  const { lines, faults } = readOfficialScores(bytes.toString('utf8'), ask.today);
  const { id } = await ask.perform(
    bringInOfficial,
    { name: fileName, lines: lines.length, faults },
    values._key ?? newKey(),
  );
  if (faults.length > 0) {
    const said = faults
      .slice(0, 20)
      .map(({ line, text }) => (line === null ? text : `Line ${line}: ${text}`));
    if (faults.length > 20) said.push(`and ${faults.length - 20} more`);
    return show(ask, { errors: [{ field: 'file', text: `Nothing was taken. ${said.join('. ')}` }] });
  }
  const { agencyId, staffId, schemeId } = ask.viewer;
  const { taken, notFound, personIds } = await takeOfficialScores(ask.database, {
    fileId: id,
    agencyId,
    staffId,
    lines,
  });
  if (personIds.length <= scoredAtOnce)
    await rescorePeople(ask.database, { schemeId, personIds, on: ask.today, now: ask.now });
  return redirect(
    '/cohort/official-scores',
    `${taken} scores were taken. ${notFound} lines name nobody, or more than one person, or repeat another.`,
  );
}
