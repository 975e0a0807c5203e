import Type from 'typebox';
import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { csvLine } from '../../kernel/csv.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { formBody, idParams } from '../../web/schemas.ts';
import { isFinancialYear, yearFromAddress } from '../costs/year.ts';
import { listPayments } from './payment-store.ts';
import type { GrantPorts } from './ports.ts';
import { annualReport, reportLines } from './report.ts';
import { publicationPage, reportPage } from './report-view.ts';
import type { ReturnModel } from './return-view.ts';
import { amountOf } from './rules.ts';
import { cell, grantCrumbs, grantPath, grantsPath, reportPath, returnsPath } from './show.ts';
import { getGrant, listOutputs, listQuarters, listReturns, lockGrant, setPublished } from './store.ts';
import { listTexts } from './text-store.ts';

const yearParams = Type.Object({
  ...idParams.properties,
  year: Type.String({ pattern: '^\\d{4}-\\d{2}$' }),
});

/** Enters a grant for publication, once. */
export const publishGrantEntry = (ports: GrantPorts) =>
  defineAct<{ id: number; version: number }, { id: number }>({
    name: 'grant:publish',
    right: 'spend:publish',
    about: ({ id }) => ({ subject: 'grant', subjectId: id }),
    run: async (tx, input, { actor, now, wrote }) => {
      const grant = await lockGrant(tx, input.id);
      if (grant.version !== input.version) throw staleVersion({ version: grant.version, text: grant.title });
      if (grant.state === 'draft')
        throw new WaymarkError('not-allowed-now', { text: 'A draft is not published.' });
      const amountPence = Number(amountOf(grant, await listQuarters(tx, grant.id)));
      const entry = await ports.publishGrant(
        tx,
        {
          reference: grant.reference,
          on: grant.startsOn,
          endsOn: grant.endsOn,
          recipient: grant.namedAs ?? grant.provider,
          purpose: grant.purpose,
          reasons: grant.reasons,
          conditions: grant.conditions,
          amountPence,
          source: grant.source ?? grant.reference,
          example: grant.example,
        },
        actor,
      );
      if (entry === undefined || grant.publishedAt !== null)
        throw new WaymarkError('not-allowed-now', { text: 'This grant is entered for publication already.' });
      await setPublished(tx, grant.id, now);
      await wrote({ subject: 'grant', subjectId: grant.id, detail: { entry } });
      return { id: grant.id };
    },
  });

async function loadReport(ask: Ask, id: number, yearInAddress: string) {
  const year = yearFromAddress(yearInAddress);
  if (!isFinancialYear(year)) throw notFound();
  return ask.read(async (tx) => {
    const [grant, quarters, returns, payments, outputs, rule] = await Promise.all([
      getGrant(tx, id),
      listQuarters(tx, id),
      listReturns(tx, id),
      listPayments(tx, id),
      listOutputs(tx, id),
      findRule<ReturnModel['kinds']>(tx, ask.viewer.schemeId, 'contact-kinds', ask.today),
    ]);
    const own = returns.filter((one) => one.year === year);
    if (!quarters.some((one) => one.year === year)) throw notFound();
    const texts = await listTexts(
      tx,
      own.map((one) => one.id),
    );
    const kinds = rule?.body ?? { kinds: [] };
    return {
      kinds,
      report: annualReport({ grant, year, quarters, returns: own, payments, outputs, texts, kinds }),
    };
  });
}

async function showReport(
  ask: Ask<{ id: number; year: string }>,
  side: { base: string; isProvider: boolean },
): Promise<Reply> {
  const { report, kinds } = await loadReport(ask, ask.params.id, ask.params.year);
  const { grant } = report;
  const back = { text: grant.title, href: `${side.base}/${grant.id}` };
  return page({
    title: `Annual report ${report.year}`,
    section: side.isProvider ? 'returns' : 'resources',
    ...(side.isProvider ? { marking: 'OFFICIAL' } : {}),
    breadcrumbs: side.isProvider ? [{ text: 'Returns', href: returnsPath }, back] : [...grantCrumbs, back],
    body: reportPage({
      report,
      kinds,
      today: ask.today,
      returnHref: (id) => (side.isProvider ? `${returnsPath}/${id}` : `${grantsPath}/returns/${id}`),
      csvHref: `${reportPath(side.base, grant.id, report.year)}/report.csv`,
    }),
  });
}

async function downloadReport(ask: Ask<{ id: number; year: string }>): Promise<Reply> {
  const { report } = await loadReport(ask, ask.params.id, ask.params.year);
  return markedCsv(ask, {
    name: `grant-${report.grant.id}-${ask.params.year}`,
    marking: 'OFFICIAL',
    said: [report.grant.reference, report.year],
    lines: reportLines(report, ask.today),
  });
}

const providerGrants = `${returnsPath}/grants`;

/** Annual reports on both sides, and what is published. */
export function reportPages(ports: GrantPorts): Route[] {
  const publish = publishGrantEntry(ports);
  return [
    route({
      method: 'GET',
      url: `${grantsPath}/:id/report/:year`,
      right: 'see:grants',
      reads: 'none',
      params: yearParams,
      handle: (ask) => showReport(ask, { base: grantsPath, isProvider: false }),
    }),
    route({
      method: 'GET',
      url: `${grantsPath}/:id/report/:year/report.csv`,
      right: 'see:grants',
      reads: 'none',
      params: yearParams,
      handle: downloadReport,
    }),
    route({
      method: 'GET',
      url: `${providerGrants}/:id/report/:year`,
      right: 'see:returns',
      reads: 'none',
      params: yearParams,
      handle: (ask) => showReport(ask, { base: providerGrants, isProvider: true }),
    }),
    route({
      method: 'GET',
      url: `${providerGrants}/:id/report/:year/report.csv`,
      right: 'see:returns',
      reads: 'none',
      params: yearParams,
      handle: downloadReport,
    }),
    route({
      method: 'GET',
      url: `${grantsPath}/:id/publication`,
      right: 'spend:publish',
      reads: 'none',
      params: idParams,
      handle: (ask) => showPublication(ask),
    }),
    route({
      method: 'GET',
      url: `${grantsPath}/:id/publication.csv`,
      right: 'spend:publish',
      reads: 'none',
      params: idParams,
      handle: downloadEntry,
    }),
    route({
      method: 'POST',
      url: `${grantsPath}/:id/publication`,
      right: 'spend:publish',
      reads: 'none',
      params: idParams,
      body: formBody({}),
      handle: async (ask) => {
        const { _version: version = 0, _key: key = newKey() } = ask.body;
        try {
          await ask.perform(publish, { id: ask.params.id, version }, key);
        } catch (error) {
          if (!(error instanceof WaymarkError) || !['not-allowed-now', 'stale-version'].includes(error.code))
            throw error;
          return showPublication(ask, error);
        }
        return redirect(`${grantPath(ask.params.id)}/publication`, 'The grant is entered for publication.');
      },
    }),
  ];
}

const showPublication = (ask: Ask<{ id: number }>, error?: WaymarkError): Promise<Reply> =>
  ask.read(async (tx) => {
    const { id } = ask.params;
    const [grant, quarters] = await Promise.all([getGrant(tx, id), listQuarters(tx, id)]);
    const errors = error === undefined ? [] : [{ field: 'published', text: error.message }];
    return page({
      title: 'Publication entry',
      section: 'resources',
      status: error?.status ?? 200,
      breadcrumbs: [...grantCrumbs, { text: grant.title, href: grantPath(id) }],
      errors: errors.map(({ field, text }) => ({ text, href: `#${field}` })),
      body: publicationPage({ grant, pence: amountOf(grant, quarters), csrfToken: ask.csrfToken, errors }),
    });
  });

/** One line, as it will stand in the month's file. */
async function downloadEntry(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  const [grant, quarters] = await ask.read((tx) =>
    Promise.all([getGrant(tx, id), listQuarters(tx, id)] as const),
  );
  return markedCsv(ask, {
    name: `grant-${id}-publication`,
    marking: 'OFFICIAL',
    said: ['Not published yet'],
    lines: [
      csvLine([
        'reference',
        'from',
        'to',
        'recipient',
        'amount',
        'purpose',
        'reasons',
        'conditions',
        'source',
      ]),
      csvLine([
        grant.reference,
        grant.startsOn,
        grant.endsOn,
        grant.namedAs ?? grant.provider,
        cell(amountOf(grant, quarters)),
        grant.purpose,
        grant.reasons,
        grant.conditions,
        grant.source ?? grant.reference,
      ]),
    ],
  });
}
