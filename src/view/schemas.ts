// JSON Schemas (2020-12) of every document; scripts/update-schemas makes them of documents.ts.
export const schemaDefinitions = {
  Documents: {
    type: 'object',
    properties: {
      BackendList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              $ref: '#/$defs/BackendItem',
            },
          },
          kind: {
            type: 'string',
            const: 'BackendList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      CheckReport: {
        type: 'object',
        properties: {
          findings: {
            type: 'array',
            items: {
              $ref: '#/$defs/FindingItem',
            },
            description: 'By severity, code and subject.',
          },
          rules: {
            type: 'array',
            items: {
              $ref: '#/$defs/RuleLookItem',
            },
            description:
              'Whether each rule could look, and what it found; what was not seen is not taken for sound.',
          },
          kind: {
            type: 'string',
            const: 'CheckReport',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'findings',
          'kind',
          'kmesh',
          'node',
          'problems',
          'rules',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
      },
      ConnectionList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              $ref: '#/$defs/ConnectionItem',
            },
          },
          kind: {
            type: 'string',
            const: 'ConnectionList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      Diff: {
        type: 'object',
        properties: {
          from: {
            $ref: '#/$defs/DiffSideItem',
          },
          to: {
            $ref: '#/$defs/DiffSideItem',
          },
          scope: {
            $ref: '#/$defs/Scope',
          },
          notes: {
            type: 'array',
            items: {
              type: 'string',
            },
            description: 'What is left out, and what is odd about the two sides.',
          },
          changes: {
            type: 'array',
            items: {
              $ref: '#/$defs/DiffChangeItem',
            },
            description: 'By service, then by pod.',
          },
          cannotTell: {
            type: 'array',
            items: {
              $ref: '#/$defs/Doubt',
            },
            description: 'Entries that may be in both, because one side was not read whole.',
          },
          kind: {
            type: 'string',
            const: 'Diff',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'cannotTell',
          'changes',
          'complete',
          'from',
          'kind',
          'kmesh',
          'node',
          'notes',
          'problems',
          'schemaVersion',
          'scope',
          'takenAt',
          'to',
          'tool',
        ],
      },
      Dump: {
        type: 'object',
        properties: {
          redacted: {
            type: 'boolean',
            const: true,
            description:
              'Names are pseudonyms, and so are addresses, which keep their common prefixes.',
          },
          mapSet: {
            type: 'object',
            properties: {
              folder: {
                type: 'string',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['folder', 'pins'],
            description: 'The map set: its folder below the bpffs, and the folder of its pins.',
          },
          monotonicNs: {
            type: 'string',
            description: 'CLOCK_MONOTONIC at `takenAt`, ns, decimal string.',
          },
          versionHash: {
            type: ['number', 'null'],
            description: 'What `kmesh_version` holds, or null.',
          },
          nameFile: {
            type: ['string', 'null'],
            description: 'Path of the name file, or null.',
          },
          status: {
            $ref: '#/$defs/StatusItem',
          },
          maps: {
            type: 'array',
            items: {
              $ref: '#/$defs/MapInfoItem',
            },
          },
          frontends: {
            type: 'array',
            items: {
              $ref: '#/$defs/FrontendItem',
            },
          },
          services: {
            type: 'array',
            items: {
              anyOf: [
                {
                  $ref: '#/$defs/ServiceItem',
                },
                {
                  $ref: '#/$defs/NativeServiceItem',
                },
              ],
            },
          },
          endpoints: {
            type: 'array',
            items: {
              anyOf: [
                {
                  $ref: '#/$defs/EndpointItem',
                },
                {
                  $ref: '#/$defs/NativeEndpointItem',
                },
              ],
            },
          },
          backends: {
            type: 'array',
            items: {
              $ref: '#/$defs/BackendItem',
            },
          },
          pods: {
            type: 'array',
            items: {
              $ref: '#/$defs/PodItem',
            },
          },
          connections: {
            type: 'array',
            items: {
              $ref: '#/$defs/ConnectionItem',
            },
          },
          manage: {
            type: 'array',
            items: {
              $ref: '#/$defs/ManageItem',
            },
          },
          authResults: {
            type: 'array',
            items: {
              $ref: '#/$defs/AuthResultItem',
            },
          },
          workloadPolicies: {
            type: 'array',
            items: {
              $ref: '#/$defs/WorkloadPoliciesItem',
            },
          },
          names: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                id: {
                  type: 'number',
                },
                name: {
                  type: 'string',
                },
              },
              required: ['id', 'name'],
            },
            description: 'Names of the ids that the maps have.',
          },
          namespaces: {
            type: 'array',
            items: {
              $ref: '#/$defs/NamespaceItem',
            },
          },
          variables: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: {
                  type: 'string',
                },
                value: {
                  type: 'number',
                },
              },
              required: ['name', 'value'],
            },
            description:
              "The daemon's settings, as the variables of its programs are called; absent = they could not be read.",
          },
          interfaces: {
            type: 'array',
            items: {
              $ref: '#/$defs/InterfaceItem',
            },
          },
          podFolders: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawPodFolder',
            },
          },
          sockets: {
            type: 'array',
            items: {
              $ref: '#/$defs/SocketItem',
            },
          },
          pins: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawPin',
            },
            description: 'Links and programs that Kmesh pinned.',
          },
          findings: {
            type: 'array',
            items: {
              $ref: '#/$defs/FindingItem',
            },
            description:
              'What `check` finds in this one look: the first 100 of each code, how many in all in `rules`.',
          },
          rules: {
            type: 'array',
            items: {
              $ref: '#/$defs/RuleLookItem',
            },
          },
          events: {
            type: 'array',
            items: {
              $ref: '#/$defs/ConnectionEventItem',
            },
            description:
              'What happened to connections while --for watched; what lived less than a second is not seen.',
          },
          rawMaps: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapDump',
            },
            description:
              'Every map of the set by its bytes, where they were asked for and in kernel-native mode.',
          },
          kind: {
            type: 'string',
            const: 'Dump',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'authResults',
          'backends',
          'complete',
          'connections',
          'endpoints',
          'findings',
          'frontends',
          'interfaces',
          'kind',
          'kmesh',
          'manage',
          'mapSet',
          'maps',
          'monotonicNs',
          'nameFile',
          'names',
          'namespaces',
          'node',
          'pins',
          'podFolders',
          'pods',
          'problems',
          'rules',
          'schemaVersion',
          'services',
          'sockets',
          'status',
          'takenAt',
          'tool',
          'versionHash',
          'workloadPolicies',
        ],
      },
      EndpointList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              anyOf: [
                {
                  $ref: '#/$defs/EndpointItem',
                },
                {
                  $ref: '#/$defs/NativeEndpointItem',
                },
              ],
            },
          },
          kind: {
            type: 'string',
            const: 'EndpointList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      Explanation: {
        type: 'object',
        properties: {
          whatIf: {
            type: 'array',
            items: {
              $ref: '#/$defs/AlterationItem',
            },
            description: 'Only of a what-if: the answer holds for maps that are altered so.',
          },
          from: {
            $ref: '#/$defs/ExplainedSource',
          },
          to: {
            $ref: '#/$defs/ExplainedDestination',
          },
          managed: {
            type: 'boolean',
          },
          steps: {
            type: 'array',
            items: {
              $ref: '#/$defs/StepItem',
            },
          },
          outcomes: {
            type: 'array',
            items: {
              $ref: '#/$defs/OutcomeItem',
            },
          },
          unproven: {
            type: 'array',
            items: {
              type: 'string',
            },
            description:
              'Maps that a step misses an entry in although they were not read whole: what comes of it is not proven.',
          },
          authorization: {
            type: 'null',
            description: 'Null: authorization is not looked at.',
          },
          beyondWaypoint: {
            $ref: '#/$defs/BeyondItem',
            description: "Only where route objects were given and a service's waypoint is met.",
          },
          kind: {
            type: 'string',
            const: 'Explanation',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'authorization',
          'complete',
          'from',
          'kind',
          'kmesh',
          'managed',
          'node',
          'outcomes',
          'problems',
          'schemaVersion',
          'steps',
          'takenAt',
          'to',
          'tool',
        ],
      },
      FrontendList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              $ref: '#/$defs/FrontendItem',
            },
          },
          kind: {
            type: 'string',
            const: 'FrontendList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      MapInfoList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              $ref: '#/$defs/MapInfoItem',
            },
          },
          kind: {
            type: 'string',
            const: 'MapInfoList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      PodList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              $ref: '#/$defs/PodItem',
            },
          },
          kind: {
            type: 'string',
            const: 'PodList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      ServiceList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              anyOf: [
                {
                  $ref: '#/$defs/ServiceItem',
                },
                {
                  $ref: '#/$defs/NativeServiceItem',
                },
              ],
            },
          },
          kind: {
            type: 'string',
            const: 'ServiceList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      Status: {
        type: 'object',
        properties: {
          mode: {
            $ref: '#/$defs/Mode',
          },
          generation: {
            $ref: '#/$defs/GenerationFinding',
          },
          pins: {
            type: 'string',
          },
          daemon: {
            $ref: '#/$defs/RawDaemon',
          },
          mapSets: {
            type: 'array',
            items: {
              $ref: '#/$defs/MapSetItem',
            },
            description: 'Every set of maps on the node, this one included.',
          },
          nameFile: {
            type: ['string', 'null'],
            description: 'Path of the file that the names come from, null = none was found.',
          },
          nameOrigin: {
            anyOf: [
              {
                $ref: '#/$defs/NameOrigin',
              },
              {
                type: 'null',
              },
            ],
            description:
              'What names come from: the file, or what the daemon says; null = there are none.',
          },
          admin: {
            anyOf: [
              {
                $ref: '#/$defs/AdminItem',
              },
              {
                type: 'null',
              },
            ],
            description: 'What the daemon says, null = it was not asked.',
          },
          attached: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawPin',
            },
            description: 'Links and programs that Kmesh pinned.',
          },
          maps: {
            type: 'object',
            properties: {
              count: {
                type: 'number',
              },
              fullest: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    name: {
                      type: 'string',
                    },
                    entries: {
                      type: ['number', 'null'],
                      description:
                        'Null for a type that has none to count, or where they cannot be counted.',
                    },
                    maxEntries: {
                      type: 'number',
                    },
                    fill: {
                      type: ['number', 'null'],
                      description: '0 to 1; null without entries, and for arrays.',
                    },
                  },
                  required: ['name', 'entries', 'maxEntries', 'fill'],
                },
                description: 'Fullest first.',
              },
              mismatched: {
                type: 'array',
                items: {
                  type: 'string',
                },
                description: 'Maps whose sizes are not those of the layout known for them.',
              },
            },
            required: ['count', 'fullest', 'mismatched'],
          },
          pods: {
            type: 'object',
            properties: {
              managerEntries: {
                type: 'number',
                description: 'Entries of the manager map: cookies and addresses.',
              },
              enabled: {
                type: ['number', 'null'],
                description: "Null where the node's namespaces could not be read.",
              },
              halfEnabled: {
                type: ['number', 'null'],
                description: 'Cookie or address is missing.',
              },
              notEnabled: {
                type: ['number', 'null'],
              },
            },
            required: ['managerEntries', 'enabled', 'halfEnabled', 'notEnabled'],
          },
          access: {
            $ref: '#/$defs/RawAccess',
          },
          kind: {
            type: 'string',
            const: 'Status',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'access',
          'admin',
          'attached',
          'complete',
          'daemon',
          'generation',
          'kind',
          'kmesh',
          'mapSets',
          'maps',
          'mode',
          'nameFile',
          'nameOrigin',
          'node',
          'pins',
          'pods',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
      },
      WeightList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              anyOf: [
                {
                  $ref: '#/$defs/WeightItem',
                },
                {
                  $ref: '#/$defs/BeyondWeightItem',
                },
                {
                  $ref: '#/$defs/NativeWeightItem',
                },
              ],
            },
          },
          kind: {
            type: 'string',
            const: 'WeightList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
      WhoList: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              anyOf: [
                {
                  $ref: '#/$defs/WhoItem',
                },
                {
                  $ref: '#/$defs/NativeWeightItem',
                },
              ],
            },
          },
          kind: {
            type: 'string',
            const: 'WhoList',
          },
          schemaVersion: {
            type: 'string',
          },
          takenAt: {
            type: 'string',
            description: 'RFC 3339, UTC.',
          },
          tool: {
            $ref: '#/$defs/Tool',
          },
          node: {
            $ref: '#/$defs/NodeFacts',
          },
          kmesh: {
            type: 'object',
            properties: {
              mode: {
                $ref: '#/$defs/Mode',
              },
              generation: {
                anyOf: [
                  {
                    $ref: '#/$defs/GenerationName',
                  },
                  {
                    type: 'null',
                  },
                ],
                description: 'Null where the evidence does not settle it.',
              },
              pins: {
                type: 'string',
              },
            },
            required: ['mode', 'generation', 'pins'],
          },
          complete: {
            type: 'boolean',
          },
          problems: {
            type: 'array',
            items: {
              $ref: '#/$defs/Problem',
            },
          },
          raw: {
            type: 'array',
            items: {
              $ref: '#/$defs/RawMapItem',
            },
            description: 'Maps of an unknown layout; absent where there are none.',
          },
        },
        required: [
          'complete',
          'items',
          'kind',
          'kmesh',
          'node',
          'problems',
          'schemaVersion',
          'takenAt',
          'tool',
        ],
        description: 'A list: the envelope, and the items by key.',
      },
    },
    required: [
      'BackendList',
      'CheckReport',
      'ConnectionList',
      'Diff',
      'Dump',
      'EndpointList',
      'Explanation',
      'FrontendList',
      'MapInfoList',
      'PodList',
      'ServiceList',
      'Status',
      'WeightList',
      'WhoList',
    ],
    description: 'The documents by kind.',
  },
  BackendItem: {
    type: 'object',
    properties: {
      uid: {
        type: 'number',
      },
      name: {
        type: ['string', 'null'],
        description: 'Short name of the workload, null = unknown.',
      },
      namespace: {
        type: ['string', 'null'],
      },
      address: {
        type: 'string',
      },
      serviceIds: {
        type: 'array',
        items: {
          type: 'number',
        },
        description: 'The services that the backend lists, as many as it says it has.',
      },
      serviceCount: {
        type: 'number',
        description:
          'What the backend says it has, where the list of ten slots cannot be that long.',
      },
      serviceSlots: {
        type: 'array',
        items: {
          type: 'number',
        },
        description: 'All ten slots, where those behind the count are not empty.',
      },
      serviceNames: {
        type: 'array',
        items: {
          type: ['string', 'null'],
        },
      },
      waypoint: {
        anyOf: [
          {
            $ref: '#/$defs/WaypointItem',
          },
          {
            type: 'null',
          },
        ],
      },
      workloadKind: {
        type: ['string', 'null'],
        description:
          "The workload's Kubernetes kind, or `DNSProxy` for the node's DNS proxy; null = unknown.",
      },
    },
    required: [
      'uid',
      'name',
      'namespace',
      'address',
      'serviceIds',
      'serviceNames',
      'waypoint',
      'workloadKind',
    ],
  },
  WaypointItem: {
    type: 'object',
    properties: {
      address: {
        type: ['string', 'null'],
        description: 'Null = the address bytes are zero.',
      },
      port: {
        type: ['number', 'null'],
        description: 'Null = the port slot is zero.',
      },
      rawPort: {
        type: 'number',
        description: 'The whole slot where its unused bytes are not zero: port + 65536 * rest.',
      },
      name: {
        type: ['string', 'null'],
        description: 'Label of what has this address, null = unknown.',
      },
      effective: {
        type: 'boolean',
        description:
          'Whether the programs send traffic there: a half-set waypoint may count for nothing.',
      },
    },
    required: ['address', 'port', 'name', 'effective'],
  },
  Tool: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
      },
      version: {
        type: 'string',
      },
    },
    required: ['name', 'version'],
  },
  NodeFacts: {
    type: 'object',
    properties: {
      name: {
        type: ['string', 'null'],
        description: "The node's host name, or null.",
      },
      kernel: {
        type: 'string',
        description: 'Kernel release, as uname -r prints it.',
      },
      arch: {
        type: 'string',
        description: "Node.js' word for the processor: x64, arm64 …",
      },
    },
    required: ['name', 'kernel', 'arch'],
  },
  Mode: {
    type: 'string',
    enum: ['dual-engine', 'kernel-native'],
  },
  GenerationName: {
    type: 'string',
    enum: ['v0.4.0', 'v0.4.1', 'v0.5', 'v1.0', 'v1.1', 'v1.2', 'main'],
  },
  Problem: {
    type: 'object',
    properties: {
      code: {
        $ref: '#/$defs/ProblemCode',
      },
      map: {
        type: ['string', 'null'],
        description: 'The map concerned, or null.',
      },
      key: {
        type: ['string', 'null'],
        description: "The entry's key in hex, or null.",
      },
      message: {
        type: 'string',
        description: 'What a person reads: what, on what, why.',
      },
    },
    required: ['code', 'map', 'key', 'message'],
  },
  ProblemCode: {
    type: 'string',
    enum: [
      'LAYOUT_MISMATCH',
      'ITERATION_INCOMPLETE',
      'MAP_MISSING',
      'MAP_UNREADABLE',
      'NAME_FILE_TORN',
      'NAME_HASH_MISMATCH',
      'DAEMON_UNREADABLE',
      'SOCKETS_UNREADABLE',
      'NAMESPACES_UNREADABLE',
      'INTERFACES_UNREADABLE',
      'DANGLING_REFERENCE',
      'WRONG_POOL',
      'HIGH_BITS',
      'COUNT_TOO_LARGE',
      'UNKNOWN_KIND',
      'READ_LIMIT',
    ],
  },
  RawMapItem: {
    type: 'object',
    properties: {
      map: {
        type: 'string',
      },
      keySize: {
        type: 'number',
        description: 'Bytes.',
      },
      valueSize: {
        type: 'number',
      },
      entries: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            key: {
              type: 'string',
            },
            value: {
              type: 'string',
            },
          },
          required: ['key', 'value'],
        },
        description: 'In hex, by key.',
      },
    },
    required: ['map', 'keySize', 'valueSize', 'entries'],
  },
  FindingItem: {
    type: 'object',
    properties: {
      code: {
        $ref: '#/$defs/FindingCode',
      },
      severity: {
        $ref: '#/$defs/Severity',
      },
      subject: {
        type: 'string',
        description:
          "The subject's name, or its kind and id, with the part of it that is concerned.",
      },
      subjectKind: {
        type: 'string',
        enum: ['service', 'workload', 'frontend', 'pod', 'connection', 'map', 'hook', 'node'],
      },
      subjectId: {
        type: ['number', 'string', 'null'],
        description:
          'Service id, backend uid, address, label or map name; null for the node itself.',
      },
      namespace: {
        type: ['string', 'null'],
        description: 'Kubernetes namespace, null = none or not known.',
      },
      message: {
        type: 'string',
      },
      evidence: {
        type: 'array',
        items: {
          $ref: '#/$defs/Evidence',
        },
      },
      cause: {
        type: 'string',
        description: 'Likely cause.',
      },
      advice: {
        type: 'string',
      },
      transient: {
        type: 'boolean',
        description: 'Seen in one of two looks only.',
      },
      known: {
        type: 'string',
        enum: ['observed', 'computed', 'inferred'],
        description:
          'How it is known: read as it is, computed by the documented procedure, or a best guess.',
      },
      issue: {
        type: ['number', 'null'],
        description: 'Number of a public issue of kmesh-net/kmesh, or null.',
      },
    },
    required: [
      'code',
      'severity',
      'subject',
      'subjectKind',
      'subjectId',
      'namespace',
      'message',
      'evidence',
      'cause',
      'advice',
      'transient',
      'known',
      'issue',
    ],
  },
  FindingCode: {
    type: 'string',
    enum: [
      'ENDPOINT_HOLE',
      'ENDPOINT_BEYOND_COUNT',
      'ENDPOINT_WITHOUT_SERVICE',
      'ENDPOINT_DUPLICATE',
      'ENDPOINT_WITHOUT_BACKEND',
      'ENDPOINT_NOT_IN_BACKEND',
      'BACKEND_NOT_IN_SERVICE',
      'BACKEND_UNUSED',
      'BACKEND_SERVICES_CUT',
      'FRONTEND_TO_NOTHING',
      'ID_OF_TWO_KINDS',
      'SERVICE_WITHOUT_ENDPOINTS',
      'NOTHING_IN_REACH',
      'FAILOVER_STUCK',
      'PORT_WITHOUT_TARGET',
      'PORTS_CUT',
      'POLICIES_CUT',
      'WAYPOINT_IGNORED',
      'WAYPOINT_WITHOUT_FRONTEND',
      'WAYPOINT_OF_OTHER_FAMILY',
      'POD_HALF_ENABLED',
      'HOOKS_NOT_ATTACHED',
      'XDP_MISSING',
      'XDP_DOUBLE',
      'MONITORING_OFF',
      'CONNECTION_STALE',
      'CONNECTION_BYPASSES_WAYPOINT',
      'DNS_PROXY_UNUSABLE',
      'DNS_PROXY_GONE',
      'NAME_MISSING',
      'NAME_AGAINST_HASH',
      'MAP_NEARLY_FULL',
      'TWO_MAP_SETS',
      'DAEMON_ROW_MISSING',
      'DAEMON_ROW_UNKNOWN',
      'DAEMON_SERVICE_DIFFERS',
      'DAEMON_ENDPOINT_DIFFERS',
      'DAEMON_WORKLOAD_DIFFERS',
      'DAEMON_VERSION_DIFFERS',
    ],
    description: 'One code for each rule; none is reused for another.',
  },
  Severity: {
    type: 'string',
    enum: ['error', 'warning', 'info'],
  },
  Evidence: {
    type: 'object',
    properties: {
      map: {
        type: 'string',
        description:
          'The map; for what is not in a map, the kind of thing: `pins`, `namespaces`, `names`, `daemon`.',
      },
      key: {
        type: 'string',
        description: "The entry's key, decoded: ids joined by `/`, an address, a path.",
      },
      exists: {
        type: 'boolean',
        description: 'False = the entry that ought to be there is not.',
      },
      fields: {
        type: 'object',
        additionalProperties: {
          $ref: '#/$defs/EvidenceField',
        },
        description: "The decoded fields that matter, by the names of the entry's type.",
      },
    },
    required: ['map', 'key', 'exists', 'fields'],
    description: 'One entry that shows the fault.',
  },
  EvidenceField: {
    anyOf: [
      {
        type: 'string',
      },
      {
        type: 'number',
      },
      {
        type: 'boolean',
      },
      {
        type: 'null',
      },
      {
        $ref: '#/$defs/EnumValue',
      },
      {
        type: 'array',
        items: {
          type: ['string', 'number'],
        },
      },
    ],
  },
  EnumValue: {
    type: 'object',
    properties: {
      name: {
        type: ['string', 'null'],
        description: "Kmesh's name, or null for a number that is not known.",
      },
      raw: {
        type: 'number',
      },
    },
    required: ['name', 'raw'],
  },
  RuleLookItem: {
    type: 'object',
    properties: {
      code: {
        $ref: '#/$defs/FindingCode',
      },
      state: {
        type: 'string',
        enum: ['looked', 'could-not-look', 'does-not-apply', 'not-asked'],
      },
      why: {
        type: ['string', 'null'],
        description: 'Why it did not look; null where it did.',
      },
      found: {
        type: ['number', 'null'],
        description: 'Findings of this code in all, null = it did not look.',
      },
    },
    required: ['code', 'found', 'state', 'why'],
  },
  ConnectionItem: {
    type: 'object',
    properties: {
      pod: {
        type: 'string',
        description: '`namespace/name`, or the best that there is.',
      },
      direction: {
        type: ['string', 'null'],
        enum: ['inbound', 'outbound', null],
      },
      state: {
        type: 'string',
      },
      source: {
        $ref: '#/$defs/PlaceItem',
      },
      originalDestination: {
        anyOf: [
          {
            $ref: '#/$defs/PlaceItem',
          },
          {
            type: 'null',
          },
        ],
        description: 'What the application asked for; null where nothing recorded it.',
      },
      destination: {
        $ref: '#/$defs/PlaceItem',
        description: 'What the socket is connected to.',
      },
      verdict: {
        $ref: '#/$defs/Verdict',
      },
      reason: {
        anyOf: [
          {
            $ref: '#/$defs/Reason',
          },
          {
            type: 'null',
          },
        ],
      },
      service: {
        type: ['string', 'null'],
        description:
          'Label of the service that was asked for; null = none, or no name (then `serviceId` has it).',
      },
      bypasses: {
        type: ['string', 'null'],
        description: 'Label of a service whose waypoint it goes past, or `id N`; null = none.',
      },
      viaWaypoint: {
        type: 'boolean',
      },
      encoded: {
        type: 'boolean',
      },
      stale: {
        type: 'boolean',
      },
      ageMs: {
        type: ['number', 'null'],
      },
      known: {
        type: 'string',
        enum: ['observed', 'computed', 'inferred'],
      },
      note: {
        type: ['string', 'null'],
      },
      serviceId: {
        type: ['number', 'null'],
      },
      backendUid: {
        type: ['number', 'null'],
      },
      netnsCookie: {
        type: 'string',
        description: 'Decimal strings.',
      },
      socketCookie: {
        type: ['string', 'null'],
      },
    },
    required: [
      'pod',
      'direction',
      'state',
      'source',
      'originalDestination',
      'destination',
      'verdict',
      'reason',
      'service',
      'bypasses',
      'viaWaypoint',
      'encoded',
      'stale',
      'ageMs',
      'known',
      'note',
      'serviceId',
      'backendUid',
      'netnsCookie',
      'socketCookie',
    ],
  },
  PlaceItem: {
    type: 'object',
    properties: {
      address: {
        type: 'string',
      },
      port: {
        type: 'number',
      },
      name: {
        type: ['string', 'null'],
        description: 'Label of what has the address, null = unknown.',
      },
    },
    required: ['address', 'port', 'name'],
  },
  Verdict: {
    type: 'string',
    enum: [
      'endpoint',
      'waypoint',
      'direct',
      'fallthrough',
      'unmanaged',
      'ignored',
      'dns-proxy',
      'denied',
    ],
  },
  Reason: {
    type: 'string',
    enum: [
      'LOAD_BALANCED',
      'SERVICE_WAYPOINT',
      'BACKEND_WAYPOINT',
      'WORKLOAD_ADDRESS',
      'NO_FRONTEND',
      'UPSTREAM_MISSING',
      'NO_ENDPOINTS',
      'NO_LOCAL_ENDPOINT',
      'ENDPOINT_MISSING',
      'BACKEND_MISSING',
      'PORT_NOT_IN_SERVICE',
      'LB_POLICY_UNKNOWN',
      'SERVICE_NOT_IN_BACKEND',
      'PASS_LIMIT',
      'NO_LISTENER',
      'NO_FILTER_CHAIN',
      'RATE_LIMITED',
      'RATE_LIMIT_UNREADABLE',
      'NO_FILTER',
      'HTTP_FILTER',
      'TCP_PROXY_UNREADABLE',
      'NO_CLUSTER_CHOSEN',
      'CLUSTER_NAME_UNREADABLE',
      'CLUSTER_MISSING',
      'BREAKER_OPEN',
      'CLUSTER_UNREADABLE',
      'ENDPOINTS_UNREADABLE',
      'CLUSTER_EMPTY',
      'ENDPOINT_UNREADABLE',
      'ENDPOINT_INDEX_OVER',
      'TAIL_CALL_MISSING',
      'NOT_IPV4',
      'NOT_ENABLED',
      'BYPASSED',
      'NOT_TCP',
      'CONTROL_CONNECT',
      'DNS_PROXY_OFF',
      'DNS_REDIRECT',
    ],
  },
  DiffSideItem: {
    type: 'object',
    properties: {
      node: {
        type: ['string', 'null'],
        description: 'Host name of the node, null = not known.',
      },
      takenAt: {
        type: 'string',
        description: 'RFC 3339, UTC.',
      },
      tool: {
        anyOf: [
          {
            $ref: '#/$defs/Tool',
          },
          {
            type: 'null',
          },
        ],
        description: 'The program that read it, null = not known.',
      },
      file: {
        type: ['string', 'null'],
        description: 'The dump, null = the live node.',
      },
      complete: {
        type: 'boolean',
        description: 'Whether all that is compared could be read.',
      },
    },
    required: ['node', 'takenAt', 'tool', 'file', 'complete'],
    description: 'One of the two states that are compared.',
  },
  Scope: {
    type: 'string',
    enum: ['moments', 'nodes'],
    description:
      'What is compared. `moments`: two states of one node. `nodes`: two nodes, without what each node has for itself.',
  },
  DiffChangeItem: {
    type: 'object',
    properties: {
      change: {
        type: 'string',
        enum: ['added', 'removed', 'changed'],
      },
      kind: {
        $ref: '#/$defs/ChangeKind',
      },
      serviceId: {
        type: ['number', 'null'],
        description: 'Services and endpoints; of a frontend the service that it leads to.',
      },
      backendUid: {
        type: ['number', 'null'],
        description:
          'Endpoints, backends and policies; of a frontend the workload that it leads to.',
      },
      place: {
        $ref: '#/$defs/NativePlace',
        description: 'Only of kernel-native mode, and there of everything but pods.',
      },
      fields: {
        type: 'array',
        items: {
          $ref: '#/$defs/FieldChange',
        },
        description: 'Those that differ; of what is new or gone, all.',
      },
      takenAt: {
        type: 'string',
        description: 'Only of --watch: when it was seen, RFC 3339, UTC.',
      },
      service: {
        type: ['string', 'null'],
        description:
          'Label of the service, of kernel-native mode the name of the listener; null = none or no name.',
      },
      workload: {
        type: ['string', 'null'],
        description: 'Label of the workload, null = none or no name.',
      },
      address: {
        type: ['string', 'null'],
        description:
          'Of a frontend its own, of an endpoint that of its backend (kernel-native: `address:port`); null = none.',
      },
      pod: {
        type: ['string', 'null'],
        description:
          '`namespace/name` of the pod, or the best that there is; null for everything but pods.',
      },
    },
    required: [
      'address',
      'backendUid',
      'change',
      'fields',
      'kind',
      'pod',
      'service',
      'serviceId',
      'workload',
    ],
  },
  ChangeKind: {
    anyOf: [
      {
        type: 'string',
        const: 'service',
      },
      {
        type: 'string',
        const: 'frontend',
      },
      {
        type: 'string',
        const: 'endpoint',
      },
      {
        type: 'string',
        const: 'backend',
      },
      {
        type: 'string',
        const: 'policies',
      },
      {
        type: 'string',
        const: 'pod',
      },
      {
        $ref: '#/$defs/NativeKind',
      },
    ],
    description: 'What a change is about; services to policies are of dual-engine mode alone.',
  },
  NativeKind: {
    type: 'string',
    enum: ['listener', 'chain', 'weight', 'routeConfiguration', 'virtualHost', 'route', 'cluster'],
    description: 'What only kernel-native mode has.',
  },
  NativePlace: {
    type: 'object',
    properties: {
      listener: {
        type: ['string', 'null'],
        description: '`address:port` of the listener; `0.0.0.0` = every address.',
      },
      listenerName: {
        type: ['string', 'null'],
        description: 'Name of the listener, null = none that can be read.',
      },
      chain: {
        type: ['string', 'null'],
        description:
          'Name of the filter chain, or its 1-based place in the listener where it has none.',
      },
      route: {
        type: ['string', 'null'],
        description:
          '`configuration`, `configuration/virtual host` or `configuration/virtual host/route`.',
      },
      cluster: {
        type: ['string', 'null'],
      },
    },
    required: ['listener', 'listenerName', 'chain', 'route', 'cluster'],
    description: 'What something of kernel-native mode belongs to, by the words of `weights`.',
  },
  FieldChange: {
    type: 'object',
    properties: {
      field: {
        type: 'string',
      },
      from: {
        $ref: '#/$defs/FieldValue',
      },
      to: {
        $ref: '#/$defs/FieldValue',
      },
    },
    required: ['field', 'from', 'to'],
  },
  FieldValue: {
    anyOf: [
      {
        type: 'string',
      },
      {
        type: 'number',
      },
      {
        type: 'array',
        items: {
          type: 'string',
        },
      },
      {
        type: 'array',
        items: {
          type: 'number',
        },
      },
      {
        type: 'null',
      },
    ],
    description: "A field's value; null = it is not there.",
  },
  Doubt: {
    type: 'object',
    properties: {
      kind: {
        $ref: '#/$defs/ChangeKind',
      },
      side: {
        type: 'string',
        enum: ['from', 'to'],
        description:
          'The state that was not read whole: what only the other one has may be in both.',
      },
      count: {
        type: 'number',
      },
      why: {
        type: 'string',
      },
    },
    required: ['kind', 'side', 'count', 'why'],
    description:
      'Entries of one state that were not found in the other, whose map was not read whole.',
  },
  StatusItem: {
    type: 'object',
    properties: {
      mode: {
        $ref: '#/$defs/Mode',
      },
      generation: {
        $ref: '#/$defs/GenerationFinding',
      },
      pins: {
        type: 'string',
      },
      daemon: {
        $ref: '#/$defs/RawDaemon',
      },
      mapSets: {
        type: 'array',
        items: {
          $ref: '#/$defs/MapSetItem',
        },
        description: 'Every set of maps on the node, this one included.',
      },
      nameFile: {
        type: ['string', 'null'],
        description: 'Path of the file that the names come from, null = none was found.',
      },
      nameOrigin: {
        anyOf: [
          {
            $ref: '#/$defs/NameOrigin',
          },
          {
            type: 'null',
          },
        ],
        description:
          'What names come from: the file, or what the daemon says; null = there are none.',
      },
      admin: {
        anyOf: [
          {
            $ref: '#/$defs/AdminItem',
          },
          {
            type: 'null',
          },
        ],
        description: 'What the daemon says, null = it was not asked.',
      },
      attached: {
        type: 'array',
        items: {
          $ref: '#/$defs/RawPin',
        },
        description: 'Links and programs that Kmesh pinned.',
      },
      maps: {
        type: 'object',
        properties: {
          count: {
            type: 'number',
          },
          fullest: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: {
                  type: 'string',
                },
                entries: {
                  type: ['number', 'null'],
                  description:
                    'Null for a type that has none to count, or where they cannot be counted.',
                },
                maxEntries: {
                  type: 'number',
                },
                fill: {
                  type: ['number', 'null'],
                  description: '0 to 1; null without entries, and for arrays.',
                },
              },
              required: ['name', 'entries', 'maxEntries', 'fill'],
            },
            description: 'Fullest first.',
          },
          mismatched: {
            type: 'array',
            items: {
              type: 'string',
            },
            description: 'Maps whose sizes are not those of the layout known for them.',
          },
        },
        required: ['count', 'fullest', 'mismatched'],
      },
      pods: {
        type: 'object',
        properties: {
          managerEntries: {
            type: 'number',
            description: 'Entries of the manager map: cookies and addresses.',
          },
          enabled: {
            type: ['number', 'null'],
            description: "Null where the node's namespaces could not be read.",
          },
          halfEnabled: {
            type: ['number', 'null'],
            description: 'Cookie or address is missing.',
          },
          notEnabled: {
            type: ['number', 'null'],
          },
        },
        required: ['managerEntries', 'enabled', 'halfEnabled', 'notEnabled'],
      },
      access: {
        $ref: '#/$defs/RawAccess',
      },
    },
    required: [
      'mode',
      'generation',
      'pins',
      'daemon',
      'mapSets',
      'nameFile',
      'nameOrigin',
      'admin',
      'attached',
      'maps',
      'pods',
      'access',
    ],
  },
  GenerationFinding: {
    type: 'object',
    properties: {
      name: {
        anyOf: [
          {
            $ref: '#/$defs/GenerationName',
          },
          {
            type: 'null',
          },
        ],
        description: 'Null where the evidence does not settle it.',
      },
      nearest: {
        $ref: '#/$defs/GenerationName',
        description: 'The generation whose layouts fit best: by these the maps are read.',
      },
      evidence: {
        type: 'array',
        items: {
          type: 'string',
        },
        description: 'What settled it, or what speaks against the nearest one; a phrase each.',
      },
    },
    required: ['name', 'nearest', 'evidence'],
  },
  RawDaemon: {
    type: 'object',
    properties: {
      state: {
        type: 'string',
        enum: ['up', 'down', 'unknown'],
      },
      pid: {
        type: ['number', 'null'],
        description:
          'Its process id as this process sees it, the first of several; null where it is not up.',
      },
      reason: {
        type: ['string', 'null'],
        description: 'Why it is unknown, else null.',
      },
    },
    required: ['state', 'pid', 'reason'],
    description: 'The daemon that writes the maps: what is in them also holds while it is down.',
  },
  MapSetItem: {
    type: 'object',
    properties: {
      mode: {
        $ref: '#/$defs/Mode',
      },
      generation: {
        $ref: '#/$defs/GenerationFinding',
      },
      pins: {
        type: 'string',
      },
      count: {
        type: 'number',
        description: 'Number of maps.',
      },
      isShown: {
        type: 'boolean',
        description: 'Whether it is the one that all else is about.',
      },
      isInUse: {
        type: ['boolean', 'null'],
        description: 'Whether the data plane uses it, null = cannot be told.',
      },
      how: {
        type: 'string',
        description: 'How that is known.',
      },
    },
    required: ['mode', 'generation', 'pins', 'count', 'isShown', 'isInUse', 'how'],
  },
  NameOrigin: {
    type: 'string',
    enum: ['file', 'daemon'],
    description:
      "`file`: the daemon's name file; `daemon`: what it says when it is asked, by the hashes of the names.",
  },
  AdminItem: {
    type: 'object',
    properties: {
      place: {
        type: 'string',
        description: 'Where it was asked.',
      },
      isAnswering: {
        type: 'boolean',
      },
      version: {
        anyOf: [
          {
            $ref: '#/$defs/DaemonVersion',
          },
          {
            type: 'null',
          },
        ],
        description: 'Null where it did not say: none before v1.0 does.',
      },
      isOfMaps: {
        type: ['boolean', 'null'],
        description: 'Whether the maps were made by that version, null = cannot be told.',
      },
      mode: {
        anyOf: [
          {
            $ref: '#/$defs/Mode',
          },
          {
            type: 'null',
          },
        ],
        description: 'The mode that it runs in, null = not known.',
      },
      services: {
        type: ['number', 'null'],
        description: 'Services and workloads that it knows, null = it gave no dump.',
      },
      workloads: {
        type: ['number', 'null'],
      },
      why: {
        type: ['string', 'null'],
        description: 'Why there is no dump, null where there is one.',
      },
    },
    required: [
      'place',
      'isAnswering',
      'version',
      'isOfMaps',
      'mode',
      'services',
      'workloads',
      'why',
    ],
    description: "What the daemon's admin server says of it; the maps are read without it.",
  },
  DaemonVersion: {
    type: 'object',
    properties: {
      gitVersion: {
        type: 'string',
        description: 'As released, for example `v1.1.0`; its hash is what `kmesh_version` holds.',
      },
      gitCommit: {
        type: ['string', 'null'],
      },
      buildDate: {
        type: ['string', 'null'],
      },
    },
    required: ['gitVersion', 'gitCommit', 'buildDate'],
  },
  RawPin: {
    type: 'object',
    properties: {
      path: {
        type: 'string',
        description: 'For example `sockconn/sockconn_prog`.',
      },
      kind: {
        type: 'string',
        enum: ['link', 'program', 'unknown'],
      },
      id: {
        type: ['number', 'null'],
      },
      attachType: {
        type: ['string', 'null'],
        description:
          "Links: the attach type in the kernel's words, the program's id and name, the cgroup's id.",
      },
      programId: {
        type: ['number', 'null'],
      },
      programName: {
        type: ['string', 'null'],
      },
      attached: {
        type: ['boolean', 'null'],
        description: 'Links: false when the kernel has detached it (its cgroup is gone).',
      },
      mapIds: {
        anyOf: [
          {
            type: 'array',
            items: {
              type: 'number',
            },
          },
          {
            type: 'null',
          },
        ],
        description: 'Ids of the maps that its program uses; null or absent = not known.',
      },
    },
    required: ['path', 'kind', 'id', 'attachType', 'programId', 'programName', 'attached'],
    description:
      "A pin that is not a map: a link or a program, by its path below the mode's folder.",
  },
  RawAccess: {
    type: 'object',
    properties: {
      tier: {
        type: 'number',
        enum: [0, 1, 2],
      },
      missing: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            needs: {
              type: 'string',
            },
            gives: {
              type: 'string',
            },
          },
          required: ['needs', 'gives'],
        },
        description:
          'Capability names that are missing for the next tiers, each with what it would add.',
      },
    },
    required: ['tier', 'missing'],
    description: 'What one may ask of this process. Tiers as in the contract, section 6.',
  },
  MapInfoItem: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
      },
      pin: {
        type: 'string',
      },
      id: {
        type: 'number',
      },
      type: {
        type: 'string',
      },
      keySize: {
        type: 'number',
        description: 'Bytes.',
      },
      valueSize: {
        type: 'number',
      },
      maxEntries: {
        type: 'number',
      },
      entries: {
        type: ['number', 'null'],
        description: 'Null for a type that has none to count, or where they cannot be counted.',
      },
      fill: {
        type: ['number', 'null'],
        description: '0 to 1; null without entries, and for arrays.',
      },
      flags: {
        type: 'number',
      },
      layout: {
        type: ['string', 'null'],
        enum: ['known', 'mismatch', null],
        description:
          '`known` = decoded, `mismatch` = a known map with other sizes, null = a map that is not decoded.',
      },
    },
    required: [
      'name',
      'pin',
      'id',
      'type',
      'keySize',
      'valueSize',
      'maxEntries',
      'entries',
      'fill',
      'flags',
      'layout',
    ],
  },
  FrontendItem: {
    type: 'object',
    properties: {
      address: {
        type: 'string',
      },
      upstreamId: {
        type: 'number',
      },
      upstream: {
        $ref: '#/$defs/UpstreamKind',
      },
      name: {
        type: ['string', 'null'],
        description: 'Label of the upstream, null = unknown.',
      },
    },
    required: ['address', 'upstreamId', 'upstream', 'name'],
  },
  UpstreamKind: {
    type: 'string',
    enum: ['service', 'workload', 'missing'],
  },
  ServiceItem: {
    type: 'object',
    properties: {
      id: {
        type: 'number',
      },
      name: {
        type: ['string', 'null'],
        description: 'Short name of a cluster-local service, else its host name.',
      },
      namespace: {
        type: ['string', 'null'],
      },
      hostname: {
        type: ['string', 'null'],
      },
      addresses: {
        type: 'array',
        items: {
          type: 'string',
        },
      },
      ports: {
        type: 'array',
        items: {
          $ref: '#/$defs/PortItem',
        },
        description: 'The slots in order, up to the last one in use.',
      },
      lbPolicy: {
        $ref: '#/$defs/EnumValue',
      },
      endpointCounts: {
        type: 'array',
        items: {
          type: 'number',
        },
        description: 'By priority, 0 the best.',
      },
      waypoint: {
        anyOf: [
          {
            $ref: '#/$defs/WaypointItem',
          },
          {
            type: 'null',
          },
        ],
      },
      endpoints: {
        type: 'array',
        items: {
          $ref: '#/$defs/ServiceEndpointItem',
        },
      },
    },
    required: [
      'id',
      'name',
      'namespace',
      'hostname',
      'addresses',
      'ports',
      'lbPolicy',
      'endpointCounts',
      'waypoint',
      'endpoints',
    ],
  },
  PortItem: {
    type: 'object',
    properties: {
      servicePort: {
        type: 'number',
      },
      targetPort: {
        type: 'number',
      },
      rawServicePort: {
        type: 'number',
        description:
          'The whole slots where their unused bytes are not zero: no connection matches such a service port.',
      },
      rawTargetPort: {
        type: 'number',
      },
    },
    required: ['servicePort', 'targetPort'],
  },
  ServiceEndpointItem: {
    type: 'object',
    properties: {
      prio: {
        type: 'number',
      },
      index: {
        type: 'number',
      },
      backendUid: {
        type: 'number',
      },
      name: {
        type: ['string', 'null'],
      },
      address: {
        type: ['string', 'null'],
        description: 'Null = the backend does not exist.',
      },
      share: {
        type: ['number', 'null'],
        description: 'Part of the new connections that draw it; null where the waypoint decides.',
      },
    },
    required: ['prio', 'index', 'backendUid', 'name', 'address', 'share'],
  },
  NativeServiceItem: {
    type: 'object',
    properties: {
      id: {
        type: 'null',
        description: 'Listeners have no id.',
      },
      name: {
        type: ['string', 'null'],
        description: 'Name of the listener, null = none that can be read.',
      },
      namespace: {
        type: 'null',
      },
      hostname: {
        type: ['string', 'null'],
        description: '`configuration/virtual host`, null = TCP.',
      },
      addresses: {
        type: 'array',
        items: {
          type: 'string',
        },
        description: '`0.0.0.0` = every address.',
      },
      ports: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            servicePort: {
              type: 'number',
            },
            targetPort: {
              type: 'null',
            },
          },
          required: ['servicePort', 'targetPort'],
        },
        description: "The target port is each endpoint's own.",
      },
      lbPolicy: {
        type: 'null',
        description: 'Each cluster has one, and the programs look at none.',
      },
      endpointCounts: {
        type: 'array',
        items: {
          type: 'number',
        },
        minItems: 1,
        maxItems: 1,
        description: 'Endpoints of all priorities, which the programs do not tell apart.',
      },
      waypoint: {
        type: 'null',
      },
      endpoints: {
        type: 'array',
        items: {
          $ref: '#/$defs/NativeServiceEndpoint',
        },
      },
      listener: {
        type: 'string',
        description: '`address:port`.',
      },
      clusters: {
        type: 'array',
        items: {
          type: 'string',
        },
        description: 'Names of the clusters, in their order.',
      },
    },
    required: [
      'id',
      'name',
      'namespace',
      'hostname',
      'addresses',
      'ports',
      'lbPolicy',
      'endpointCounts',
      'waypoint',
      'endpoints',
      'listener',
      'clusters',
    ],
  },
  NativeServiceEndpoint: {
    type: 'object',
    properties: {
      prio: {
        type: 'null',
      },
      index: {
        type: 'null',
      },
      backendUid: {
        type: 'null',
      },
      name: {
        type: ['string', 'null'],
        description: 'Name of the cluster.',
      },
      address: {
        type: 'string',
      },
      port: {
        type: ['number', 'null'],
      },
      share: {
        type: 'number',
        description: 'Part of new plain TCP connections.',
      },
    },
    required: ['prio', 'index', 'backendUid', 'name', 'address', 'port', 'share'],
  },
  EndpointItem: {
    type: 'object',
    properties: {
      serviceId: {
        type: 'number',
      },
      serviceName: {
        type: ['string', 'null'],
      },
      prio: {
        type: 'number',
        description: '0 to 6, 0 the best.',
      },
      index: {
        type: 'number',
        description: '1-based.',
      },
      backendUid: {
        type: 'number',
      },
      backendName: {
        type: ['string', 'null'],
      },
      address: {
        type: ['string', 'null'],
        description: 'Null = the backend does not exist.',
      },
    },
    required: ['serviceId', 'serviceName', 'prio', 'index', 'backendUid', 'backendName', 'address'],
  },
  NativeEndpointItem: {
    type: 'object',
    properties: {
      serviceId: {
        type: 'null',
        description: 'Clusters have no id that tells them apart.',
      },
      serviceName: {
        type: 'string',
        description: 'Name of the cluster.',
      },
      prio: {
        type: 'number',
        description: 'Priority of the locality, which the programs ignore.',
      },
      index: {
        type: 'number',
        description: '1-based, in its locality.',
      },
      backendUid: {
        type: 'null',
      },
      backendName: {
        type: 'null',
      },
      address: {
        type: ['string', 'null'],
        description: 'Null = its reference leads nowhere.',
      },
      port: {
        type: ['number', 'null'],
      },
      locality: {
        type: 'number',
        description: '1-based, in its cluster.',
      },
      localityWeight: {
        type: 'number',
        description: 'Weight of the locality, which the programs ignore.',
      },
    },
    required: [
      'serviceId',
      'serviceName',
      'prio',
      'index',
      'backendUid',
      'backendName',
      'address',
      'port',
      'locality',
      'localityWeight',
    ],
  },
  PodItem: {
    type: 'object',
    properties: {
      namespace: {
        type: ['string', 'null'],
      },
      name: {
        type: ['string', 'null'],
      },
      addresses: {
        type: 'array',
        items: {
          type: 'string',
        },
      },
      netnsCookie: {
        type: ['string', 'null'],
        description: 'Decimal string; null where no live namespace was found.',
      },
      enabled: {
        $ref: '#/$defs/PodEnabled',
      },
      pids: {
        type: 'array',
        items: {
          type: 'number',
        },
      },
      knownBy: {
        $ref: '#/$defs/PodEvidence',
      },
      uid: {
        type: ['string', 'null'],
        description: "Kubernetes' UID of the pod.",
      },
      known: {
        type: 'string',
        enum: ['observed', 'inferred'],
        description:
          '`inferred` where a manager key could be a cookie or an address and nothing settles it.',
      },
    },
    required: [
      'namespace',
      'name',
      'addresses',
      'netnsCookie',
      'enabled',
      'pids',
      'knownBy',
      'uid',
      'known',
    ],
  },
  PodEnabled: {
    type: 'object',
    properties: {
      cookie: {
        type: ['boolean', 'null'],
        description: "The manager map has the namespace's cookie: its connects are redirected.",
      },
      address: {
        anyOf: [
          {
            type: 'boolean',
          },
          {
            type: 'string',
            const: 'unused',
          },
          {
            type: 'null',
          },
        ],
        description:
          'The manager map has one of its addresses with value 0: it is reported and authorized. `unused` where the programs go by cookies alone, as in kernel-native mode up to v1.0.',
      },
    },
    required: ['cookie', 'address'],
    description:
      'The two halves of being enabled; null where the namespace, or its addresses, could not be seen.',
  },
  PodEvidence: {
    type: 'string',
    enum: [
      'cgroup-and-pod-logs',
      'host-name-and-name-file',
      'address-and-name-file',
      'host-name',
      'manager-map',
    ],
    description: "How a pod's namespace and name were found out.",
  },
  ManageItem: {
    type: 'object',
    properties: {
      key: {
        type: 'string',
        description: "The key's 16 bytes in hex.",
      },
      value: {
        type: 'number',
      },
      netnsCookie: {
        type: ['string', 'null'],
        description:
          'The key read as a cookie, decimal string; null where its bytes rule that out.',
      },
      address: {
        type: 'string',
        description: 'The key read as an address.',
      },
    },
    required: ['key', 'value', 'netnsCookie', 'address'],
  },
  AuthResultItem: {
    type: 'object',
    properties: {
      sourceAddress: {
        type: 'string',
      },
      sourcePort: {
        type: 'number',
      },
      destinationAddress: {
        type: 'string',
      },
      destinationPort: {
        type: 'number',
      },
      key: {
        type: 'string',
        description: 'In hex.',
      },
      value: {
        type: 'string',
      },
    },
    required: [
      'destinationAddress',
      'destinationPort',
      'key',
      'sourceAddress',
      'sourcePort',
      'value',
    ],
    description: 'An entry of the map of authorization results.',
  },
  WorkloadPoliciesItem: {
    type: 'object',
    properties: {
      backendUid: {
        type: 'number',
      },
      policyIds: {
        type: 'array',
        items: {
          type: 'number',
        },
      },
      policySlots: {
        type: 'array',
        items: {
          type: 'number',
        },
        description: "All slots, where those behind the list's end are not empty.",
      },
    },
    required: ['backendUid', 'policyIds'],
    description: 'The policies of a workload.',
  },
  NamespaceItem: {
    type: 'object',
    properties: {
      cookie: {
        type: 'string',
        description: 'Decimal string.',
      },
      inode: {
        type: 'number',
      },
      pids: {
        type: 'array',
        items: {
          type: 'number',
        },
      },
      hostName: {
        type: ['string', 'null'],
      },
      podUid: {
        type: ['string', 'null'],
      },
      addresses: {
        anyOf: [
          {
            type: 'array',
            items: {
              type: 'string',
            },
          },
          {
            type: 'null',
          },
        ],
        description: 'Null = could not be read.',
      },
    },
    required: ['cookie', 'inode', 'pids', 'hostName', 'podUid', 'addresses'],
    description: 'A network namespace.',
  },
  InterfaceItem: {
    type: 'object',
    properties: {
      index: {
        type: 'number',
        description: 'ifindex: unique in its namespace.',
      },
      name: {
        type: 'string',
      },
      isUp: {
        type: 'boolean',
        description: 'IFF_UP.',
      },
      isLoopback: {
        type: 'boolean',
        description: 'IFF_LOOPBACK.',
      },
      xdp: {
        type: 'array',
        items: {
          $ref: '#/$defs/RawXdpProgram',
        },
      },
      netnsCookie: {
        type: 'string',
        description: 'Decimal string.',
      },
    },
    required: ['index', 'isLoopback', 'isUp', 'name', 'netnsCookie', 'xdp'],
    description: 'A network interface of a namespace, with its XDP programs.',
  },
  RawXdpProgram: {
    type: 'object',
    properties: {
      mode: {
        $ref: '#/$defs/XdpMode',
      },
      id: {
        type: 'number',
      },
      name: {
        type: 'string',
        description: "At most 15 characters of its function's name.",
      },
    },
    required: ['mode', 'id', 'name'],
    description: 'A program that sees every packet that comes in through an interface.',
  },
  XdpMode: {
    type: 'string',
    enum: ['generic', 'native', 'offload'],
  },
  RawPodFolder: {
    type: 'object',
    properties: {
      namespace: {
        type: 'string',
      },
      name: {
        type: 'string',
      },
      uid: {
        type: 'string',
      },
    },
    required: ['namespace', 'name', 'uid'],
    description: "A folder of the kubelet's pod logs: NAMESPACE_NAME_UID.",
  },
  SocketItem: {
    type: 'object',
    properties: {
      netnsCookie: {
        type: 'string',
        description: 'Decimal string; `null` as text where it could not be read.',
      },
      socketCookie: {
        type: ['string', 'null'],
        description: 'Decimal string.',
      },
      inode: {
        type: ['number', 'null'],
      },
      family: {
        type: 'number',
        description: 'AF_*.',
      },
      protocol: {
        type: 'number',
        description: 'IPPROTO_*.',
      },
      state: {
        type: 'number',
        description: 'TCP_*, as the kernel numbers them.',
      },
      localAddress: {
        type: 'string',
      },
      localPort: {
        type: 'number',
      },
      remoteAddress: {
        type: 'string',
      },
      remotePort: {
        type: 'number',
      },
      storage: {
        type: ['string', 'null'],
        description: "Kmesh's storage in hex, null = it has none.",
      },
      byAddress: {
        type: ['string', 'null'],
        description: 'Up to v0.5: its entry in the map of original destinations, in hex.',
      },
    },
    required: [
      'netnsCookie',
      'socketCookie',
      'inode',
      'family',
      'protocol',
      'state',
      'localAddress',
      'localPort',
      'remoteAddress',
      'remotePort',
      'storage',
    ],
    description: 'A socket of the node, live or listening.',
  },
  ConnectionEventItem: {
    type: 'object',
    properties: {
      time: {
        type: 'string',
      },
      pod: {
        type: 'string',
        description: '`namespace/name`, or the best that there is.',
      },
      direction: {
        type: ['string', 'null'],
        enum: ['inbound', 'outbound', null],
      },
      state: {
        type: 'string',
      },
      source: {
        $ref: '#/$defs/PlaceItem',
      },
      originalDestination: {
        anyOf: [
          {
            $ref: '#/$defs/PlaceItem',
          },
          {
            type: 'null',
          },
        ],
        description: 'What the application asked for; null where nothing recorded it.',
      },
      destination: {
        $ref: '#/$defs/PlaceItem',
        description: 'What the socket is connected to.',
      },
      verdict: {
        $ref: '#/$defs/Verdict',
      },
      reason: {
        anyOf: [
          {
            $ref: '#/$defs/Reason',
          },
          {
            type: 'null',
          },
        ],
      },
      service: {
        type: ['string', 'null'],
        description:
          'Label of the service that was asked for; null = none, or no name (then `serviceId` has it).',
      },
      bypasses: {
        type: ['string', 'null'],
        description: 'Label of a service whose waypoint it goes past, or `id N`; null = none.',
      },
      viaWaypoint: {
        type: 'boolean',
      },
      encoded: {
        type: 'boolean',
      },
      stale: {
        type: 'boolean',
      },
      ageMs: {
        type: ['number', 'null'],
      },
      known: {
        type: 'string',
        enum: ['observed', 'computed', 'inferred'],
      },
      note: {
        type: ['string', 'null'],
      },
      serviceId: {
        type: ['number', 'null'],
      },
      backendUid: {
        type: ['number', 'null'],
      },
      netnsCookie: {
        type: 'string',
        description: 'Decimal strings.',
      },
      socketCookie: {
        type: ['string', 'null'],
      },
      change: {
        type: 'string',
        enum: ['added', 'changed', 'removed'],
      },
    },
    required: [
      'ageMs',
      'backendUid',
      'bypasses',
      'change',
      'destination',
      'direction',
      'encoded',
      'known',
      'netnsCookie',
      'note',
      'originalDestination',
      'pod',
      'reason',
      'service',
      'serviceId',
      'socketCookie',
      'source',
      'stale',
      'state',
      'time',
      'verdict',
      'viaWaypoint',
    ],
    description: 'The same with the moment of the reading that showed it, RFC 3339.',
  },
  RawMapDump: {
    type: 'object',
    properties: {
      map: {
        type: 'string',
      },
      keySize: {
        type: 'number',
        description: 'Bytes.',
      },
      valueSize: {
        type: 'number',
      },
      count: {
        type: 'number',
      },
      complete: {
        type: 'boolean',
      },
      reason: {
        type: ['string', 'null'],
        description: 'Why it is not complete.',
      },
      keys: {
        type: 'string',
        description: 'Base64, one key behind the other, as the kernel has them.',
      },
      values: {
        type: 'string',
        description: 'Base64, in the order of the keys.',
      },
      inner: {
        $ref: '#/$defs/RawInnerDump',
        description: 'Maps of maps: the maps whose ids are the values.',
      },
    },
    required: ['map', 'keySize', 'valueSize', 'count', 'complete', 'reason', 'keys', 'values'],
    description: 'A map by its bytes.',
  },
  RawInnerDump: {
    type: 'object',
    properties: {
      valueSize: {
        type: 'number',
        description: 'Bytes.',
      },
      count: {
        type: 'number',
      },
      reason: {
        type: ['string', 'null'],
        description: 'Why some are missing, null = none is.',
      },
      ids: {
        type: 'string',
        description: "Base64: ids, 32 bits each, in the kernel's byte order.",
      },
      values: {
        type: 'string',
        description: 'Base64, in the order of the ids.',
      },
    },
    required: ['valueSize', 'count', 'reason', 'ids', 'values'],
    description: 'The first value of each of the maps that a map of maps has.',
  },
  AlterationItem: {
    type: 'object',
    properties: {
      field: {
        type: 'string',
        enum: ['endpointCounts', 'waypoint', 'lbPolicy'],
        description: 'The field of the service that becomes different.',
      },
      serviceId: {
        type: ['number', 'null'],
        description: 'Null: the workload that is left out is an endpoint of no service.',
      },
      service: {
        type: ['string', 'null'],
        description: 'Label of the service, null = none or no name.',
      },
      backendUid: {
        type: ['number', 'null'],
        description: 'The workload that is left out, null = another kind of alteration.',
      },
      workload: {
        type: ['string', 'null'],
      },
      from: {
        $ref: '#/$defs/FieldValue',
        description: 'As the maps have it.',
      },
      to: {
        $ref: '#/$defs/FieldValue',
        description: 'As it is supposed to be.',
      },
    },
    required: ['field', 'serviceId', 'service', 'backendUid', 'workload', 'from', 'to'],
    description: 'What a what-if question supposes to be otherwise than in the maps.',
  },
  ExplainedSource: {
    type: 'object',
    properties: {
      pod: {
        type: ['string', 'null'],
        description: '`namespace/name` of the pod, null where none was named.',
      },
      netnsCookie: {
        type: ['string', 'null'],
        description: 'Decimal string, null where it is not known or any enabled pod is meant.',
      },
    },
    required: ['pod', 'netnsCookie'],
    description: 'Who connects, as it was asked for.',
  },
  ExplainedDestination: {
    type: 'object',
    properties: {
      address: {
        type: 'string',
      },
      port: {
        type: 'number',
      },
      protocol: {
        type: 'string',
        enum: ['tcp', 'udp'],
      },
      name: {
        type: ['string', 'null'],
        description: 'Label of what has the address, null = unknown.',
      },
    },
    required: ['address', 'port', 'protocol', 'name'],
  },
  StepItem: {
    type: 'object',
    properties: {
      id: {
        type: 'number',
      },
      parent: {
        type: ['number', 'null'],
      },
      pass: {
        type: 'number',
      },
      function: {
        type: 'string',
      },
      map: {
        type: ['string', 'null'],
      },
      key: {
        type: ['string', 'null'],
      },
      hit: {
        type: ['boolean', 'null'],
      },
      note: {
        type: 'string',
      },
      share: {
        type: 'number',
      },
      serviceId: {
        type: ['number', 'null'],
      },
      backendUid: {
        type: ['number', 'null'],
      },
      name: {
        type: ['string', 'null'],
        description: 'Label of the service or workload met here, null = none or unknown.',
      },
    },
    required: [
      'id',
      'parent',
      'pass',
      'function',
      'map',
      'key',
      'hit',
      'note',
      'share',
      'serviceId',
      'backendUid',
      'name',
    ],
  },
  OutcomeItem: {
    type: 'object',
    properties: {
      verdict: {
        $ref: '#/$defs/Verdict',
      },
      reason: {
        $ref: '#/$defs/Reason',
      },
      address: {
        type: 'string',
      },
      port: {
        type: 'number',
      },
      backendUid: {
        type: ['number', 'null'],
      },
      name: {
        type: ['string', 'null'],
        description:
          'Label of the workload, in kernel-native mode the cluster, that is reached, null = none or unknown.',
      },
      share: {
        type: 'number',
      },
      secondPass: {
        anyOf: [
          {
            $ref: '#/$defs/Reason',
          },
          {
            type: 'null',
          },
        ],
      },
      serviceId: {
        type: ['number', 'null'],
      },
      service: {
        type: ['string', 'null'],
      },
      storage: {
        anyOf: [
          {
            $ref: '#/$defs/StorageTrace',
          },
          {
            type: 'null',
          },
        ],
      },
      step: {
        type: 'number',
      },
      cluster: {
        $ref: '#/$defs/ClusterTrace',
        description: 'Kernel-native mode: the cluster that was chosen, absent where none was.',
      },
    },
    required: [
      'verdict',
      'reason',
      'address',
      'port',
      'backendUid',
      'name',
      'share',
      'secondPass',
      'serviceId',
      'service',
      'storage',
      'step',
    ],
  },
  StorageTrace: {
    type: 'object',
    properties: {
      hasConnectTime: {
        type: 'boolean',
        description:
          'Whether the connect time is set; up to v1.0 that is whether there is a storage at all.',
      },
      isViaWaypoint: {
        type: 'boolean',
      },
      originalDestination: {
        anyOf: [
          {
            type: 'object',
            properties: {
              address: {
                type: 'string',
              },
              port: {
                type: 'number',
              },
            },
            required: ['address', 'port'],
          },
          {
            type: 'null',
          },
        ],
        description:
          "What is recorded as the original destination, null = nothing; as it reads in the half of the socket's family. A datagram from an IPv6 socket to `::ffff:a.b.c.d` leaves a.b.c.d as the head of an IPv6 address.",
      },
    },
    required: ['hasConnectTime', 'isViaWaypoint', 'originalDestination'],
    description:
      'What the programs leave of the socket: in its storage, up to v1.0 also in a map of original destinations.',
  },
  ClusterTrace: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
        description: 'Name of the entry in the cluster map.',
      },
      storedId: {
        type: ['number', 'null'],
        description: "Id in the socket's `km_cluster_sock`, null = the socket gets none.",
      },
    },
    required: ['name', 'storedId'],
    description: "The cluster of a connect, and what it leaves in the socket's cluster storage.",
  },
  BeyondItem: {
    type: 'object',
    properties: {
      known: {
        type: 'string',
        const: 'declared',
        description: 'The objects say so; whether the waypoint has them is not seen.',
      },
      decided: {
        type: 'boolean',
        description: 'Whether there is one route that everything takes.',
      },
      routes: {
        type: 'array',
        items: {
          $ref: '#/$defs/BeyondRoute',
        },
      },
      notes: {
        type: 'array',
        items: {
          type: 'string',
        },
      },
      serviceId: {
        type: 'number',
      },
      share: {
        type: 'number',
        description: 'Part of the new connections that goes to the waypoint.',
      },
    },
    required: ['decided', 'known', 'notes', 'routes', 'serviceId', 'share'],
    description:
      'What lies behind the waypoint of a service; `share` of a target is that of the new connections.',
  },
  BeyondRoute: {
    type: 'object',
    properties: {
      source: {
        type: ['string', 'null'],
        description: '`KIND/NAMESPACE/NAME`, null = no object names the service.',
      },
      path: {
        type: ['string', 'null'],
        description: 'Path of the rule in the object, null = none of its rules.',
      },
      routeName: {
        type: ['string', 'null'],
      },
      condition: {
        type: ['string', 'null'],
        description: 'What must hold for it, null = nothing: every connection takes it.',
      },
      unit: {
        type: 'string',
        enum: ['request', 'connection'],
      },
      targets: {
        type: 'array',
        items: {
          $ref: '#/$defs/BeyondTarget',
        },
        description: 'Their `shareOfRoute` sum to 1.',
      },
    },
    required: ['source', 'path', 'routeName', 'condition', 'unit', 'targets'],
  },
  BeyondTarget: {
    type: 'object',
    properties: {
      kind: {
        type: 'string',
        enum: ['subset', 'service', 'response'],
        description: '`response`: nothing is forwarded.',
      },
      name: {
        type: 'string',
        description: 'Host name of the service, or what the response is.',
      },
      subset: {
        type: ['string', 'null'],
      },
      weight: {
        type: ['number', 'null'],
        description: 'As written, null = not given.',
      },
      share: {
        type: ['number', 'null'],
        description:
          'Part of what comes to the waypoint for this port, 0 to 1; null where the route is not known.',
      },
      shareOfRoute: {
        type: 'number',
        description: 'Part of what takes this route, 0 to 1.',
      },
      pods: {
        anyOf: [
          {
            type: 'array',
            items: {
              $ref: '#/$defs/PodPlace',
            },
          },
          {
            type: 'null',
          },
        ],
        description: 'Null = not known.',
      },
      podsFrom: {
        type: ['string', 'null'],
        enum: ['maps', 'objects', null],
        description: "Where the pods' addresses come from.",
      },
      subsetSource: {
        type: ['string', 'null'],
        description: 'The object that chooses the pods, `KIND/NAMESPACE/NAME`.',
      },
      note: {
        type: ['string', 'null'],
      },
    },
    required: [
      'kind',
      'name',
      'subset',
      'weight',
      'share',
      'shareOfRoute',
      'pods',
      'podsFrom',
      'subsetSource',
      'note',
    ],
  },
  PodPlace: {
    type: 'object',
    properties: {
      name: {
        type: ['string', 'null'],
        description: '`namespace/name`, null = not known.',
      },
      address: {
        type: ['string', 'null'],
      },
      port: {
        type: ['number', 'null'],
        description: 'Port of the pod, null = not known.',
      },
    },
    required: ['name', 'address', 'port'],
  },
  WeightItem: {
    type: 'object',
    properties: {
      service: {
        type: ['string', 'null'],
        description: 'Label of the service, null = no name.',
      },
      serviceId: {
        type: 'number',
      },
      servicePort: {
        type: 'number',
      },
      target: {
        $ref: '#/$defs/WeightTarget',
      },
      weight: {
        type: 'null',
        description: 'Null: dual-engine mode has no weights, only draws with equal chances.',
      },
      share: {
        type: 'number',
        description: 'Part of the new connections to this port that get this target.',
      },
      source: {
        type: 'string',
        description: 'Where the share comes from.',
      },
    },
    required: ['service', 'serviceId', 'servicePort', 'target', 'weight', 'share', 'source'],
  },
  WeightTarget: {
    type: 'object',
    properties: {
      kind: {
        type: 'string',
        enum: ['endpoint', 'waypoint', 'fallthrough'],
        description: '`fallthrough`: the address is left as it is; `source` then has the reason.',
      },
      name: {
        type: ['string', 'null'],
      },
      address: {
        type: ['string', 'null'],
      },
      port: {
        type: ['number', 'null'],
      },
    },
    required: ['kind', 'name', 'address', 'port'],
  },
  BeyondWeightItem: {
    type: 'object',
    properties: {
      service: {
        type: ['string', 'null'],
        description: 'Label of the service, null = no name.',
      },
      serviceId: {
        type: 'number',
      },
      servicePort: {
        type: 'number',
      },
      target: {
        type: 'object',
        properties: {
          kind: {
            type: 'string',
            enum: ['subset', 'service', 'response'],
            description: '`response`: nothing is forwarded.',
          },
          name: {
            type: 'string',
            description: 'Label of the service, or what the response is.',
          },
          subset: {
            type: ['string', 'null'],
          },
          address: {
            type: ['string', 'null'],
            description: 'Null where there is not exactly one pod.',
          },
          port: {
            type: ['number', 'null'],
          },
        },
        required: ['kind', 'name', 'subset', 'address', 'port'],
      },
      weight: {
        type: ['number', 'null'],
        description: 'As the object has it, null = it has none.',
      },
      share: {
        type: ['number', 'null'],
        description:
          'Part of what comes to the waypoint for this port; null where the route is not known.',
      },
      source: {
        type: 'string',
      },
      known: {
        type: 'string',
        const: 'declared',
      },
      shareOfRoute: {
        type: 'number',
      },
      condition: {
        type: ['string', 'null'],
        description: 'Null = every connection takes this route.',
      },
      unit: {
        type: 'string',
        enum: ['request', 'connection'],
      },
      pods: {
        anyOf: [
          {
            type: 'array',
            items: {
              $ref: '#/$defs/PodPlace',
            },
          },
          {
            type: 'null',
          },
        ],
        description: 'Null = not known.',
      },
      podsFrom: {
        type: ['string', 'null'],
        enum: ['maps', 'objects', null],
        description: "Where the pods' addresses come from.",
      },
      viaWaypoint: {
        $ref: '#/$defs/WeightTarget',
      },
      note: {
        type: ['string', 'null'],
      },
      notes: {
        type: 'array',
        items: {
          type: 'string',
        },
        description: 'What is odd about the objects that name the service.',
      },
    },
    required: [
      'condition',
      'known',
      'note',
      'notes',
      'pods',
      'podsFrom',
      'service',
      'serviceId',
      'servicePort',
      'share',
      'shareOfRoute',
      'source',
      'target',
      'unit',
      'viaWaypoint',
      'weight',
    ],
  },
  NativeWeightItem: {
    type: 'object',
    properties: {
      service: {
        type: ['string', 'null'],
        description: 'Name of the listener, null = none that can be read.',
      },
      servicePort: {
        type: 'number',
      },
      target: {
        $ref: '#/$defs/WeightTarget',
      },
      weight: {
        type: ['number', 'null'],
        description: 'Weight of the cluster as written, null = the only one.',
      },
      share: {
        type: 'number',
        description: 'Part of new plain TCP connections: the same as `enforced`.',
      },
      source: {
        type: 'string',
        description: 'Where the share comes from.',
      },
      listener: {
        type: 'string',
        description: '`address:port`; `0.0.0.0` = every address.',
      },
      route: {
        type: ['string', 'null'],
        description: '`configuration/virtual host/route` of an HTTP listener, null = TCP.',
      },
      cluster: {
        type: ['string', 'null'],
      },
      declared: {
        type: ['number', 'null'],
        description: '0 to 1 as the configuration has it, null = not declared.',
      },
      enforced: {
        type: 'number',
        description: '0 to 1 as the programs do it.',
      },
    },
    required: [
      'service',
      'servicePort',
      'target',
      'weight',
      'share',
      'source',
      'listener',
      'route',
      'cluster',
      'declared',
      'enforced',
    ],
  },
  WhoItem: {
    type: 'object',
    properties: {
      backendUid: {
        type: 'number',
      },
      workload: {
        type: ['string', 'null'],
        description: 'Label of the workload that is reached, null = no name.',
      },
      serviceId: {
        type: ['number', 'null'],
        description: "The service that is connected to, null = the workload's own address.",
      },
      service: {
        type: ['string', 'null'],
        description: 'Its label, null = none or no name.',
      },
      address: {
        type: 'string',
        description: 'What is connected to.',
      },
      port: {
        type: ['number', 'null'],
        description: 'Null = any port.',
      },
      targetPort: {
        type: ['number', 'null'],
        description:
          "The workload's port, null = the one that is connected to, or none is reached.",
      },
      share: {
        type: ['number', 'null'],
        description:
          'Part of the new connections to this address and port that come to the workload; null = a waypoint decides.',
      },
      verdict: {
        $ref: '#/$defs/Verdict',
        description: 'How those end that come to it, or, where none does, most of them.',
      },
      reason: {
        $ref: '#/$defs/Reason',
      },
      waypoint: {
        type: ['string', 'null'],
        description: 'Label or address of the waypoint that they go through, null = none.',
      },
      note: {
        type: 'string',
      },
    },
    required: [
      'backendUid',
      'workload',
      'serviceId',
      'service',
      'address',
      'port',
      'targetPort',
      'share',
      'verdict',
      'reason',
      'waypoint',
      'note',
    ],
    description: 'One address and port by which a workload is reached.',
  },
};
