import { findViewer, signInDemoPerson, signOut } from '../../src/access/sessions.ts';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { type House, performerFor } from '../../src/app.ts';
import type { Act } from '../../src/kernel/acts.ts';
import { sha256 } from '../../src/kernel/ids.ts';
import { listStaffInRoles } from '../../src/scheme/directory.ts';

/** Everything in the replay is done by somebody, signed in, through the same acts as the pages. */
export class Company {
  readonly #house: House;
  readonly #viewers = new Map<string, StaffViewer>();
  #moment = new Date(0);
  #performer: ReturnType<typeof performerFor>;

  constructor(house: House) {
    this.#house = house;
    this.#performer = performerFor(house.database, () => this.#moment);
  }

  /** From here on the acts happen at this moment. */
  at(moment: Date): void {
    this.#moment = moment;
  }

  async as(login: string): Promise<StaffViewer> {
    const known = this.#viewers.get(login);
    if (known !== undefined) return known;
    const token = await signInDemoPerson(this.#house.database, login, 'replay');
    const viewer = await findViewer(this.#house.database, token, 'replay');
    if (viewer === undefined) throw new Error(`${login} has no role today`);
    this.#viewers.set(login, viewer);
    return viewer;
  }

  /** The key is made from what is done, so that a replay that was cut off goes on where it stopped. */
  async perform<Input, Result>(
    login: string,
    act: Act<Input, Result>,
    input: Input,
    about: string,
  ): Promise<Result> {
    return this.#performer.perform(
      await this.as(login),
      act,
      input,
      `replay-${sha256(`${act.name} ${about}`).slice(0, 40)}`,
    );
  }

  async leave(): Promise<void> {
    for (const viewer of this.#viewers.values()) await signOut(this.#house.database, viewer);
    this.#viewers.clear();
  }
}

export interface Officer {
  id: number;
  login: string;
  agencyId: number;
  teamId: number | null;
}

/** Who works with people, by team: officers of both agencies, and the link workers. */
export async function findOfficers(
  house: House,
  company: Company,
): Promise<{ police: Officer[]; probation: Officer[]; links: Officer[] }> {
  const manager = await company.as('scheme-manager');
  const rows = await house.database.as(manager, (tx) =>
    listStaffInRoles(tx, manager.schemeId, [
      'police-offender-manager',
      'probation-offender-manager',
      'link-worker',
    ]),
  );
  const inRole = (role: string): Officer[] =>
    rows
      .filter((row) => row.role === role)
      .map((row) => ({ id: row.id, login: row.login, agencyId: row.agencyId, teamId: row.teamId }))
      .sort((left, right) => left.id - right.id);
  return {
    police: inRole('police-offender-manager'),
    probation: inRole('probation-offender-manager'),
    links: inRole('link-worker'),
  };
}
