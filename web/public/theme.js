// Before the first paint: the chosen theme and language, so that nothing flashes or jumps.
;(function () {
  try {
    var prefs = JSON.parse(localStorage.getItem('carbonshed.prefs') || '{}')
    var root = document.documentElement
    if (prefs.theme === 'light' || prefs.theme === 'dark') root.dataset.theme = prefs.theme
    root.lang = (prefs.language || (navigator.language.startsWith('zh') ? 'zh' : 'en')) === 'zh' ? 'zh-CN' : 'en'
    // The reader's language is fetched with the program and not after it.
    var file = document.querySelector('meta[name="language-' + root.lang.slice(0, 2) + '"]')
    if (file) {
      var link = document.createElement('link')
      link.rel = 'modulepreload'
      link.href = file.content
      document.head.append(link)
    }
  } catch {
    /* Without storage the system's choice holds. */
  }
})()
