import type { Tx } from '../../kernel/database.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { noContactNotices } from '../victims/given.ts';
import { riskPath } from './frame.ts';
import { riskLists } from './lists.ts';
import { listRestrictions } from './restriction-store.ts';
import { listAssessments, listEntries, listFlags } from './store.ts';
import { riskPage } from './views.ts';

export const riskPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: riskPath,
    right: 'see:risk',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showRisk(tx, ask, framePerson)),
  }),
];

async function showRisk(tx: Tx, ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const { viewer, today } = ask;
  const frame = await framePerson(tx, { personId: id, viewer, today, path: riskPath });
  const mayRestrict = viewer.may('access:restrict');
  const [lists, assessments, flags, entries, noContact, restrictions] = await Promise.all([
    riskLists(tx, viewer.schemeId, today),
    listAssessments(tx, id),
    listFlags(tx, id),
    listEntries(tx, id),
    noContactNotices(tx, viewer, id, today),
    mayRestrict ? listRestrictions(tx, id) : [],
  ]);
  await ask.opened(tx, {
    act: 'risk:show',
    subject: 'person',
    subjectId: id,
    personId: id,
    ids: assessments.map((one) => one.id),
  });
  return page({
    title: `Risk – ${frame.name}`,
    section: 'cohort',
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    body: riskPage({
      personId: id,
      today,
      lists,
      assessments,
      flags,
      entries,
      noContact,
      restrictions: mayRestrict ? restrictions.filter(({ toAt }) => toAt === null) : undefined,
      isMember: frame.isMember,
      ownAgencyId: viewer.agencyId,
      staffName: viewer.name,
      staffId: viewer.staffId,
      may: {
        assess: viewer.may('risk:assess'),
        flag: viewer.may('risk:flag'),
        override: viewer.may('risk:override'),
        manage: viewer.may('panel:prepare'),
      },
    }),
  });
}
