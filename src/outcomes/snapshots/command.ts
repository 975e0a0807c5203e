import { WaymarkError } from '../../kernel/errors.ts';
import type { Command } from '../../web/wing.ts';
import { recompute } from './recompute.ts';
import { resultWords } from './rules.ts';

/** `npm run waymark -- outcomes recompute 12` */
export const recomputeCommand: Command = {
  name: 'outcomes recompute',
  help: 'work a claim out again from what was frozen with it (its number); says equal or what differs',
  needsDatabase: true,
  run: async ({ args, database, now, print }) => {
    const id = Number(args[0]);
    if (database === undefined || !Number.isInteger(id) || id < 1) {
      throw new WaymarkError('wrong-setting', { text: 'Which claim? outcomes recompute NUMBER' });
    }
    const { snapshot, check, differences } = await recompute(database, id, now);
    print(`Claim ${id}, ${snapshot.measure}, data to ${snapshot.dataTo}`);
    print(
      `Definition ${snapshot.definitionVersion}, now ${check.definitionVersion}; calculation ${snapshot.codeVersion}, now ${check.codeVersion}`,
    );
    print(`Frozen input: ${snapshot.frozen ?? 'none'}`);
    print(resultWords[check.result]);
    for (const { figure, was, now: is } of differences)
      print(`${figure}: was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`);
    if (check.result !== 'equal')
      throw new WaymarkError('conflict', { text: 'The claim did not come out the same.' });
  },
};
