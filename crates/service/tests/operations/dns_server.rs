//! A real DNS server (unbound) with zones of its own, on a free port of this machine. It ends with the test.

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What stands in a zone: its name, and its records as lines of a zone file.
pub type Zone<'z> = (&'z str, &'z str);

pub struct DnsServer {
    pub address: SocketAddr,
    server: Child,
    _folder: tempfile::TempDir,
}

impl DnsServer {
    /// Starts it with `zones`. Of the zones in `broken` it is a secondary whose primary is gone: it answers SERVFAIL.
    ///
    /// # Panics
    /// unbound is not installed, or does not start: a test must not pass over that.
    pub fn start(zones: &[Zone<'_>], broken: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let mut config = format!(
            "server:\n interface: {}@{}\n do-daemonize: no\n username: \"\"\n chroot: \"\"\n directory: \"{}\"\n pidfile: \"\"\n use-syslog: no\n \
             access-control: 127.0.0.0/8 allow\n do-not-query-localhost: no\n module-config: iterator\n num-threads: 1\n\
             remote-control:\n control-enable: no\n",
            address.ip(),
            address.port(),
            folder.path().display()
        );
        for (number, (name, records)) in zones.iter().enumerate() {
            let file = folder.path().join(format!("{number}.zone"));
            let head = format!(
                "$ORIGIN {name}.\n$TTL 300\n@ SOA ns root 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n"
            );
            std::fs::write(&file, head + records).unwrap();
            config += &format!(
                "auth-zone:\n name: \"{name}.\"\n zonefile: \"{}\"\n for-downstream: yes\n for-upstream: no\n",
                file.display()
            );
        }
        for name in broken {
            config += &format!(
                "auth-zone:\n name: \"{name}.\"\n master: 127.0.0.1@1\n for-downstream: yes\n fallback-enabled: no\n"
            );
        }
        let file = folder.path().join("unbound.conf");
        std::fs::write(&file, config).unwrap();
        let server = Command::new(program())
            .arg("-d")
            .arg("-c")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("unbound is installed: scripts/set-up test");
        let started = Self {
            address,
            server,
            _folder: folder,
        };
        started.wait();
        started
    }

    /// Waits until it answers: any answer to a question about nothing will do.
    fn wait(&self) {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        let question =
            b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x09localhost\x00\x00\x01\x00\x01";
        for _ in 0..100 {
            drop(socket.send_to(question, self.address));
            if socket.recv(&mut [0; 512]).is_ok() {
                return;
            }
        }
        panic!("unbound does not answer at {}", self.address);
    }
}

impl Drop for DnsServer {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// A port that nobody has; it is free for UDP and, but for bad luck, for TCP.
fn free_address() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

/// Debian keeps servers outside of what ordinary users search.
fn program() -> &'static Path {
    let there = Path::new("/usr/sbin/unbound");
    if there.exists() {
        there
    } else {
        Path::new("unbound")
    }
}
