// Under `require-trusted-types-for 'script'` (index.html) a string becomes a script's address only through this policy, which takes
// addresses of this copy of the page: its workers. Nothing turns a string into a script, and HTML comes from Svelte's templates alone.

interface Factory {
  createPolicy(name: 'default', rules: { createScriptURL: (url: string) => string }): unknown;
}

(window as { trustedTypes?: Factory }).trustedTypes?.createPolicy('default', {
  createScriptURL(url) {
    if (new URL(url, document.baseURI).origin !== location.origin)
      throw new TypeError(`not a script of this page: ${url}`);
    return url;
  },
});
