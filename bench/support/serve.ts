import { openHouse, serverOf } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

// The server that a benchmark loads, in a process of its own: the settings are in the environment. Says its port.
const house = await openHouse({ config: readConfig(process.env) });
const server = await serverOf(house);
await server.listen({ port: 0, host: '127.0.0.1' });
const address = server.server.address();
process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
process.once('disconnect', async () => {
  await server.close();
  await house.close();
});
