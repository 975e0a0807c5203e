import Type, { type Static } from 'typebox';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from '../../linkage/index.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { addressOf } from '../../web/address.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { actWords } from './act-words.ts';
import { listReaders } from './reasons.ts';
import { verifyAudit } from './sealing.ts';
import {
  findPersonNumber,
  listBreakGlass,
  listEntries,
  listStaffNames,
  ofPerson,
  sealState,
} from './store.ts';
import { type AuditFilter, type AuditRow, auditKinds } from './types.ts';
import { auditPage, verificationPage } from './views.ts';
import { actAreas, actInWords } from './words.ts';

const pageSize = 50;
const exportSize = 5_000;
const day = Type.Optional(Type.Union([Type.Literal(''), Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })]));
const number = Type.Optional(
  Type.Union([Type.Literal(''), Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })]),
);
const query = Type.Object({
  person: number,
  user: number,
  kind: Type.Optional(Type.String({ enum: ['', ...auditKinds] })),
  act: Type.Optional(Type.String({ enum: ['', ...actAreas, ...Object.keys(actWords)] })),
  from: day,
  to: day,
  before: number,
});

type Query = Static<typeof query>;

const filterOf = (asked: Query): AuditFilter => ({
  personId: asked.person || undefined,
  staffId: asked.user || undefined,
  kind: asked.kind || undefined,
  act: asked.act || undefined,
  from: asked.from || undefined,
  to: asked.to || undefined,
  before: asked.before || undefined,
});

export const auditPages: Route[] = [
  route({
    method: 'GET',
    url: '/stewardship',
    right: 'see:audit',
    reads: 'list',
    section: 'stewardship',
    query,
    handle: (ask) => showAudit(ask),
  }),
  route({
    method: 'GET',
    url: '/stewardship/audit.csv',
    right: 'see:audit',
    reads: 'export',
    query,
    handle: (ask) =>
      ask.read(async (tx) => {
        const rows = await listEntries(
          tx,
          { ...filterOf({ ...ask.query, before: undefined }), schemeId: ask.viewer.schemeId },
          exportSize,
        );
        await ask.exported(tx, {
          act: 'audit:export',
          subject: 'audit',
          people: [],
          ids: rows.map((row) => row.id),
          detail: filterCodes(ask.query),
        });
        return markedCsv(ask, {
          name: `audit-${ask.today}`,
          lines: [csvLine(csvHead), ...rows.map((row) => csvLine(csvCells(row)))],
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/stewardship/find',
    right: 'see:audit',
    reads: 'list',
    section: 'stewardship',
    body: formBody({ identifier: field(40) }),
    limit: 30,
    handle: findPerson,
  }),
  route({
    method: 'POST',
    url: '/stewardship/verify',
    right: 'see:audit',
    reads: 'none',
    section: 'stewardship',
    body: formBody({}),
    handle: async (ask) => {
      const result = await verifyAudit(ask.database);
      await ask.database.as(serviceViewer('sealing', ask.requestId), (tx) =>
        auditRan(tx, {
          act: 'audit:verify',
          subject: 'staff',
          subjectId: ask.viewer.staffId,
          detail: { faults: result.faults.length, entries: result.entries },
        }),
      );
      return page({
        title: 'Audit verified',
        section: 'stewardship',
        body: verificationPage(result, ask.now),
      });
    },
  }),
];

const filterCodes = (asked: Query) => ({
  person: asked.person || null,
  user: asked.user || null,
  kind: asked.kind || null,
  act: asked.act || null,
  from: asked.from || null,
  to: asked.to || null,
});

const csvHead = [
  ...[
    'number',
    'at',
    'kind',
    'act',
    'in_words',
    'staff',
    'agency',
    'role',
    'service',
    'subject',
    'subject_number',
  ],
  ...['person', 'shown', 'existed', 'detail', 'reasons_in_force'],
];

const csvCells = (row: AuditRow) => [
  ...[row.id, row.at.toISOString(), row.kind, row.act, actInWords(row.act), row.staff, row.agency, row.role],
  ...[row.service, row.subject, row.subjectId, row.personId, row.shown, row.existed],
  row.detail === null ? '' : JSON.stringify(row.detail),
  row.reasons === null ? '' : row.reasons.length === 0 ? 'none' : row.reasons.join(' '),
];

/** An identifier is sent in a form and answered with a number, so that it stands in no address and no log. */
async function findPerson(ask: Ask<unknown, unknown, { identifier?: string }>): Promise<Reply> {
  const typed = ask.body.identifier ?? '';
  const canonical = canonicalIdentifier(typed, Number(ask.today.slice(0, 4)));
  const found = await ask.read(async (tx) => {
    const id = canonical === undefined ? undefined : await findPersonNumber(tx, canonical);
    await ask.listed(tx, { act: 'audit:find-person', subject: 'person', people: [{ personId: id }] });
    return id;
  });
  if (found !== undefined)
    return redirect(addressOf('/stewardship', { person: found }), `The person’s number is ${found}.`);
  const text =
    canonical === undefined
      ? 'Enter a whole PNC, CRO, prison number or CRN'
      : 'Nobody on record has this identifier. Check it against the source';
  return showAudit({ ...ask, query: {} }, typed, [{ field: 'identifier', text }]);
}

function canonicalIdentifier(typed: string, year: number): string | undefined {
  const parsed = [parsePnc(typed, year), parseCro(typed), parsePrisonNumber(typed), parseCrn(typed)];
  return parsed.find((one) => one.valid)?.canonical;
}

/** Above the entries of one person; not when older ones are read. */
async function readersOf(tx: Tx, { query, viewer }: Pick<Ask<unknown, Query>, 'query' | 'viewer'>) {
  const { personId, from, to, before } = filterOf(query);
  if (personId === undefined || before !== undefined) return undefined;
  return listReaders(tx, { personId, from, to, schemeId: viewer.schemeId, ofPerson: ofPerson(personId) });
}

function showAudit(
  ask: Ask<unknown, Query>,
  identifier = '',
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  return ask.read(async (tx) => {
    const found = await listEntries(
      tx,
      { ...filterOf(ask.query), schemeId: ask.viewer.schemeId },
      pageSize + 1,
    );
    const rows = found.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'audit:search',
      subject: 'audit',
      people: [],
      ids: rows.map((row) => row.id),
      detail: filterCodes(ask.query),
    });
    const last = rows.at(-1);
    return page({
      title: 'Stewardship',
      section: 'stewardship',
      ...(errors.length > 0 ? { status: 422 } : {}),
      errors: summaryOf(errors),
      body: auditPage({
        identifier,
        errors,
        exportSize,
        rows,
        readers: await readersOf(tx, ask),
        offices: await listStaffInRoles(tx, ask.viewer.schemeId, ['scheme-manager']),
        staff: await listStaffNames(tx),
        filter: filterOf(ask.query),
        seals: await sealState(tx),
        breakGlass: await listBreakGlass(tx),
        older:
          found.length > pageSize && last !== undefined
            ? addressOf('/stewardship', { ...ask.query, before: last.id })
            : undefined,
        exportHref: addressOf('/stewardship/audit.csv', { ...ask.query, before: undefined }),
        csrfToken: ask.csrfToken,
      }),
    });
  });
}
