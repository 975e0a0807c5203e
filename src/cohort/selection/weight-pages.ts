import { createHash } from 'node:crypto';
import { isDay, showDay, showMoment } from '../../kernel/clock.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  exampleTag,
  fileUpload,
  input,
  select,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, formStatus, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { readUpload } from '../../web/upload-text.ts';
import { type Layout, layouts, type UnknownCodes } from './types.ts';
import {
  findUnknownCodes,
  listWeightTables,
  takeBackWeights,
  uploadWeights,
  type WeightTable,
} from './weight-acts.ts';
import { readWeights } from './weight-file.ts';

const layoutWords: Record<Layout, string> = {
  cambridge: 'Cambridge Crime Harm Index (harm)',
  ons: 'ONS Crime Severity Score (severity)',
  ogrs3: 'Offence groups of OGRS3 and the All Reoffending Predictor',
};

export const weightPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/weights',
    right: 'see:scores',
    reads: 'none',
    section: 'cohort',
    handle: (ask) => show(ask, {}, []),
  }),
  route({
    method: 'POST',
    url: '/cohort/weights/:id/take-back',
    right: 'matrix:edit',
    reads: 'none',
    params: idParams,
    body: formBody({ why: field(2_000) }),
    handle: async (ask) => {
      const { id } = ask.params;
      const why = ask.body.why ?? '';
      try {
        await ask.perform(takeBackWeights, { id, why }, ask.body._key ?? newKey());
      } catch (error) {
        if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
        return show(ask, {}, error.fields, id);
      }
      return redirect('/cohort/weights', 'The table was taken back. The next run scores without it.');
    },
  }),
  route({
    method: 'POST',
    url: '/cohort/weights',
    right: 'matrix:edit',
    reads: 'none',
    multipart: true,
    limit: 10,
    handle: upload,
  }),
];

type Values = {
  [Name in 'layout' | 'name' | 'source' | 'validFrom' | 'example' | 'key']?: string | undefined;
};

async function show(ask: Ask, values: Values, errors: readonly FieldError[], back?: number): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const [tables, unknown] = await ask.read((tx) =>
    Promise.all([listWeightTables(tx, schemeId), findUnknownCodes(tx, schemeId)]),
  );
  return page({
    title: 'Tables of weights',
    section: 'cohort',
    status: formStatus({ errors }),
    breadcrumbs: [{ text: 'Matrices', href: '/cohort/matrix' }, { text: 'Tables of weights' }],
    errors: summaryOf(errors),
    body: html`<h1 class="govuk-heading-l">Tables of weights</h1>
<p class="govuk-body">What offences weigh by harm or severity is what their publishers’ own files say. None is shipped: a scheme brings in the file, with where it is from and the day from which it holds. The newest in force is used; earlier ones stay.</p>
${tables.length === 0 ? emptyState({ title: 'No table has been brought in.', text: 'Factors of severity, harm and indicative OGRS3 give no points until there is one.' }) : tablesTable(tables, ask, errors, back)}
${unknownCodes(unknown)}
${ask.viewer.may('matrix:edit') && uploadForm(ask, values, errors)}`,
  });
}

const tablesTable = (
  tables: readonly WeightTable[],
  ask: Ask,
  errors: readonly FieldError[],
  back: number | undefined,
): Html =>
  table({
    caption: 'Tables brought in',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'Tables brought in',
    stack: true,
    head: ['Table', 'Layout', 'From', 'Codes', 'Source', 'Brought in', 'Taken back'].map((text) => ({
      text,
    })),
    rows: tables.map((one) => [
      html`${one.name} ${exampleTag(one.example)}`,
      layoutWords[one.layout],
      showDay(one.validFrom),
      one.rows,
      html`${one.source}<br><span class="govuk-hint">SHA-256 ${one.sha256.slice(0, 16)}…</span>`,
      `${showMoment(one.uploadedAt)}${one.uploader === null ? '' : `, ${one.uploader}`}`,
      takenBack(one, ask, errors, back),
    ]),
  });

function takenBack(
  one: WeightTable,
  ask: Ask,
  errors: readonly FieldError[],
  back: number | undefined,
): Html | string {
  if (one.takenBackAt !== null)
    return `${showMoment(one.takenBackAt)}, ${one.takenBackBy ?? ''}: ${one.takenBackWhy ?? ''}`;
  if (!ask.viewer.may('matrix:edit')) return '';
  const id = `why-${one.id}`;
  return details({
    summaryHtml: html`Take back<span class="govuk-visually-hidden"> ${one.name}</span>`,
    open: back === one.id,
    html: form({
      action: `/cohort/weights/${one.id}/take-back`,
      csrfToken: ask.csrfToken,
      body: html`<p class="govuk-body">No run reads it from then on; the one before it of its layout, if there is one, holds again.</p>${textarea({ id, name: 'why', label: { text: 'Why' }, rows: 2, ...messageFor(errors, id) })}${button({ text: 'Take back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });
}

function unknownCodes(unknown: UnknownCodes): Html | false {
  const rows = layouts.flatMap((layout) =>
    Object.entries(unknown[layout] ?? {})
      .sort(([, left], [, right]) => right - left)
      .map(([code, count]) => [
        layoutWords[layout],
        code === 'none' ? 'No code' : code,
        { text: count, format: 'numeric' },
      ]),
  );
  return (
    rows.length > 0 &&
    table({
      stack: true,
      caption: 'Codes of the last run that a table does not know',
      captionClasses: 'govuk-table__caption--m',
      scrollLabel: 'Codes that a table does not know',
      head: [{ text: 'Table' }, { text: 'Home Office code' }, { text: 'Offences', format: 'numeric' }],
      rows: rows.slice(0, 200),
    })
  );
}

function uploadForm(ask: Ask, values: Values, errors: readonly FieldError[]): Html {
  const one = (id: 'name' | 'source', label: string, hint: string): Html =>
    input({
      id,
      name: id,
      label: { text: label },
      hint: { text: hint },
      value: values[id] ?? '',
      ...messageFor(errors, id),
    });
  return html`<h2 class="govuk-heading-m">Bring in a table</h2>${form({
    action: '/cohort/weights',
    csrfToken: ask.csrfToken,
    key: values.key,
    multipart: true,
    body: html`${select({ id: 'layout', name: 'layout', label: { text: 'Layout' }, value: values.layout ?? 'cambridge', items: layouts.map((layout) => ({ value: layout, text: layoutWords[layout] })) })}
${one('name', 'Name', 'With its edition, as its publisher writes it.')}
${one('source', 'Where it is from', 'Address or document.')}
${input({ id: 'validFrom', name: 'validFrom', type: 'date', label: { text: 'Holds from' }, classes: 'govuk-input--width-10', value: values.validFrom ?? '', ...messageFor(errors, 'validFrom') })}
${checkboxes({ idPrefix: 'example', name: 'example', items: [{ value: 'yes', text: 'It is an example, and no publisher’s own figures' }], values: values.example === 'yes' ? ['yes'] : [] })}
${fileUpload({ id: 'file', name: 'file', label: { text: 'The file, as CSV' }, hint: { text: 'A row for each offence, with its Home Office code and its weight under their headings.' }, ...messageFor(errors, 'file') })}
${button({ text: 'Bring in', preventDoubleClick: true })}`,
  })}`;
}

async function upload(ask: Ask): Promise<Reply> {
  const { values: sent, bytes, tooLarge } = await readUpload(ask);
  const { layout, name, source, validFrom, example, _key } = sent;
  const values: Values = { layout, name, source, validFrom, example, key: _key };
  const text = bytes?.toString('utf8');
  const errors = fieldErrors(values, text, tooLarge);
  if (errors.length > 0 || bytes === undefined || text === undefined) return show(ask, values, errors);
  return take(ask, values, text, createHash('sha256').update(bytes).digest('hex'));
}

async function take(ask: Ask, values: Values, text: string, sha256: string): Promise<Reply> {
  const layout = values.layout as Layout;
  const { file, faults } = readWeights(text, layout);
  if (faults.length > 0) {
    const said = faults
      .slice(0, 20)
      .map(({ line, text }) => (line === null ? text : `Line ${line}: ${text}`));
    if (faults.length > 20) said.push(`and ${faults.length - 20} more`);
    return show(ask, values, [{ field: 'file', text: `Nothing was taken. ${said.join('. ')}` }]);
  }
  const { name = '', source = '', validFrom = '' } = values;
  try {
    await ask.perform(
      uploadWeights,
      { layout, name, source, validFrom, sha256, example: values.example === 'yes', rows: file.rows },
      values.key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'conflict') throw error;
    return show(ask, values, [{ field: 'file', text: error.message }]);
  }
  const more = [
    ...(file.blank === 0 ? [] : [`${file.blank} codes have no weight in it`]),
    ...(file.repeated === 0 ? [] : [`${file.repeated} rows give a code another weight: the lowest stands`]),
  ];
  return redirect(
    '/cohort/weights',
    `${file.rows.length} weights were brought in${more.length === 0 ? '' : `; ${more.join('; ')}`}.`,
  );
}

function fieldErrors(values: Values, text: string | undefined, tooLarge: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (!layouts.includes(values.layout as Layout)) errors.push({ field: 'layout', text: 'Choose a layout' });
  if (!values.name || values.name.length > 200) errors.push({ field: 'name', text: 'Give the table a name' });
  if (!values.source || values.source.length > 500)
    errors.push({ field: 'source', text: 'Say where it is from' });
  if (!isDay(values.validFrom ?? ''))
    errors.push({ field: 'validFrom', text: 'Give the day from which it holds' });
  if (tooLarge) errors.push({ field: 'file', text: 'The file is larger than 4 MB' });
  else if (text === undefined) errors.push({ field: 'file', text: 'Choose the file' });
  return errors;
}
