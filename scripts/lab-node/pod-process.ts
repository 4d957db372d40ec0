// The processes in the pods: one that stays and listens, and those that traffic starts to connect.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { podUid } from './entries.ts';
import { netnsOf } from './network.ts';
import { labDir, labProgram, nodeNetns } from './state.ts';

/** One line of labpod's answers. */
export interface PodAnswer {
  readonly ok: boolean;
  readonly id?: string;
  readonly errno?: string | null;
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly peerAddress?: string;
  readonly peerPort?: number;
  readonly cookie?: string;
}

/** The cgroup of a pod's container, as a kubelet with the systemd driver names it; made when missing. */
export function podCgroup(labCgroup: string, pod: string): string {
  const uid = podUid(pod).replaceAll('-', '_');
  const container = createHash('sha256').update(pod).digest('hex');
  const slice = `kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${uid}.slice`;
  const path = join(labCgroup, slice, `cri-containerd-${container}.scope`);
  mkdirSync(path, { recursive: true });
  return path;
}

/** labpod in a pod, driven line by line; it ends with its input. */
export class PodProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((answer: PodAnswer) => void)[] = [];

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#waiting.shift()?.(JSON.parse(line) as PodAnswer);
    });
  }

  static start(labCgroup: string, pod: string): PodProcess {
    const args = podArguments(labCgroup, pod);
    const child = spawn(labProgram('labpod'), args, { stdio: ['pipe', 'pipe', 'inherit'] });
    return new PodProcess(child as unknown as ChildProcessWithoutNullStreams);
  }

  /** Sends one command and waits for its answer: one at a time, since "open" answers late. */
  ask(command: string): Promise<PodAnswer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child.stdin.write(`${command}\n`);
    });
  }

  /** Ends the process, which closes what it holds. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.stdin.end();
    });
  }
}

function podArguments(labCgroup: string, pod: string): string[] {
  const cgroup = podCgroup(labCgroup, pod);
  return ['--hostname', pod, '--cgroup', cgroup, '--netns', `/run/netns/${netnsOf(pod)}`];
}

/** Starts a pod's lasting process and gives it its commands; it outlives us until `lab down`. */
export function startLasting(labCgroup: string, pod: string, commands: readonly string[]): void {
  spawnLasting(podArguments(labCgroup, pod), pod, commands);
}

/** The process that answers for the node and for service addresses; in the lab's cgroup, in no pod. */
export function startNode(labCgroup: string, commands: readonly string[]): void {
  const args = ['--cgroup', labCgroup, '--netns', `/run/netns/${nodeNetns}`];
  spawnLasting(args, 'node', commands);
}

function spawnLasting(args: readonly string[], name: string, commands: readonly string[]): void {
  const log = openSync(join(labDir, `${name}.log`), 'a');
  const child = spawn(labProgram('labpod'), [...args, '--stay'], {
    stdio: ['pipe', log, log],
    detached: true,
  });
  child.stdin?.end(commands.map((command) => `${command}\n`).join(''));
  child.unref();
}
