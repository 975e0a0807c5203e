import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { PersonPanel, TodayItem, Wing } from '../../web/wing.ts';
import type { CohortPorts } from '../ports.ts';
import { keepReleasePlan, namePrisonOfficer } from './acts.ts';
import { readiness, readPlan, releaseWindow } from './rules.ts';
import { countByPrison, findRelease, listReleases } from './store.ts';
import type { PlanForm, ReleaseRule } from './types.ts';
import { releaseBox, releaseList, releasePage } from './views.ts';

const pageSize = 50;
const path = '/people/:id/release';
const planBody = Type.Object(
  formBody({ releaseOn: field(10), pickupBy: field(200), pickupAt: field(100) }).properties,
  { additionalProperties: Type.String({ maxLength: 5_000 }) },
);

type Ports = Pick<CohortPorts, 'framePerson' | 'firstDays'>;

export const releasePages = (ports: Ports): Route[] => [
  route({
    method: 'GET',
    url: '/releases',
    right: 'see:custody',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({ prison: field(200), page: pageNumber }),
    handle: (ask) => showReleases(ask, ports),
  }),
  route({
    method: 'GET',
    url: path,
    right: 'see:custody',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showRelease(tx, ask, ports, { errors: [] })),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: planBody,
    handle: (ask) => planFromForm(ask, ports),
  }),
  route({
    method: 'POST',
    url: `${path}/officer`,
    right: 'access:open',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ releaseOn: field(10), officer: field(20) }),
    handle: async (ask) => {
      const { releaseOn = '', officer, _key: key = newKey() } = ask.body;
      const personId = ask.params.id;
      try {
        await ask.perform(namePrisonOfficer, { personId, releaseOn, staffId: Number(officer ?? 0) }, key);
      } catch (error) {
        if (!(error instanceof WaymarkError) || error.code !== 'invalid' || error.fields.length === 0)
          throw error;
        return ask.read((tx) => showRelease(tx, ask, ports, { errors: error.fields }));
      }
      return redirect(`/people/${personId}/release`, 'They were named, and see this person from now on.');
    },
  }),
];

const emptyRule: ReleaseRule = { parts: [] };

async function showReleases(
  ask: Ask<unknown, { prison?: string; page?: number }>,
  { firstDays }: Ports,
): Promise<Reply> {
  const { viewer, today } = ask;
  const number = ask.query.page ?? 1;
  const prison = ask.query.prison?.trim() || undefined;
  const window = { schemeId: viewer.schemeId, ...releaseWindow(today) };
  return ask.read(async (tx) => {
    const [releases, prisons, rule] = await Promise.all([
      listReleases(tx, window, { prison: prison ?? null, limit: pageSize, offset: (number - 1) * pageSize }),
      countByPrison(tx, window),
      findRule<ReleaseRule>(tx, viewer.schemeId, 'release-plan', today),
    ]);
    const known = await firstDays(
      tx,
      releases.map(({ personId, releaseOn }) => ({ personId, day: releaseOn })),
    );
    await ask.listed(tx, {
      act: 'release:list',
      subject: 'scheme',
      subjectId: viewer.schemeId,
      people: releases,
    });
    return page({
      title: prison === undefined ? 'Releases' : `Releases from ${prison}`,
      section: 'cohort',
      breadcrumbs: [
        { text: 'Releases', href: '/releases' },
        ...(prison === undefined ? [] : [{ text: prison }]),
      ],
      body: releaseList({
        releases,
        prisons,
        prison,
        rule: rule?.body ?? emptyRule,
        known,
        page: number,
        pages: Math.max(1, Math.ceil((releases[0]?.count ?? 0) / pageSize)),
        to: window.to,
      }),
    });
  });
}

interface Showing {
  errors: readonly FieldError[];
  values?: PlanForm;
  key?: string;
  theirs?: string;
}

async function showRelease(tx: Tx, ask: Ask<{ id: number }>, ports: Ports, showing: Showing): Promise<Reply> {
  const { viewer, today } = ask;
  const personId = ask.params.id;
  const { schemeId } = viewer;
  const window = { schemeId, ...releaseWindow(today) };
  const mayName = viewer.may('access:open');
  const [frame, release, rule, officers] = await Promise.all([
    ports.framePerson(tx, { personId, viewer, today, path }),
    findRelease(tx, window, personId),
    findRule<ReleaseRule>(tx, schemeId, 'release-plan', today),
    mayName ? listStaffInRoles(tx, schemeId, ['prison-offender-manager']) : [],
  ]);
  const known =
    release === undefined ? undefined : await ports.firstDays(tx, [{ personId, day: release.releaseOn }]);
  await ask.opened(tx, { act: 'release:open', subject: 'person', subjectId: personId, personId });
  return page({
    title: `Release – ${frame.name}`,
    section: 'cohort',
    status: formStatus(showing),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: releasePage({
      release,
      personId,
      rule: rule?.body ?? emptyRule,
      isExample: rule?.example ?? false,
      known: known?.get(personId),
      today,
      officers,
      mayKeep: viewer.may('contact:record') && viewer.may('see:plan'),
      mayName,
      values: showing.values,
      errors: showing.errors,
      key: showing.key,
      theirs: showing.theirs,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function planFromForm(
  ask: Ask<{ id: number }, unknown, Record<string, unknown>>,
  ports: Ports,
): Promise<Reply> {
  const text = (name: string): string | undefined =>
    typeof ask.body[name] === 'string' ? String(ask.body[name]) : undefined;
  const parts = Object.fromEntries(
    Object.entries(ask.body).flatMap(([name, value]) =>
      /^(state|detail)-/.test(name) && typeof value === 'string' ? [[name, value] as const] : [],
    ),
  );
  const values: PlanForm = { pickupBy: text('pickupBy'), pickupAt: text('pickupAt'), parts };
  const key = text('_key') ?? newKey();
  const personId = ask.params.id;
  const rule = await ask.read((tx) =>
    ruleInForce<ReleaseRule>(tx, ask.viewer.schemeId, 'release-plan', ask.today),
  );
  const read = readPlan(values, rule.body);
  if ('errors' in read)
    return ask.read((tx) => showRelease(tx, ask, ports, { errors: read.errors, values, key }));
  const releaseOn = text('releaseOn') ?? '';
  try {
    const version = Number(ask.body._version ?? 0);
    await ask.perform(keepReleasePlan, { personId, releaseOn, version, ...read }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    const theirs = (error.data.current as { text?: string } | undefined)?.text ?? '';
    return ask.read((tx) => showRelease(tx, ask, ports, { errors: [], values, key: newKey(), theirs }));
  }
  return redirect(`/people/${personId}/release`, 'The release plan was saved.');
}

/** On the overview of a person whose release lies ahead. */
export const releasePanel: PersonPanel = {
  id: 'release',
  order: 16,
  load: async (tx, { personId, viewer, today }) => {
    if (!viewer.may('see:custody')) return undefined;
    const window = { schemeId: viewer.schemeId, ...releaseWindow(today) };
    const [release, rule] = await Promise.all([
      findRelease(tx, window, personId),
      findRule<ReleaseRule>(tx, viewer.schemeId, 'release-plan', today),
    ]);
    return release === undefined ? undefined : releaseBox(release, rule?.body ?? emptyRule);
  },
};

/** Releases of the next 14 days that are not ready, for the scheme; every release of theirs, for a prison. */
export const releasesToday: NonNullable<Wing['today']>[number] = async (tx, { viewer, today }) => {
  const isPrison = viewer.role === 'prison-offender-manager';
  if (!viewer.may('see:custody') || (!isPrison && !viewer.may('panel:prepare'))) return [];
  const window = { schemeId: viewer.schemeId, ...releaseWindow(today) };
  const [releases, rule] = await Promise.all([
    listReleases(tx, window, { prison: null, limit: 100, offset: 0 }),
    findRule<ReleaseRule>(tx, viewer.schemeId, 'release-plan', today),
  ]);
  const [first] = releases;
  if (first === undefined) return [];
  const unready = releases.filter(
    ({ parts }) => readiness(parts, rule?.body ?? emptyRule).missing.length > 0,
  );
  const item: TodayItem = {
    group: 'ahead',
    day: first.releaseOn,
    title: `${first.count} ${first.count === 1 ? 'release' : 'releases'} in the next 12 weeks, ${unready.length} not fully arranged`,
    href: '/releases',
  };
  return [item];
};
