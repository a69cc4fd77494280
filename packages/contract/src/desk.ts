import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Day, FileHash, Id, Line, Moment, PageOf, Paging, Text, closed, oneOf, words } from './schema.ts'

/** The daily desk of everybody who signs in: tasks, notices, files, search, clock, vocabulary. */

export const Task = Type.Object({
  id: Type.String(), kind: Type.String(), title: Text, subjectType: Type.String(), subject: Type.String(),
  role: Type.String(), link: Type.String(), createdAt: Type.String(), dueOn: Type.Optional(Type.String()),
  late: Type.Boolean(), claimedBy: Type.Optional(Type.String()), mine: Type.Boolean(),
  /** Who gave it to whoever has it. */
  givenBy: Type.Optional(Type.String()),
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

/** Somebody who may take the office's work: by the account, since people without one take nothing. */
export const Colleague = Type.Object({
  account: Type.String(), name: Type.String(), role: Type.String(), claimed: Type.Integer(), me: Type.Boolean(),
})
export const listColleagues = endpoint({
  id: 'listColleagues', method: 'GET', url: '/api/v1/tasks/colleagues', kind: 'read', may: 'signed-in',
  scope: 'organisation', summary: { zh: '同岗位的同事', en: 'Colleagues of my office' },
  query: closed({
    /** Everybody of the organisation who has work in hand or may take it; for whoever ends roles. */
    everybody: Type.Optional(Type.Boolean()),
  }),
  response: Type.Object({ items: Type.Array(Colleague) }),
})
const Moved = Type.Object({ moved: Type.Integer(), released: Type.Integer() })
export const assignTasks = endpoint({
  id: 'assignTasks', method: 'POST', url: '/api/v1/tasks/assignment', kind: 'record', may: 'signed-in',
  scope: 'organisation', summary: { zh: '分派所选待办', en: 'Give the chosen tasks to a colleague' },
  body: closed({
    tasks: Type.Array(Id(), { minItems: 1, maxItems: 200, uniqueItems: true,
      ...words({ zh: '待办', en: 'Tasks' }) }),
    to: Id({ zh: '交给', en: 'To' }),
  }),
  response: Moved,
})
/** All that one person has in hand, at once: one's own, or, for whoever may end roles, that of somebody who leaves. */
export const handOverTasks = endpoint({
  id: 'handOverTasks', method: 'POST', url: '/api/v1/tasks/hand-over', kind: 'record', may: 'signed-in',
  scope: 'organisation', summary: { zh: '移交全部待办', en: 'Hand over all tasks' },
  body: closed({
    from: Type.Optional(Id({ zh: '移交人（不填为本人）', en: 'From (empty: myself)' })),
    to: Type.Optional(Id({ zh: '接手人（不填退回岗位）', en: 'To (empty: back to the office)' })),
  }),
  response: Moved,
})

export const SavedFilter = Type.Object({
  id: Type.String(), list: Type.String(), name: Type.String(),
  query: Type.Record(Type.String(), Type.String()),
})
const ListName = Type.String({ pattern: '^[a-z][a-z-]{0,39}$', ...words({ zh: '列表', en: 'List' }) })
export const MOST_FILTERS = 50
export const listSavedFilters = endpoint({
  id: 'listSavedFilters', method: 'GET', url: '/api/v1/saved-filters', kind: 'read', may: 'signed-in', scope: 'self',
  summary: { zh: '我保存的筛选', en: 'Filters that I keep' }, query: closed({ list: Type.Optional(ListName) }),
  response: Type.Object({ items: Type.Array(SavedFilter) }),
})
/** One of the same name on the same list is replaced. */
export const saveFilter = endpoint({
  id: 'saveFilter', method: 'PUT', url: '/api/v1/saved-filters', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '保存筛选', en: 'Keep a filter' },
  body: closed({
    list: ListName, name: Line(40, { zh: '名称', en: 'Name' }),
    query: Type.Record(Type.String({ pattern: '^[A-Za-z]{1,40}$' }), Type.String({ maxLength: 100 }),
      { maxProperties: 20, additionalProperties: false, ...words({ zh: '条件', en: 'Conditions' }) }),
  }),
  response: SavedFilter,
})
export const deleteFilter = endpoint({
  id: 'deleteFilter', method: 'DELETE', url: '/api/v1/saved-filters/:id', kind: 'record', may: 'signed-in',
  scope: 'self', summary: { zh: '删除筛选', en: 'Delete a filter' }, params: OneId, response: Done,
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
  /** The texts in which it was found; `spans` are pairs of places in UTF-16 units, from and after. */
  found: Type.Array(Type.Object({ text: Type.String(), spans: Type.Array(Type.Array(Type.Integer())) })),
})
const SearchQuery = closed({
  q: Line(100), kind: Type.Optional(Type.String({ maxLength: 40 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  /** At most so many of each kind, instead of `limit` of all. */
  each: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
})
const SearchAnswer = Type.Object({
  items: Type.Array(SearchHit),
  /** Kinds of which the caller may see more than are given. */
  more: Type.Array(Type.String()), asOf: Type.String(),
})
export const search = endpoint({
  id: 'search', method: 'GET', url: '/api/v1/search', kind: 'read', may: 'signed-in', scope: 'organisation',
  summary: { zh: '搜索我能看到的一切', en: 'Search everything the caller may see' },
  query: SearchQuery, response: SearchAnswer,
})
export const searchRegister = endpoint({
  id: 'searchRegister', method: 'GET', url: '/api/v1/register', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '搜索公开登记', en: 'Search the public register' },
  query: SearchQuery, response: SearchAnswer,
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

export const DESK_REFUSALS = {
  'colleague-unknown': {
    status: 409, zh: '此人不在这个岗位，不能接手这些待办', en: 'This person does not hold the role and cannot take these tasks',
  },
  'task-in-other-hands': {
    status: 409, zh: '其中有待办正由他人办理；请先由其退回或移交',
    en: 'Some of the tasks are in other hands; let them be released or handed over first',
  },
  'filters-too-many': { status: 409, zh: '保存的筛选已达 {limit} 个', en: 'You keep {limit} filters already' },
} as const satisfies Record<string, RefusalWords>
