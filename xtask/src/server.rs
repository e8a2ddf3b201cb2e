//! A static file server like the hosts that the page is made for: it sends no special headers.

use std::fs::File;
use std::io::Cursor;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Request, Response, ResponseBox, Server};

/// Browsers open six connections to a host. A slow download must not block the others.
const THREADS: usize = 8;

/// Serves a folder under a path (which starts and ends with `/`), in threads that live as long as the program.
pub fn start(listener: TcpListener, folder: &Path, mount: &str) -> Result<SocketAddr> {
    serve(listener, folder, mount, &[])
}

/// The same with the headers that allow a page to use threads with shared memory. Cloze does not need them; the other
/// libraries are timed with them too.
pub fn start_isolated(listener: TcpListener, folder: &Path, mount: &str) -> Result<SocketAddr> {
    serve(listener, folder, mount, &[("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Embedder-Policy", "require-corp")])
}

fn serve(listener: TcpListener, folder: &Path, mount: &str, headers: &'static [(&'static str, &'static str)]) -> Result<SocketAddr> {
    let server = Server::from_listener(listener, None).map_err(|error| anyhow!("cannot serve: {error}"))?;
    let address = server.server_addr().to_ip().ok_or_else(|| anyhow!("not an internet address"))?;
    let server = Arc::new(server);
    for _ in 0..THREADS {
        let (server, folder, mount) = (server.clone(), folder.to_owned(), mount.to_owned());
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                answer(request, &folder, &mount, headers);
            }
        });
    }
    Ok(address)
}

fn answer(request: Request, folder: &Path, mount: &str, headers: &[(&'static str, &'static str)]) {
    let mut response = match file_of(request.url(), folder, mount).and_then(|path| Some((File::open(&path).ok()?, path))) {
        Some((file, path)) => Response::from_file(file)
            .with_header(header("Content-Type", content_type(&path)))
            .with_header(header("Cache-Control", "no-cache"))
            // The length is always sent, so that the page can show the progress of an engine's download.
            .with_chunked_threshold(usize::MAX)
            .boxed(),
        None => not_found(),
    };
    for (name, value) in headers {
        response.add_header(header(name, value));
    }
    // The browser may have closed the connection.
    let _ = request.respond(response);
}

fn not_found() -> ResponseBox {
    Response::new(404.into(), vec![header("Content-Type", "text/plain")], Cursor::new(b"not found\n"), Some(10), None).boxed()
}

/// The file for a URL, `index.html` for a folder. `None` for a path outside the folder.
fn file_of(url: &str, folder: &Path, mount: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix(mount)?;
    let mut file = folder.to_owned();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with('.') || part.contains(['\\', ':', '%']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    file.is_file().then_some(file)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn header(name: &'static str, value: &'static str) -> Header {
    Header::from_bytes(name, value).expect("a header of plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_served() {
        // Cargo runs tests in the package's folder. What env! writes in may be another clone's, where they share a target folder.
        let folder = &std::env::current_dir().unwrap();
        assert_eq!(file_of("/Cargo.toml?x=1", folder, "/"), Some(folder.join("Cargo.toml")));
        assert_eq!(file_of("/a/b/src/main.rs", folder, "/a/b/"), Some(folder.join("src/main.rs")));
        for outside in ["/../Cargo.toml", "/src/../../Cargo.toml", "/%2e%2e/Cargo.toml", "/src", "/none", "Cargo.toml"] {
            assert_eq!(file_of(outside, folder, "/"), None, "{outside}");
        }
        assert_eq!(file_of("/Cargo.toml", folder, "/a/"), None);
    }
}
