import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { leaveTyped, readOneLine } from '../../people/index.ts';
import { saveReport } from '../reports/acts.ts';
import { type SightingAct, transitions } from './rules.ts';
import {
  insertSighting,
  listBriefed,
  lockSighting,
  setAnswer,
  setReport,
  takeBack,
  tellThem,
} from './store.ts';
import { type SaidOfBriefed, type Sighting, type SightingInput, sightingStateWords } from './types.ts';

const subject = 'sighting';
const about = ({ id }: { id: number }) => ({ subject, subjectId: id });

/**
 * Reports that somebody was seen; the lead worker and their deputies are told. Where the reporter named somebody whom they
 * were not shown, the linkage service looks afterwards whether it is somebody known, and tells the office.
 */
export const reportSighting = defineAct<SightingInput & { said?: SaidOfBriefed }, { id: number; at: string }>(
  {
    name: 'sighting:report',
    right: 'sighting:report',
    run: async (tx, { said, ...input }, context) => {
      const { actor, now, wrote } = context;
      const { schemeId, agencyId, staffId } = actor;
      const isBriefed = (await listBriefed(tx)).some(({ personId }) => personId === input.personId);
      if (input.personId !== null && !isBriefed) throw notFound();
      const { id } = await insertSighting(tx, { ...input, schemeId, agencyId, reporterId: staffId, now });
      await tellThem(tx, id);
      const shownPeople = said?.shownPeople ?? [];
      const named = input.who === null ? undefined : readOneLine(input.who, context.today);
      if (named !== undefined)
        await leaveTyped(tx, context, { ...named, shownPeople, shownRecords: [] }, { made: 'sighting', id });
      await wrote({
        subject,
        subjectId: id,
        personId: input.personId ?? undefined,
        ...(said === undefined ? {} : { detail: { meant: said.meant, shown: shownPeople.length } }),
      });
      return { id, at: input.at.toISOString() };
    },
  },
);

async function lockFor(tx: Tx, id: number, version: number, act: SightingAct): Promise<Sighting> {
  const sighting = await lockSighting(tx, id);
  if (transitions[sighting.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This sighting is now: ${sightingStateWords[sighting.state].toLowerCase()}.`,
      data: { allowed: Object.keys(transitions[sighting.state]) },
    });
  if (sighting.version !== version) throw staleVersion({ text: sighting.answer, version: sighting.version });
  return sighting;
}

interface Move {
  id: number;
  version: number;
}

/** The reporter takes back what was a mistake, until somebody has answered it. */
export const takeBackSighting = defineAct<Move, { id: number }>({
  name: 'sighting:take-back',
  right: 'sighting:report',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const sighting = await lockFor(tx, input.id, input.version, 'take-back');
    if (sighting.staffId !== actor.staffId) throw new WaymarkError('right-missing');
    await takeBack(tx, input.id);
    await wrote({ subject, subjectId: input.id, personId: sighting.personId ?? undefined });
    return { id: input.id };
  },
});

/** Tells the reporter what came of it. */
export const answerSighting = defineAct<Move & { answer: string }, { id: number }>({
  name: 'sighting:answer',
  right: 'see:intelligence',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    const sighting = await lockFor(tx, input.id, input.version, 'answer');
    if ((await setAnswer(tx, { ...input, staffId: actor.staffId, at: now })) === 0)
      throw new WaymarkError('right-missing');
    await wrote({ subject, subjectId: input.id, personId: sighting.personId ?? undefined });
    return { id: input.id };
  },
});

/** Makes a draft of an intelligence report of it, in the name of whoever makes it: somebody else reviews that. */
export const reportFromSighting = defineAct<Move, { reportId: number }>({
  name: 'sighting:make-report',
  right: 'intelligence:review',
  about,
  run: async (tx, input, context) => {
    const sighting = await lockFor(tx, input.id, input.version, 'report');
    if (sighting.reportId !== null)
      throw new WaymarkError('not-allowed-now', {
        text: `Report ${sighting.reportId} was made of it already.`,
      });
    const text = [`Seen ${showMoment(sighting.at)}, ${sighting.place}.`, sighting.words]
      .filter(Boolean)
      .join(' ');
    const report = await saveReport.run(
      tx,
      { ...emptyReport, namedAgencies: [], text, naming: sighting.who ?? '', personId: sighting.personId },
      context,
    );
    if ((await setReport(tx, input.id, report.id)) === 0) throw new WaymarkError('right-missing');
    await context.wrote({
      subject,
      subjectId: input.id,
      personId: sighting.personId ?? undefined,
      detail: { report: report.id },
    });
    return { reportId: report.id };
  },
});

/** Not graded: whoever sends it grades it. The reporter stays in the sighting and is not in the report. */
const emptyReport = {
  id: null,
  version: 0,
  send: false,
  sourceGrade: null,
  assessment: null,
  handlingCode: null,
  conditions: null,
  provenance: 'observed',
  marking: 'OFFICIAL-SENSITIVE',
  handling: 'statutory',
  observedOn: null,
  original: '',
} as const;
