// An admin server on the loopback device that answers what a test says, and notes what it was asked.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AdminServer {
  readonly port: number;
  /** Method and path of every request. */
  readonly asked: readonly string[];
}

/** A status and a body, or whatever is done with the response. */
export type Reply = readonly [status: number, body: string] | ((response: ServerResponse) => void);

/** Runs `use` while the server is there. What has no reply is not found, as Go's server says it. */
export async function withAdminServer<T>(
  replies: Readonly<Record<string, Reply>>,
  use: (server: AdminServer) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${url}`);
    const reply = replies[url] ?? [404, '404 page not found\n'];
    if (typeof reply === 'function') reply(response);
    else response.writeHead(reply[0]).end(reply[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use({ port: (server.address() as AddressInfo).port, asked });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What the daemon says at the path of the mode that it does not run in. */
export const wrongMode: Reply = [400, '\tInvalid Client Mode\n'];
