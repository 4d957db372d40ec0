import { isOfVersion } from '../../kmesh/names.ts';
import { askedOfDaemon } from '../daemon-rows.ts';
import { entryEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Maps that another version made than the daemon that answers. */
export const daemonVersionDiffers: Rule = {
  ...askedOfDaemon,
  code: 'DAEMON_VERSION_DIFFERS',
  severity: 'warning',
  known: 'computed',
  meaning: 'the maps were made by another version than the one of the daemon that answers',
  cause:
    'an upgrade that ended half-way, two daemons on the node, or the daemon of another node was asked',
  advice: 'look which Kmesh pods run on this node; restart the one that is meant to',
  issue: null,
  needs: ['daemon'],
  whyNotApplicable: ({ versionHash, daemonView }) => {
    if (versionHash === null) return 'no kmesh_version is pinned';
    // Without any answer there is more to say than that.
    return daemonView?.version === null && daemonView.dump !== null
      ? 'the daemon tells no version'
      : null;
  },
  find: findOther,
};

function* findOther({ snapshot }: CheckContext): Iterable<Draft> {
  const { daemonView, versionHash } = snapshot;
  const version = daemonView?.version ?? null;
  if (version === null || versionHash === null) return;
  const { gitVersion } = version;
  if (isOfVersion(versionHash, gitVersion)) return;
  yield {
    subject: subject('node', null),
    message: `the daemon is ${gitVersion}, and kmesh_version has the hash of another version`,
    evidence: [
      entryEvidence('daemon', 'version', { gitVersion }),
      entryEvidence('kmesh_version', 0, { versionHash }),
    ],
  };
}
