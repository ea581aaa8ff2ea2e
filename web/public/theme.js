// Before the first paint: the chosen theme and language, so that nothing flashes or jumps.
;(function () {
  try {
    var prefs = JSON.parse(localStorage.getItem('carbonshed.prefs') || '{}')
    var root = document.documentElement
    if (prefs.theme === 'light' || prefs.theme === 'dark') root.dataset.theme = prefs.theme
    root.lang = (prefs.language || (navigator.language.startsWith('zh') ? 'zh' : 'en')) === 'zh' ? 'zh-CN' : 'en'
  } catch {
    /* Without storage the system's choice holds. */
  }
})()
