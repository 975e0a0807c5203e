import { defineAct } from '../../kernel/acts.ts';

/** Asks for a measurement now. The service does it; the act says who asked. */
export const runMeasureNow = defineAct<{ schemeId: number }, { asked: true }>({
  name: 'measure:run',
  right: 'measure:run',
  about: (input) => ({ subject: 'scheme', subjectId: input.schemeId }),
  run: async (_tx, input, { wrote }) => {
    await wrote({ subject: 'scheme', subjectId: input.schemeId });
    return { asked: true };
  },
});
