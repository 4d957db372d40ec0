// One GET over HTTP/1.1, bounded in time and size. Follows nothing, sends nothing but the request.
import { type IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { formatHostPort } from '../layout/ip-address.ts';
import { KernelError } from './kernel-error.ts';

export interface HttpTarget {
  readonly host: string;
  readonly port: number;
  /** Descriptor of a socket that is connected already, which is closed at the end. */
  readonly fd?: number;
  readonly path: string;
  /** Longest silence. */
  readonly timeoutMs: number;
  /** Longest time for all of it. */
  readonly deadlineMs: number;
  /** Bytes of the longest body. */
  readonly largestBody: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** The answer, whatever its status. Rejects with KernelError where there is none, or none that is whole. */
export async function httpGet(target: HttpTarget): Promise<HttpAnswer> {
  const { host, port, fd, path, timeoutMs, deadlineMs } = target;
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await new Promise((resolve, reject) => {
      const asked = request({
        ...{ host, port, path, method: 'GET' },
        headers: { accept: 'application/json, text/plain' },
        signal: deadline,
        ...(fd === undefined
          ? { agent: false }
          : { createConnection: () => new Socket({ fd, readable: true, writable: true }) }),
      });
      // The request's own time limit does not count for a socket that is connected already.
      asked.on('socket', (socket) =>
        socket.setTimeout(timeoutMs, () => asked.destroy(new Error(`no word for ${timeoutMs} ms`))),
      );
      asked.on('error', reject);
      asked.on('response', (response) => {
        readBody(response, target.largestBody).then(
          (body) => resolve({ status: response.statusCode ?? 0, body }),
          reject,
        );
      });
      asked.end();
    });
  } catch (error) {
    const why = error instanceof Error ? error.message || String(error) : String(error);
    const reason = deadline.aborted ? `not whole after ${deadlineMs} ms` : why;
    const attempt = `GET http://${formatHostPort(host, port)}${path}`;
    throw new KernelError('CALL_FAILED', { attempt, reason, cause: error });
  }
}

async function readBody(response: IncomingMessage, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > limit) throw new Error(`more than ${limit} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
