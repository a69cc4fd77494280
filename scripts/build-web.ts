// npm run build:web: the workbench and the scripts of public pages, when they are missing or older than their sources.
import { join } from 'node:path'
import { buildWebOnce } from '../apps/server/src/web-build.ts'

await buildWebOnce(join(import.meta.dirname, '..'))
