import config from './playwright.config'

/** The pictures of the documentation: the same program and browsers, another file. */
export default { ...config, projects: config.projects?.map((project) => ({ ...project, testIgnore: [], testMatch: 'pictures.spec.ts' })) }
