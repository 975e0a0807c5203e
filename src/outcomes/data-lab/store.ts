import { addDays, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { AnswerInput, LabAnswer, LabPerson, LabRequest, PartAnswer, RequestInput } from './types.ts';

const columns = sql`q.id, q.name, q.joined_from as "joinedFrom", q.joined_to as "joinedTo", q.strand, q.state, q.basis, q.basis_reference as "basisReference",
  q.recipient, m.name as "madeBy", q.made_at as "madeAt", s.name as "sentBy", q.sent_by as "senderId", q.sent_at as "sentAt", q.link_until as "linkUntil",
  q.destroy_by as "destroyBy", q.people, q.sha256, q.downloads, q.destroyed_at as "destroyedAt", q.destroyed_how as "destroyedHow",
  q.withdrawn_why as "withdrawnWhy", q.version`;
const from = sql`from data_lab_request q join staff m on m.id = q.made_by left join staff s on s.id = q.sent_by`;

export const listRequests = (
  tx: Tx,
  schemeId: number,
  window: { limit: number; offset: number },
): Promise<LabRequest[]> =>
  tx.many(sql<LabRequest>`
    select ${columns} ${from} where q.scheme_id = ${schemeId} order by q.id desc limit ${window.limit} offset ${window.offset}`);

export const getRequest = (tx: Tx, id: number): Promise<LabRequest> =>
  tx.one(sql<LabRequest>`select ${columns} ${from} where q.id = ${id}`);

export const lockRequest = (tx: Tx, id: number): Promise<LabRequest> =>
  tx.one(sql<LabRequest>`select ${columns} ${from} where q.id = ${id} for update of q`);

export const insertRequest = (
  tx: Tx,
  row: RequestInput & { schemeId: number; staffId: number; now: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into data_lab_request (scheme_id, name, joined_from, joined_to, strand, basis, basis_reference, recipient, made_by, made_at)
    values (${row.schemeId}, ${row.name}, ${row.joinedFrom}, ${row.joinedTo}, ${row.strand}, ${row.basis}, ${row.basisReference}, ${row.recipient},
      ${row.staffId}, ${row.now}) returning id`);

export const updateRequest = (tx: Tx, id: number, row: RequestInput): Promise<number> =>
  tx.run(sql`
    update data_lab_request set name = ${row.name}, joined_from = ${row.joinedFrom}, joined_to = ${row.joinedTo}, strand = ${row.strand},
      basis = ${row.basis}, basis_reference = ${row.basisReference}, recipient = ${row.recipient}, version = version + 1 where id = ${id}`);

export const markSent = (
  tx: Tx,
  id: number,
  sent: { staffId: number; now: Date; linkUntil: Date; destroyBy: Day; people: number },
): Promise<number> =>
  tx.run(sql`
    update data_lab_request set state = 'sent', sent_by = ${sent.staffId}, sent_at = ${sent.now}, link_until = ${sent.linkUntil}, destroy_by = ${sent.destroyBy},
      people = ${sent.people}, version = version + 1 where id = ${id}`);

export const countDownload = (
  tx: Tx,
  id: number,
  file: { people: number; sha256: string },
): Promise<number> =>
  tx.run(sql`
    update data_lab_request set downloads = downloads + 1, people = ${file.people}, sha256 = ${file.sha256}, version = version + 1 where id = ${id}`);

export const markWithdrawn = (tx: Tx, id: number, why: string): Promise<number> =>
  tx.run(
    sql`update data_lab_request set state = 'withdrawn', withdrawn_why = ${why}, version = version + 1 where id = ${id}`,
  );

export const markDestroyed = (tx: Tx, id: number, how: string, now: Date): Promise<number> =>
  tx.run(
    sql`update data_lab_request set destroyed_at = ${now}, destroyed_how = ${how}, version = version + 1 where id = ${id}`,
  );

/** Copies that whoever sent them has to see destroyed. */
export const listToDestroy = (tx: Tx, staffId: number, until: Day): Promise<LabRequest[]> =>
  tx.many(sql<LabRequest>`
    select ${columns} ${from} where q.sent_by = ${staffId} and q.destroyed_at is null and q.downloads > 0 and q.destroy_by <= ${until}
    order by q.destroy_by, q.id limit 20`);

/**
 * Everybody whose first joining lies in the days, whether or not they stayed, as far as the viewer sees them; with their
 * last conviction on record by then. One more than the limit tells that there are more.
 */
export const listPeople = (
  tx: Tx,
  schemeId: number,
  request: Pick<RequestInput, 'joinedFrom' | 'joinedTo' | 'strand'>,
  limit: number,
): Promise<LabPerson[]> =>
  tx.many(sql<LabPerson>`
    with first as (
      select distinct on (m.person_id) m.person_id, m.joined_on, m.strand,
        not exists (select from membership y where y.person_id = m.person_id and y.scheme_id = m.scheme_id and y.left_on is null) as gone
      from membership m where m.scheme_id = ${schemeId} order by m.person_id, m.joined_on, m.id
    )
    select p.id as "personId", p.family_name as "familyName", p.given_names as "givenNames", p.born, p.sex, f.joined_on as "joinedOn", f.gone as "hasLeft",
      o.last as "convictedOn"
    from first f join person p on p.id = f.person_id
    left join (select x.person_id, max(x.outcome_date) as last from offence x join first g on g.person_id = x.person_id
      where x.proven and x.outcome_date <= g.joined_on group by 1) o on o.person_id = p.id
    where f.joined_on >= ${request.joinedFrom}::date and f.joined_on < ${addDays(request.joinedTo, 1)}::date
      and (${request.strand}::text is null or f.strand = ${request.strand})
    order by p.family_name, p.given_names, p.id limit ${limit}`);

/** Whether so many are everybody who joined in the days, whoever the viewer may see. */
export async function isWhole(
  tx: Tx,
  { joinedFrom, joinedTo, strand }: Pick<RequestInput, 'joinedFrom' | 'joinedTo' | 'strand'>,
  seen: number,
): Promise<boolean> {
  const { whole } = await tx.one(sql<{ whole: boolean }>`
    select data_lab_is_whole(${joinedFrom}::date, ${joinedTo}::date, ${strand}::text, ${seen}::int) as whole`);
  return whole;
}

const answerColumns = sql`a.id, a.request_id as "requestId", a.title, a.published_on as "publishedOn", a.address, a.submitted, a.analysed,
  a.comparison_people as "comparisonPeople", a.period, s.name as "enteredBy", a.entered_at as "enteredAt", a.version,
  jsonb_build_object('result', a.rate_result, 'treated', a.rate_treated::float8, 'compared', a.rate_compared::float8, 'low', a.rate_low::float8, 'high', a.rate_high::float8, 'words', a.rate_words) as rate,
  jsonb_build_object('result', a.frequency_result, 'treated', a.frequency_treated::float8, 'compared', a.frequency_compared::float8, 'low', a.frequency_low::float8, 'high', a.frequency_high::float8, 'words', a.frequency_words) as frequency,
  jsonb_build_object('result', a.days_result, 'treated', a.days_treated::float8, 'compared', a.days_compared::float8, 'low', a.days_low::float8, 'high', a.days_high::float8, 'words', a.days_words) as days`;
const fromAnswers = sql`from data_lab_answer a join staff s on s.id = a.entered_by`;

export const listAnswers = (tx: Tx, schemeId: number, limit: number): Promise<LabAnswer[]> =>
  tx.many(sql<LabAnswer>`
    select ${answerColumns} ${fromAnswers} where a.scheme_id = ${schemeId} and a.removed_why is null order by a.published_on desc, a.id desc limit ${limit}`);

export const getAnswer = (tx: Tx, id: number): Promise<LabAnswer> =>
  tx.one(sql<LabAnswer>`select ${answerColumns} ${fromAnswers} where a.id = ${id} and a.removed_why is null`);

export const lockAnswer = (tx: Tx, id: number): Promise<LabAnswer> =>
  tx.one(
    sql<LabAnswer>`select ${answerColumns} ${fromAnswers} where a.id = ${id} and a.removed_why is null for update of a`,
  );

const values = ({ result, treated, compared, low, high, words }: PartAnswer) =>
  sql`${result}, ${treated}::numeric, ${compared}::numeric, ${low}::numeric, ${high}::numeric, ${words}`;

export const insertAnswer = (
  tx: Tx,
  row: AnswerInput & { schemeId: number; staffId: number; now: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into data_lab_answer (scheme_id, request_id, title, published_on, address, submitted, analysed, comparison_people, period, entered_by, entered_at,
      rate_result, rate_treated, rate_compared, rate_low, rate_high, rate_words,
      frequency_result, frequency_treated, frequency_compared, frequency_low, frequency_high, frequency_words,
      days_result, days_treated, days_compared, days_low, days_high, days_words)
    values (${row.schemeId}, ${row.requestId}, ${row.title}, ${row.publishedOn}, ${row.address}, ${row.submitted}, ${row.analysed}, ${row.comparisonPeople}, ${row.period},
      ${row.staffId}, ${row.now}, ${values(row.rate)}, ${values(row.frequency)}, ${values(row.days)}) returning id`);

export const updateAnswer = (tx: Tx, id: number, row: AnswerInput): Promise<number> =>
  tx.run(sql`
    update data_lab_answer set title = ${row.title}, published_on = ${row.publishedOn}, address = ${row.address}, submitted = ${row.submitted}, analysed = ${row.analysed},
      comparison_people = ${row.comparisonPeople}, period = ${row.period},
      (rate_result, rate_treated, rate_compared, rate_low, rate_high, rate_words) = (select ${values(row.rate)}),
      (frequency_result, frequency_treated, frequency_compared, frequency_low, frequency_high, frequency_words) = (select ${values(row.frequency)}),
      (days_result, days_treated, days_compared, days_low, days_high, days_words) = (select ${values(row.days)}), version = version + 1
    where id = ${id}`);

export const removeAnswer = (tx: Tx, id: number, why: string): Promise<number> =>
  tx.run(
    sql`update data_lab_answer set removed_why = ${why}, version = version + 1 where id = ${id} and removed_why is null`,
  );
