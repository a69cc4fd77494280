import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { Day, FileHash, Id, Line, Moment, PageOf, Paging, Text, closed, oneOf, words } from './schema.ts'

/** The daily desk of everybody who signs in: tasks, notices, files, search, clock, vocabulary. */

export const Task = Type.Object({
  id: Type.String(), kind: Type.String(), title: Text, subjectType: Type.String(), subject: Type.String(),
  role: Type.String(), link: Type.String(), createdAt: Type.String(), dueOn: Type.Optional(Type.String()),
  late: Type.Boolean(), claimedBy: Type.Optional(Type.String()), mine: Type.Boolean(),
})
const Done = Type.Object({ ok: Type.Boolean() })
const OneId = closed({ id: Id() })

export const listTasks = endpoint({
  id: 'listTasks', method: 'GET', url: '/api/v1/tasks', kind: 'read', may: 'signed-in', scope: 'organisation',
  summary: { zh: '我的待办', en: 'Tasks that wait for my office' },
  query: closed({
    ...Paging, state: Type.Optional(oneOf(['open', 'mine', 'late', 'ended'])),
    kind: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  response: PageOf(Task),
})
export const claimTask = endpoint({
  id: 'claimTask', method: 'POST', url: '/api/v1/tasks/:id/claim', kind: 'record', may: 'signed-in',
  scope: 'organisation',
  summary: { zh: '领取待办', en: 'Claim a task' }, params: OneId, response: Task,
})
export const releaseTask = endpoint({
  id: 'releaseTask', method: 'POST', url: '/api/v1/tasks/:id/release', kind: 'record', may: 'signed-in',
  scope: 'organisation',
  summary: { zh: '退回待办', en: 'Release a task' }, params: OneId, response: Task,
})

/** An open deadline: whose it is, when it is due, whether its clock stands still. */
export const OpenDeadline = Type.Object({
  id: Type.String(), label: Text, responsible: Text, startedOn: Type.String(), dueOn: Type.String(),
  provisional: Type.Boolean(), late: Type.Boolean(), workingDaysLeft: Type.Integer(), paused: Type.Optional(Text),
  link: Type.Optional(Type.String()),
})
export const listDeadlines = endpoint({
  id: 'listDeadlines', method: 'GET', url: '/api/v1/deadlines', kind: 'read', may: 'signed-in', scope: 'organisation',
  summary: { zh: '期限：谁已逾期', en: 'Deadlines: who is late' },
  query: closed({
    ...Paging, state: Type.Optional(oneOf(['late', 'soon', 'paused'], words({
      zh: '状态', en: 'State', choices: {
        late: { zh: '已逾期', en: 'Overdue' }, soon: { zh: '七日内到期', en: 'Due within seven days' },
        paused: { zh: '暂停计时', en: 'Clock stands still' },
      },
    }))),
  }),
  response: PageOf(OpenDeadline),
})

export const Notice = Type.Object({
  id: Type.String(), text: Text, link: Type.String(), createdAt: Type.String(), read: Type.Boolean(),
})
export const listNotices = endpoint({
  id: 'listNotices', method: 'GET', url: '/api/v1/notices', kind: 'read', may: 'signed-in', scope: 'organisation',
  summary: { zh: '消息', en: 'Notices' },
  query: closed({ ...Paging, unread: Type.Optional(Type.Boolean()) }),
  response: Type.Intersect([PageOf(Notice), Type.Object({ unread: Type.Integer() })]),
})
export const readNotice = endpoint({
  id: 'readNotice', method: 'POST', url: '/api/v1/notices/:id/read', kind: 'record', may: 'signed-in',
  scope: 'organisation',
  summary: { zh: '标为已读', en: 'Mark a notice as read' }, params: OneId, response: Done,
})

export const StoredFile = Type.Object({
  sha256: Type.String(), name: Type.String(), type: Type.String(), size: Type.Integer(),
  state: oneOf(['clean', 'quarantined']),
  uploadedAt: Type.String(), validUntil: Type.Optional(Type.String()), usedBy: Type.Integer(),
})
export const listFiles = endpoint({
  id: 'listFiles', method: 'GET', url: '/api/v1/files', kind: 'read', may: 'signed-in', scope: 'organisation',
  summary: { zh: '文件柜', en: 'The file cabinet of the organisation' }, query: closed({ ...Paging }),
  response: PageOf(StoredFile),
})
/** Body: multipart/form-data with one part `file`; `sha256` and `validUntil` are optional fields before it. */
export const uploadFile = endpoint({
  id: 'uploadFile', method: 'POST', url: '/api/v1/files', kind: 'record', may: 'signed-in', scope: 'organisation',
  creates: true,
  summary: { zh: '上传文件', en: 'Upload a file into the cabinet' }, response: StoredFile, tags: ['multipart'],
})
export const downloadFile = endpoint({
  id: 'downloadFile', method: 'GET', url: '/api/v1/files/:sha256', kind: 'read', may: 'signed-in',
  scope: 'organisation',
  summary: { zh: '下载文件', en: 'Download a file of the cabinet, or one shared with the organisation' },
  params: closed({ sha256: FileHash() }), response: Type.Unknown(), tags: ['binary'],
})

export const SearchHit = Type.Object({
  kind: Type.String(), id: Type.String(), title: Text, link: Type.String(), numbers: Type.Array(Type.String()),
})
export const search = endpoint({
  id: 'search', method: 'GET', url: '/api/v1/search', kind: 'read', may: 'signed-in', scope: 'organisation',
  summary: { zh: '搜索我能看到的一切', en: 'Search everything the caller may see' },
  query: closed({
    q: Line(100), kind: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  }),
  response: Type.Object({ items: Type.Array(SearchHit), asOf: Type.String() }),
})
export const searchRegister = endpoint({
  id: 'searchRegister', method: 'GET', url: '/api/v1/register', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '搜索公开登记', en: 'Search the public register' },
  query: closed({
    q: Line(100), kind: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  }),
  response: Type.Object({ items: Type.Array(SearchHit), asOf: Type.String() }),
})

export const Clock = Type.Object({
  official: Type.String(), today: Type.String(), system: Type.String(), moved: Type.Boolean(),
  mode: oneOf(['demo', 'production']),
  workingDay: Type.Boolean(), provisional: Type.Boolean(),
})
export const readClock = endpoint({
  id: 'readClock', method: 'GET', url: '/api/v1/clock', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '业务时钟', en: 'The official clock' }, response: Clock,
})
export const moveDemonstrationClock = endpoint({
  id: 'moveDemonstrationClock', method: 'PUT', url: '/api/v1/demo/clock', kind: 'record', may: 'clock:move',
  scope: 'all',
  summary: { zh: '向前拨动演示时钟', en: 'Move the clock of demonstration mode forward' },
  body: closed({ to: Moment({ zh: '拨到', en: 'Move to', hint: { zh: '只能向前', en: 'Forward only' } }) }), response: Clock,
})

export const vocabulary = endpoint({
  id: 'vocabulary', method: 'GET', url: '/api/v1/vocabulary', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '制度用语', en: 'Words of the edition in force: roles, grounds, periods, statuses, regions' },
  response: Type.Object({
    scheme: Type.String(), edition: Type.String(), name: Text, brand: Type.Unknown(),
    programmes: Type.Array(Type.Unknown()),
    roles: Type.Record(Type.String(), Type.Unknown()), grounds: Type.Record(Type.String(), Type.Unknown()),
    periods: Type.Record(Type.String(), Type.Unknown()), wording: Type.Unknown(), regions: Type.Unknown(),
    limits: Type.Unknown(),
  }),
})
export const searchIndustries = endpoint({
  id: 'searchIndustries', method: 'GET', url: '/api/v1/industries', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '国民经济行业分类', en: 'Industry classes of GB/T 4754-2017' },
  query: closed({
    q: Type.Optional(Type.String({ maxLength: 50 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  response: Type.Object({ items: Type.Array(Type.Object({ code: Type.String(), name: Text, level: Type.String() })) }),
})

/** Acts as the audit administrator reads them. */
export const ActEntry = Type.Object({
  id: Type.String(), index: Type.Optional(Type.Integer()), type: Type.String(), subjectType: Type.String(),
  subject: Type.String(),
  version: Type.Integer(), capacity: Type.String(), role: Type.String(), organisation: Type.Optional(Type.String()),
  ground: Type.Optional(Type.String()), recordedAt: Type.String(), decidedOn: Type.String(), effectiveOn: Type.String(),
  entry: Type.String(), public: Type.Boolean(),
})
export const listActs = endpoint({
  id: 'listActs', method: 'GET', url: '/api/v1/acts', kind: 'read', may: 'act:read', scope: 'all',
  summary: { zh: '行为记录', en: 'The journal of acts' },
  query: closed({
    ...Paging, subject: Type.Optional(Id()), type: Type.Optional(Type.String({ maxLength: 60 })),
    from: Type.Optional(Day()),
  }),
  response: PageOf(ActEntry),
})

/** `tianfu fsck` through the running server, which alone may hold the embedded database. */
export const checkEverything = endpoint({
  id: 'checkEverything', method: 'POST', url: '/api/v1/operations/fsck', kind: 'read', may: 'operations:check',
  scope: 'all',
  summary: { zh: '全库核验', en: 'Check every invariant, the fold of all acts, and the log against a checkpoint' },
  body: closed({ checkpoint: Type.Optional(Type.String({
    maxLength: 5000, ...words({ zh: '先前保存的检查点', en: 'A checkpoint saved earlier', widget: 'area' }),
  })) }),
  response: Type.Object({
    findings: Type.Array(Type.Object({
      kind: Type.String(), subject: Type.Optional(Type.String()), what: Type.String(),
    })),
    checked: Type.Record(Type.String(), Type.Integer()), checkpoint: Type.Optional(Type.String()),
  }),
})
