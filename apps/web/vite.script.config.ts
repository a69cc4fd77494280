import { basename } from 'node:path'
import { defineConfig } from 'vite'

// One script, whole in itself, of a page that is not the workbench's; the mode names its entry below `src`.
export default defineConfig(({ mode }) => ({
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  // The field page is written for React, like the workbench, and carried by Preact: a third of the download.
  resolve: {
    alias: {
      'react/jsx-runtime': 'preact/jsx-runtime', 'react-dom/client': 'preact/compat/client', react: 'preact/compat',
    },
  },
  build: {
    emptyOutDir: false,
    target: ['chrome89', 'safari14'],
    lib: {
      entry: `src/${mode}`, formats: ['iife'], name: 'tianfu', fileName: () => basename(mode).replace(/\.tsx?$/, '.js'),
      cssFileName: 'main',
    },
  },
}))
