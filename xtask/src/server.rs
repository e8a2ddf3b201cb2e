//! A static file server like the hosts that the page is made for: it sends no special headers.
//!
//! It is for this machine alone. Its callers listen on the loopback interface; a request for another host's name is refused, because a page
//! of that host could read the answer once the name leads here (DNS rebinding); and nothing outside the folder is served, links included.

use std::iter;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Result;
use axum::Router;
use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
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
    let app = app(folder.canonicalize()?, mount, headers);
    listener.set_nonblocking(true)?;
    // With time: axum waits a second where no more connections can be had.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(async { tokio::net::TcpListener::from_std(listener) })?;
    thread::spawn(move || runtime.block_on(async { axum::serve(listener, app).await }));
    Ok(address)
}

fn app(folder: PathBuf, mount: &str, headers: &[(&'static str, &'static str)]) -> Router {
    let files = Router::new().fallback_service(ServeDir::new(&folder)).layer(from_fn(move |request: Request, next: Next| {
        let inside = leads_inside(&folder, request.uri().path());
        async move { if inside { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() } }
    }));
    let app = match mount.trim_end_matches('/') {
        "" => files,
        mount => Router::new().nest_service(mount, files),
    };
    let app = app.layer(from_fn(for_this_machine));
    // What was built anew is fetched anew.
    iter::once(&("cache-control", "no-cache")).chain(headers).fold(app, |app, (name, value)| {
        app.layer(SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value)))
    })
}

/// Refuses what was asked of another host.
async fn for_this_machine(request: Request, next: Next) -> Response {
    match request.headers().get(HOST).map(|host| host.to_str().is_ok_and(is_loopback)) {
        Some(false) => {
            (StatusCode::MISDIRECTED_REQUEST, "This server is for this machine alone: ask for it as localhost.\n").into_response()
        }
        _ => next.run(request).await,
    }
}

/// Whether a host, with or without a port, is this machine by its name.
fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(name, _)| name);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Whether what a path leads to, links followed, lies in the folder. What is not there leads nowhere.
fn leads_inside(folder: &Path, path: &str) -> bool {
    let Some(path) = decoded(path) else { return false };
    let mut file = folder.join(path.trim_start_matches('/'));
    if file.is_dir() {
        file.push("index.html");
    }
    file.canonicalize().map_or(true, |file| file.starts_with(folder))
}

/// A path without its percent signs. `None` if it is no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut found = vec![];
    while let Some(byte) = bytes.next() {
        found.push(match byte {
            b'%' => u8::from_str_radix(&String::from_utf8(vec![bytes.next()?, bytes.next()?]).ok()?, 16).ok()?,
            other => other,
        });
    }
    String::from_utf8(found).ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{Shutdown, TcpStream};

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

    /// The first line of what the server says; empty where it says nothing.
    fn first_line(connection: &mut TcpStream) -> String {
        let (mut line, mut byte) = (vec![], [0]);
        while !line.ends_with(b"\r\n") && connection.read(&mut byte).is_ok_and(|count| count > 0) {
            line.push(byte[0]);
        }
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }

    /// The first line of the answer to a whole request.
    fn answer(address: SocketAddr, request: &[u8]) -> String {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.write_all(request).unwrap();
        first_line(&mut connection)
    }

    /// The same for bytes that may be no request, after which the client says no more.
    fn last_words(address: SocketAddr, bytes: &[u8]) -> String {
        let mut connection = TcpStream::connect(address).unwrap();
        // A server that has seen enough may close while it is still being written to.
        let _ = connection.write_all(bytes);
        let _ = connection.shutdown(Shutdown::Write);
        first_line(&mut connection)
    }

    #[test]
    fn no_spelling_of_a_path_leads_out_of_the_folder() {
        let address = server("/");
        for path in [
            "/%2e%2e/Cargo.toml",
            "/%2E%2E%2FCargo.toml",
            "/src/%2e%2e/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/..%5cCargo.toml",
            "/..\\Cargo.toml",
            "/%252e%252e/Cargo.toml",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/Cargo.toml%00.html",
            "/%00",
            "/%ff",
            "/%",
        ] {
            let found = answer(address, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes());
            assert!(found.starts_with("HTTP/1.1 4"), "{path}: {found}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let folder = std::env::temp_dir().join(format!("cloze-server-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("inside.txt"), "x").unwrap();
        for (link, to) in [("out.txt", std::env::current_dir().unwrap().join("Cargo.toml")), ("in.txt", folder.join("inside.txt"))] {
            std::os::unix::fs::symlink(to, folder.join(link)).unwrap();
        }
        let address = start(TcpListener::bind(("127.0.0.1", 0)).unwrap(), &folder, "/").unwrap();
        let found =
            ["/in.txt", "/out.txt"].map(|path| answer(address, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, ["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"]);
    }

    #[test]
    fn a_request_for_another_host_is_refused() {
        let address = server("/");
        let of = |host: &str| answer(address, format!("GET /Cargo.toml HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080", "cloze.localhost:1"] {
            assert_eq!(of(host), "HTTP/1.1 200 OK", "{host}");
        }
        for host in
            ["example.com", "example.com:8080", "localhost.example.com", "127.0.0.1.example.com", "192.168.1.2", "", "[::2]:80", "0.0.0.0"]
        {
            assert_eq!(of(host), "HTTP/1.1 421 Misdirected Request", "{host}");
        }
    }

    #[test]
    fn a_bad_request_does_not_end_the_server() {
        let address = server("/");
        let endless = [&b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "[..], &[b'x'; 1 << 20]].concat();
        let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}", "X: y\r\n".repeat(10_000));
        let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000));
        let claims = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 18446744073709551615\r\n\r\nx";
        for request in [
            &b""[..],
            b"\0",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET",
            b"GET / HTTP/1.1\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"get / http/1.1\r\nhost localhost\r\n\r\n",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            &endless,
            many.as_bytes(),
            long.as_bytes(),
            claims,
        ] {
            let found = last_words(address, request);
            assert!(found.is_empty() || found.starts_with("HTTP/1.1 4"), "{found}");
            assert_eq!(answer(address, b"GET /Cargo.toml HTTP/1.1\r\nHost: localhost\r\n\r\n"), "HTTP/1.1 200 OK");
        }
        let mut half = TcpStream::connect(address).unwrap();
        half.write_all(b"GET /Cargo").unwrap();
        assert_eq!(answer(address, b"GET /Cargo.toml HTTP/1.1\r\nHost: localhost\r\n\r\n"), "HTTP/1.1 200 OK");
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
