import Type, { type Static, type TSchema } from 'typebox';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { json, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import { makeCopy } from '../dissemination/acts.ts';
import { findOwnCopy, listTold } from '../dissemination/own-copy.ts';
import { keepWords, toldWords } from '../dissemination/rules.ts';
import { gradeLine } from './rules.ts';
import { getReport } from './store.ts';
import { assessments, handlingCodes, provenances, sourceGrades } from './types.ts';

const orNull = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const answer = Type.Object({
  id: Type.Integer({ description: 'Number of the report' }),
  copy: Type.Integer({ description: 'Number of this copy: every answer is one, and a recall reaches it' }),
  marking: Type.String({ description: 'Protective marking, to stand at the top and bottom of every copy' }),
  grade: Type.String({
    description: 'Source, assessment and handling as they are written beside every copy: 2 B P',
  }),
  sourceGrade: orNull(Type.Integer({ enum: [...sourceGrades] }), 'How reliable the source is: 1 to 3'),
  assessment: orNull(Type.String({ enum: [...assessments] }), 'How the source knows it: A to E'),
  handlingCode: orNull(
    Type.String({ enum: [...handlingCodes] }),
    'P: may be shared as its handling says. C: only under the conditions',
  ),
  handling: Type.String({
    enum: ['partners', 'statutory', 'named', 'own'],
    description: 'Whose agency may have it: every partner’s, a statutory one, those named, the author’s own',
  }),
  conditions: orNull(
    Type.String(),
    'Conditions that travel with every copy; acknowledged before this answer',
  ),
  sendingConditions: orNull(
    Type.String(),
    'Conditions of the sendings by which the caller has it, besides the report’s own',
  ),
  destroyAfter: orNull(
    Type.String({ format: 'date-time' }),
    'When the sending ends and this copy is destroyed; null for whoever has it by their own work',
  ),
  keep: Type.String({ description: 'What holds for every copy: it is kept beside the text' }),
  provenance: orNull(Type.String(), `How it is known, without who said it: ${provenances.join(', ')}`),
  observedOn: orNull(Type.String({ format: 'date' }), 'Day on which it was observed'),
  agency: Type.String({ description: 'The author’s agency' }),
  about: Type.Array(Type.String(), {
    description:
      'Whom it is about, as the sending tells it: the name, or that it is withheld and whom to ask',
  }),
  text: Type.String({ description: 'The sanitised text' }),
});

/**
 * An accepted report whose conditions the caller has acknowledged, with everything that travels with a copy. Who is
 * linked to it is in it only where a sending names them; detail that goes no further never is.
 */
export const reportApi: Route = route({
  method: 'GET',
  url: '/api/intelligence/:id',
  right: 'intelligence:receive',
  reads: 'export',
  params: idParams,
  response: answer,
  limit: 60,
  handle: async (ask) => {
    const { id } = ask.params;
    // What cannot be had is refused once, before a copy of it is made.
    const found = await ask.read((tx) => getReport(tx, id));
    if (found.state !== 'accepted') throw new WaymarkError('not-found');
    if (found.text === null)
      throw new WaymarkError('not-allowed-now', { text: 'Acknowledge its conditions first.' });
    const { no } = await ask.perform(makeCopy, { reportId: id, kind: 'api' }, newKey());
    return ask.read(async (tx) => {
      const [report, copy, told] = await Promise.all([
        getReport(tx, id),
        findOwnCopy(tx, ask.viewer.staffId, id, no),
        listTold(tx, id),
      ]);
      await ask.exported(tx, {
        act: 'intelligence:api',
        subject: 'intelligence_report',
        subjectId: id,
        people: [],
        ids: [id],
      });
      return json({
        id,
        copy: no,
        marking: report.marking,
        grade: gradeLine(report),
        sourceGrade: report.sourceGrade,
        assessment: report.assessment,
        handlingCode: report.handlingCode,
        handling: report.handling,
        conditions: report.conditions,
        sendingConditions: copy?.conditions ?? null,
        destroyAfter: copy?.expiresAt?.toISOString() ?? null,
        keep: keepWords,
        provenance: report.provenance,
        observedOn: report.observedOn,
        agency: report.agency,
        about: toldWords(told, [], copy?.sender ?? null),
        text: report.text ?? '',
      } satisfies Static<typeof answer>);
    });
  },
});
