import Type, { type Static, type TSchema } from 'typebox';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { json, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import { makeCopy } from '../dissemination/acts.ts';
import { gradeLine } from './rules.ts';
import { getReport } from './store.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const answer = Type.Object({
  id: Type.Integer(),
  copy: Type.Integer({ description: 'Number of this copy: every answer is one, and a recall reaches it' }),
  marking: Type.String(),
  grade: Type.String({ description: 'As it is written beside every copy' }),
  sourceGrade: orNull(Type.Integer()),
  assessment: orNull(Type.String()),
  handlingCode: orNull(Type.String()),
  handling: Type.String(),
  conditions: orNull(Type.String()),
  provenance: orNull(Type.String()),
  observedOn: orNull(Type.String()),
  agency: Type.String(),
  text: Type.String(),
});

/**
 * An accepted report whose conditions the caller has acknowledged, with everything that travels with a copy. Who is
 * linked to it, and detail that goes no further, are never in it.
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
      const report = await getReport(tx, id);
      await ask.exported(tx, {
        act: 'intelligence:api',
        subject: 'intelligence_report',
        subjectId: id,
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
        provenance: report.provenance,
        observedOn: report.observedOn,
        agency: report.agency,
        text: report.text ?? '',
      } satisfies Static<typeof answer>);
    });
  },
});
