import type { AddressInfo } from 'node:net';
import { type House, serverOf } from '../../src/app.ts';

/** A house's server on a free port of the loopback. */
export async function serve(house: House): Promise<{ base: string; close(): Promise<void> }> {
  const server = await serverOf(house);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, close: () => server.close() };
}
