// The field page: what an auditor needs at a site, with or without a network.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { FieldApp } from './FieldApp.tsx'
import './field.css'

// Without a secure context there is no worker: the page then needs a network to open, and keeps what is typed.
void navigator.serviceWorker?.register('/field/worker.js')
createRoot(document.getElementById('root')!).render(<StrictMode><FieldApp /></StrictMode>)
