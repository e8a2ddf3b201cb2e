// Runs before the page's modules, and where they cannot run: as a classic script, in words that every browser with JavaScript knows.
// It chooses the language and the theme, as www/state/preferences.svelte.ts does after it, and says why nothing else will come.
(function () {
  var root = document.documentElement;
  var query = location.search;

  function stored(key) {
    try {
      return localStorage.getItem('cloze.' + key);
      // eslint-disable-next-line @typescript-eslint/no-unused-vars -- browsers before 2018 need the name
    } catch (forbidden) {
      return null;
    }
  }

  function chosen(name, key, choices) {
    var asked = new RegExp('[?&]' + name + '=(' + choices + ')(&|$)').exec(query);
    return asked ? asked[1] : stored(key);
  }

  var language = chosen('lang', 'language', 'en|ko') || navigator.language || 'en';
  var theme = chosen('theme', 'theme', 'system|light|dark');
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.lang = language.slice(0, 2) === 'ko' ? 'ko' : 'en';
  root.setAttribute('data-theme', dark ? 'dark' : 'light');
  root.className += /[?&]embed=/.test(query) ? ' scripted embedded' : ' scripted';

  /** Shows one of the sentences that index.html holds. */
  function say(trouble) {
    root.className += ' troubled';
    var sentence = document.querySelector('[data-trouble="' + trouble + '"]');
    if (sentence) sentence.hidden = false;
  }

  /** Why the script at this address did not run. */
  function inquire(address) {
    fetch(address).then(
      function (response) {
        var type = response.headers.get('content-type') || '';
        if (!response.ok || /html/.test(type)) say('missing');
        else say(/javascript|ecmascript/.test(type) ? 'old' : 'type');
      },
      function () {
        say('missing');
      },
    );
  }

  function whenParsed(act) {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', act);
    else act();
  }

  if (location.protocol === 'file:') whenParsed(say.bind(null, 'file'));
  else if (self.origin === 'null') whenParsed(say.bind(null, 'sandbox'));
  else if (!('noModule' in HTMLScriptElement.prototype)) whenParsed(say.bind(null, 'old'));
  else {
    // Scripts that did not load, and modules whose syntax this browser does not know.
    addEventListener(
      'error',
      function (event) {
        var address = event.target && event.target.src;
        if (address) whenParsed(inquire.bind(null, address));
        else if (event.error instanceof SyntaxError) whenParsed(say.bind(null, 'old'));
      },
      true,
    );
  }
})();
