import Type, { type Static } from 'typebox';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { csvLine } from '../../kernel/csv.ts';
import { addressOf } from '../../web/address.ts';
import { type Ask, csvFile, page, type Route, route } from '../../web/route.ts';
import { formBody } from '../../web/schemas.ts';
import { verifyAudit } from './sealing.ts';
import { listBreakGlass, listEntries, listStaffNames, sealState } from './store.ts';
import { type AuditFilter, auditKinds } from './types.ts';
import { auditPage, verificationPage } from './views.ts';

const pageSize = 50;
const day = Type.Optional(Type.Union([Type.Literal(''), Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })]));
const number = Type.Optional(
  Type.Union([Type.Literal(''), Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })]),
);
const query = Type.Object({
  person: number,
  user: number,
  kind: Type.Optional(Type.String({ enum: ['', ...auditKinds] })),
  from: day,
  to: day,
  before: number,
});

type Query = Static<typeof query>;

const filterOf = (asked: Query): AuditFilter => ({
  personId: asked.person || undefined,
  staffId: asked.user || undefined,
  kind: asked.kind || undefined,
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
    handle: showAudit,
  }),
  route({
    method: 'GET',
    url: '/stewardship/audit.csv',
    right: 'see:audit',
    reads: 'export',
    query,
    handle: (ask) =>
      ask.read(async (tx) => {
        const rows = await listEntries(tx, filterOf(ask.query), 5_000);
        await ask.exported(tx, {
          act: 'audit:export',
          subject: 'audit',
          ids: rows.map((row) => row.id),
          detail: filterCodes(ask.query),
        });
        const head = csvLine([
          'number',
          'at',
          'kind',
          'act',
          'staff',
          'agency',
          'role',
          'service',
          'subject',
          'subject_number',
          'person',
          'shown',
          'existed',
          'detail',
        ]);
        return csvFile(
          'audit.csv',
          head +
            rows
              .map((row) =>
                csvLine([
                  row.id,
                  row.at.toISOString(),
                  row.kind,
                  row.act,
                  row.staff,
                  row.agency,
                  row.role,
                  row.service,
                  row.subject,
                  row.subjectId,
                  row.personId,
                  row.shown,
                  row.existed,
                  row.detail === null ? '' : JSON.stringify(row.detail),
                ]),
              )
              .join(''),
        );
      }),
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
  from: asked.from || null,
  to: asked.to || null,
});

function showAudit(ask: Ask<unknown, Query>) {
  return ask.read(async (tx) => {
    const found = await listEntries(tx, filterOf(ask.query), pageSize + 1);
    const rows = found.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'audit:search',
      subject: 'audit',
      ids: rows.map((row) => row.id),
      detail: filterCodes(ask.query),
    });
    const last = rows.at(-1);
    return page({
      title: 'Stewardship',
      section: 'stewardship',
      body: auditPage({
        rows,
        staff: await listStaffNames(tx),
        filter: filterOf(ask.query),
        seals: await sealState(tx),
        breakGlass: await listBreakGlass(tx),
        older:
          found.length > pageSize && last !== undefined
            ? addressOf('/stewardship', { ...ask.query, before: last.id })
            : undefined,
        exportHref: addressOf('/stewardship/audit.csv', ask.query),
        csrfToken: ask.csrfToken,
      }),
    });
  });
}
