// Under `require-trusted-types-for 'script'` (index.html) a string becomes a script's address only through this policy, which takes
// addresses of this host: the page's workers, and theirs. Nothing turns a string into a script, and HTML comes from Svelte's templates
// alone. It is imported for its effect, by the page and by the worker that starts workers.

interface Factory {
  createPolicy(name: 'default', rules: { createScriptURL: (url: string) => string }): unknown;
}

(self as { trustedTypes?: Factory }).trustedTypes?.createPolicy('default', {
  createScriptURL(url) {
    if (new URL(url, location.href).origin !== location.origin)
      throw new TypeError(`not a script of this page: ${url}`);
    return url;
  },
});
