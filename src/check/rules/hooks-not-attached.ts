import type { Generation } from '../../kmesh/generation.ts';
import { entryEvidence, missingEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Attach types of the programs that act on an enabled pod's sockets (reference 1.3). */
const hooks = ['cgroup_inet4_connect', 'cgroup_inet6_connect', 'cgroup_sock_ops'];
const dnsHooks = ['cgroup_udp4_sendmsg', 'cgroup_udp4_recvmsg'];

/** Pods are enabled and a program that should act on them is not attached. */
export const hooksNotAttached: Rule = {
  code: 'HOOKS_NOT_ATTACHED',
  severity: 'error',
  known: 'observed',
  meaning:
    'pods are enabled, but a program that acts on them is not attached: the mesh is not there for them',
  cause:
    'the daemon failed while it loaded its programs, or the cgroup2 mount that they were attached to is gone',
  advice: 'look at the log of the daemon and restart it',
  issue: null,
  needs: ['km_manage', 'pins', 'generation'],
  find: findUnattached,
};

function* findUnattached({ snapshot }: CheckContext): Iterable<Draft> {
  const { followed, manage, pins } = snapshot;
  if (followed === undefined || manage.length === 0) return;
  for (const hook of expectedHooks(followed)) {
    const links = pins.filter((pin) => pin.kind === 'link' && pin.attachType === hook);
    if (links.some((link) => link.attached !== false)) continue;
    const shown = links.map(({ path, programName, attached }) =>
      entryEvidence('pins', path, { attachType: hook, programName, attached }),
    );
    yield {
      subject: subject('hook', hook),
      message: `${links.length === 0 ? 'no link is pinned for it' : 'its link is detached'}, and the manager map has entries`,
      evidence: [
        ...(shown.length === 0 ? [missingEvidence('pins', hook)] : shown),
        entryEvidence('km_manage', 'all', { entries: manage.length }),
      ],
    };
  }
}

function expectedHooks({ hasDnsHooks }: Generation): readonly string[] {
  return hasDnsHooks ? [...hooks, ...dnsHooks] : hooks;
}
