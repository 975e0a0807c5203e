import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { moveStep } from './acts.ts';
import { showPlanForm, staleOf } from './form-pages.ts';
import { cannotPage } from './note-views.ts';
import { getStep } from './store.ts';

const ofStep = Type.Object({ id: idParams.properties.id, step: idParams.properties.id });
type OfStep = { id: number; step: number };

/** A step that cannot be done yet, and why. */
export const cannotPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/plan/steps/:step/cannot',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: ofStep,
    handle: (ask) => ask.read((tx) => show(tx, ask, framePerson, { why: '', errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/steps/:step/cannot',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: ofStep,
    body: formBody({ why: field(2_000) }),
    handle: (ask) => moveFromForm(ask, framePerson),
  }),
];

interface Showing {
  why: string;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
}

async function show(tx: Tx, ask: Ask<OfStep>, framePerson: FramePerson, showing: Showing): Promise<Reply> {
  const { id: personId, step: stepId } = ask.params;
  const step = await getStep(tx, { id: stepId, personId });
  return showPlanForm(tx, ask, framePerson, {
    personId,
    about: { subject: 'plan_step', subjectId: stepId },
    title: 'Cannot be done yet',
    errors: showing.errors,
    theirs: showing.theirs,
    body: cannotPage({
      ...showing,
      step,
      version: showing.version ?? step.version,
      csrfToken: ask.csrfToken,
      action: `/people/${personId}/plan/steps/${stepId}/cannot`,
    }),
  });
}

async function moveFromForm(
  ask: Ask<OfStep, unknown, { why?: string; _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, step: id } = ask.params;
  const why = ask.body.why?.trim() ?? '';
  const version = ask.body._version ?? 0;
  const key = ask.body._key ?? newKey();
  if (why === '') {
    const errors = [{ field: 'why', text: 'Say why it cannot be done yet' }];
    return ask.read((tx) => show(tx, ask, framePerson, { why, errors, key, version }));
  }
  try {
    await ask.perform(moveStep, { id, personId, version, move: 'cannot', why }, key);
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) => show(tx, ask, framePerson, { why, ...current, key: newKey(), errors: [] }));
  }
  return redirect(`/people/${personId}/plan?moved=step-${id}#step-${id}`);
}
