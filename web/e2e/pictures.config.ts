import config from './playwright.config'

/** The pictures of the documentation: the same program and browsers, another file; of the phone only what it shows differently. */
export default {
  ...config,
  projects: config.projects?.map((project) => ({ ...project, testIgnore: [], testMatch: 'pictures.spec.ts', ...(project.name === 'phone' ? { grep: /@phone/ } : {}) })),
}
