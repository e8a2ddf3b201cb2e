//! The Web Worker's side of the page.
