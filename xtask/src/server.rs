//! A static file server like the hosts that the page is made for: it sends no special headers.

use std::iter;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::thread;

use anyhow::Result;
use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves a folder under a path (which starts and ends with `/`), in a thread that lives as long as the program.
pub fn start(listener: TcpListener, folder: &Path, mount: &str) -> Result<SocketAddr> {
    serve(listener, folder, mount, &[])
}

/// The same with the headers that allow a page to use threads with shared memory. Cloze does not need them; the other
/// libraries are timed with them too.
pub fn start_isolated(listener: TcpListener, folder: &Path, mount: &str) -> Result<SocketAddr> {
    serve(listener, folder, mount, &[("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "require-corp")])
}

fn serve(listener: TcpListener, folder: &Path, mount: &str, headers: &[(&'static str, &'static str)]) -> Result<SocketAddr> {
    let address = listener.local_addr()?;
    let app = app(folder, mount, headers);
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let listener = runtime.block_on(async { tokio::net::TcpListener::from_std(listener) })?;
    thread::spawn(move || runtime.block_on(async { axum::serve(listener, app).await }));
    Ok(address)
}

fn app(folder: &Path, mount: &str, headers: &[(&'static str, &'static str)]) -> Router {
    let files = ServeDir::new(folder);
    let app = match mount.trim_end_matches('/') {
        "" => Router::new().fallback_service(files),
        mount => Router::new().nest_service(mount, files),
    };
    // What was built anew is fetched anew.
    iter::once(&("cache-control", "no-cache")).chain(headers).fold(app, |app, (name, value)| {
        app.layer(SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value)))
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn server(mount: &str) -> SocketAddr {
        // Cargo runs tests in the package's folder. What env! writes in may be another clone's, where they share a target folder.
        start(TcpListener::bind(("127.0.0.1", 0)).unwrap(), &std::env::current_dir().unwrap(), mount).unwrap()
    }

    /// The head of an answer, on a connection that stays open.
    fn head(connection: &mut TcpStream, path: &str) -> String {
        write!(connection, "HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut head = vec![];
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            connection.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        String::from_utf8(head).unwrap()
    }

    #[test]
    fn only_files_of_the_folder_are_served() {
        let status = |mount: &str, path: &str| {
            let head = head(&mut TcpStream::connect(server(mount)).unwrap(), path);
            head.split(' ').nth(1).unwrap().to_owned()
        };
        assert_eq!(status("/", "/Cargo.toml?x=1"), "200");
        assert_eq!(status("/a/b/", "/a/b/src/main.rs"), "200");
        for outside in ["/../Cargo.toml", "/src/../../Cargo.toml", "/%2e%2e/Cargo.toml", "/src/", "/none"] {
            assert_eq!(status("/", outside), "404", "{outside}");
        }
        assert_eq!(status("/a/", "/Cargo.toml"), "404");
    }

    #[test]
    fn an_answer_says_how_long_it_is_and_that_it_must_be_asked_for_again() {
        let head = head(&mut TcpStream::connect(server("/")).unwrap(), "/Cargo.toml").to_ascii_lowercase();
        let length = std::fs::metadata("Cargo.toml").unwrap().len();
        assert!(head.contains(&format!("content-length: {length}\r\n")), "{head}");
        assert!(head.contains("cache-control: no-cache\r\n"), "{head}");
    }

    /// Browsers open several connections at once, and keep them.
    #[test]
    fn every_open_connection_is_answered() {
        let address = server("/");
        let mut connections: Vec<_> = (0..64).map(|_| TcpStream::connect(address).unwrap()).collect();
        for connection in &mut connections {
            assert!(head(connection, "/Cargo.toml").starts_with("HTTP/1.1 200"));
        }
    }
}
