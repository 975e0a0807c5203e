import { isDay, showDay } from '../../kernel/clock.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import type { FramePerson } from '../../web/wing.ts';
import { loadPlan } from './load.ts';
import { changesSince, endOfDay, whoWords } from './version-rules.ts';
import { findAgreementThen, listGoalsThen, listStepsThen } from './version-store.ts';
import { versionPage } from './version-views.ts';

/** The plan as it stood at the end of a day, and what has changed since. */
export async function showVersion(
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  on: string,
): Promise<Reply> {
  const personId = ask.params.id;
  if (!isDay(on) || on < '2000-01-01')
    throw invalid([{ field: 'on', text: 'Enter a real date, like 2026-11-30' }]);
  if (on > ask.today)
    throw invalid([{ field: 'on', text: 'The date lies ahead: how the plan will stand is not known' }]);
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, {
      personId,
      viewer: ask.viewer,
      today: ask.today,
      path: '/people/:id/plan',
    });
    const loaded = await loadPlan(tx, { schemeId: ask.viewer.schemeId, today: ask.today, personId });
    if (loaded.plan === undefined) throw new WaymarkError('not-found');
    const { plan } = loaded;
    const until = endOfDay(on);
    const [goals, steps, agreement] = await Promise.all([
      listGoalsThen(tx, plan.id, until),
      listStepsThen(tx, plan.id, until, whoWords),
      findAgreementThen(tx, plan.id, until),
    ]);
    const version = { on, goals, steps, agreement };
    await ask.opened(tx, {
      act: 'plan:version',
      subject: 'person',
      subjectId: personId,
      personId,
      ids: goals.map(({ id }) => id),
    });
    return page({
      title: `The plan on ${showDay(on)} – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: [...frame.breadcrumbs, { text: 'Plan', href: `/people/${personId}/plan` }],
      above: frame.above,
      body: versionPage({
        personId,
        today: ask.today,
        pathways: loaded.pathways,
        version,
        changes: changesSince(version, plan, loaded),
      }),
    });
  });
}
