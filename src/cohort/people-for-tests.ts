import type { TestHouse } from '../../test/support/house.ts';

/** People with offences as an import and a linkage would leave them, past every policy. For tests only. */

export interface MadeUp {
  born?: string | null;
  /** One for each; proven unless it says otherwise. */
  offences?: readonly {
    date: string;
    capacity?: 'convicted' | 'suspect' | 'victim' | 'witness';
    outcome?: 'convicted' | 'cautioned' | 'no-further-action' | 'charged';
    handling?: 'partners' | 'statutory' | 'own';
    homeOfficeClass?: string;
  }[];
  /** Capacity of the person's one source record; none where absent. */
  record?: 'convicted' | 'suspect' | 'victim' | 'witness';
  supervised?: boolean;
}

export async function makePerson(house: TestHouse, person: MadeUp): Promise<number> {
  const one = async <Row>(text: string, values: unknown[]): Promise<Row> => {
    const [row] = await house.ownerQuery<Row>(text, values);
    if (row === undefined) throw new Error(`No row: ${text}`);
    return row;
  };
  const { id } = await one<{ id: number }>(
    `insert into person (family_name, given_names, search_names, born) values ('Example', 'Person', 'person example', $1) returning id`,
    [person.born === undefined ? '1990-01-01' : person.born],
  );
  const source = await one<{ id: number; agency_id: number }>(
    `select id, agency_id from import_source where format = 'police-crimes' order by id limit 1`,
    [],
  );
  const batch = await one<{ id: number }>(
    `insert into import_batch (source_id, agency_id, file_name, file_sha256, state) values ($1, $2, 'x', 'x', 'accepted') returning id`,
    [source.id, source.agency_id],
  );
  const from = [source.id, source.agency_id, batch.id];
  for (const [index, offence] of (person.offences ?? []).entries())
    await house.ownerQuery(
      `insert into offence (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, home_office_class, offence_date,
         outcome, outcome_date, handling, fingerprint, area)
       values ($1, 'N', $2, $3, $4, $5, $6, 'TH68010', $7, $8, $9, $8, $10, 'x', 'NW1')`,
      [
        id,
        ...from,
        `${id}-${index}`,
        offence.capacity ?? 'convicted',
        offence.homeOfficeClass ?? '046/00',
        offence.date,
        offence.outcome ?? 'convicted',
        offence.handling ?? 'statutory',
      ],
    );
  if (person.record !== undefined)
    await house.ownerQuery(
      `insert into source_record (source_id, agency_id, batch_id, local_id, capacity, person_id, search_names, raw, fingerprint, delete_after)
       values ($1, $2, $3, $4, $5, $6, 'person example', '{}', 'x', '2030-01-01')`,
      [...from, `R${id}`, person.record, id],
    );
  if (person.supervised === true)
    await house.ownerQuery(
      `insert into supervision (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, order_type, from_day, to_day, handling, fingerprint)
       values ($1, 'N', $2, $3, $4, $5, 'licence', '2026-01-01', '2027-06-01', 'statutory', 'x')`,
      [id, ...from, `S${id}`],
    );
  return id;
}

/** So many proven offences in the months before the tests' day. */
export const provenOffences = (count: number): { date: string }[] =>
  Array.from({ length: count }, (_, index) => ({ date: `2026-0${1 + (index % 9)}-1${index % 10}` }));
