import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid } from '../../kernel/errors.ts';
import { problemsOfBody } from './bodies.ts';
import { insertBody, listBearers, listBodies, lockBody, renameBody } from './body-store.ts';

interface BodyInput {
  name: string;
  note: string | null;
}

const taken = (name: string) => invalid([{ field: 'name', text: `“${name}” is on the system already` }]);

/** Enters a body outside the scheme, so that a line can be borne by it. An agency's name is refused: choose the agency. */
export const enterBody = defineAct<BodyInput, { id: number }>({
  name: 'cost:enter-body',
  right: 'cost:edit',
  run: async (tx, input, { actor, wrote }) => {
    const bearers = await listBearers(tx);
    const problems = problemsOfBody(
      input.name,
      bearers.map(({ name }) => ({ id: 0, name })),
    );
    if (problems.length > 0) throw invalid(problems);
    const made = await insertBody(tx, { ...input, schemeId: actor.schemeId });
    // Somebody else entered it since.
    if (made === undefined) throw taken(input.name);
    await wrote({ subject: 'cost-body', subjectId: made.id });
    return made;
  },
});

/** Puts a body's name or note right; the lines stay with it. */
export const changeBody = defineAct<BodyInput & { id: number; version: number }, { id: number }>({
  name: 'cost:change-body',
  right: 'cost:edit',
  about: (input) => ({ subject: 'cost-body', subjectId: input.id }),
  run: async (tx, input, { wrote }) => {
    const body = await lockBody(tx, input.id);
    if (body.version !== input.version) throw staleVersion({ version: body.version, name: body.name });
    const bodies = await listBodies(tx);
    const problems = problemsOfBody(input.name, bodies, body.id);
    if (problems.length > 0) throw invalid(problems);
    await renameBody(tx, body.id, input);
    await wrote({ subject: 'cost-body', subjectId: body.id });
    return { id: body.id };
  },
});
