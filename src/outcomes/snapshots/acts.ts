import { defineAct } from '../../kernel/acts.ts';

/** Asks for a claim to be worked out again. The service does it; the act says who asked. */
export const recomputeClaim = defineAct<{ claimId: number }, { asked: true }>({
  name: 'measure:recompute',
  right: 'measure:run',
  about: (input) => ({ subject: 'claim', subjectId: input.claimId }),
  run: async (_tx, input, { wrote }) => {
    await wrote({ subject: 'claim', subjectId: input.claimId });
    return { asked: true };
  },
});
