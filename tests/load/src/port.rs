//! A port that stays a server's own while the server is down.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpSocket;

/// Ports that are kept until this process ends.
static KEPT: Mutex<Vec<ReservedPort>> = Mutex::new(Vec::new());

/// A free port, kept as long as this or a clone of it lives: the system gives it to nobody who asks for any port, while a
/// server that names it may listen on it again and again.
#[derive(Clone, Debug)]
pub struct ReservedPort {
    address: SocketAddr,
    /// Never listens. It is bound, so the port counts as taken; servers reuse addresses (SO_REUSEADDR), so it is in the
    /// way of none that names the port.
    _socket: Arc<TcpSocket>,
}

impl ReservedPort {
    /// Reserves a free port of an address of this machine.
    ///
    /// # Errors
    /// When there is none.
    pub fn new(ip: IpAddr) -> io::Result<Self> {
        let socket = if ip.is_ipv4() {
            TcpSocket::new_v4()?
        } else {
            TcpSocket::new_v6()?
        };
        socket.set_reuseaddr(true)?;
        socket.bind(SocketAddr::new(ip, 0))?;
        Ok(Self {
            address: socket.local_addr()?,
            _socket: Arc::new(socket),
        })
    }

    /// The address with the port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// An address on which nobody listens, kept until this process ends.
///
/// # Errors
/// When there is none.
pub fn keep_address(ip: IpAddr) -> io::Result<SocketAddr> {
    let port = ReservedPort::new(ip)?;
    let address = port.address();
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).push(port);
    Ok(address)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    #[tokio::test]
    async fn a_server_listens_on_it_again_and_again_and_nobody_else_gets_it() {
        let port = ReservedPort::new(Ipv4Addr::LOCALHOST.into()).unwrap();
        for _ in 0..3 {
            let refused = TcpStream::connect(port.address()).await;
            assert!(refused.is_err(), "somebody listens");
            let server = TcpListener::bind(port.address()).await.unwrap();
            let phone = TcpStream::connect(port.address()).await.unwrap();
            server.accept().await.unwrap();
            drop((server, phone));
            // As long as they live, each has another.
            let others = (0..200).map(|_| ReservedPort::new(Ipv4Addr::LOCALHOST.into()).unwrap());
            let others: Vec<_> = others.collect();
            assert!(others.iter().all(|other| other.address() != port.address()));
        }
    }
}
